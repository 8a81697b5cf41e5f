/** Pages backed by the core. Gives the same results as `src/reference/pages.ts`, bit for bit. */
import { CLEAN_STEP, PEEK_STEP } from "../../assembly/abi.js";
import { createEagerWriter, type Marker } from "../pages/eager-writes.js";
import type { Pace, Pages, PagesConfig } from "../pages/pages.js";
import { checkPageRange, checkPagesConfig } from "../pages/pages-config.js";
import { createScan, type Scan } from "../pages/placement.js";
import { createProgress, guestSecondsAt, leftSeconds } from "../pages/round-progress.js";
import type { SpeedClock } from "../pages/speed-clock.js";
import { planWrites } from "../pages/write-plan.js";
import { chooseZeroPages } from "../pages/zero-content.js";
import type { MemoryRegion } from "./arena.js";
import { OutOfMemoryError } from "./core-error.js";
import { createCyclicState } from "./cyclic-state.js";
import { layOut, neededBytes } from "./layout.js";
import type { Core, CoreExports, CoreMemory } from "./load.js";
import { readProgress, writeClock, writePace, writeProgress } from "./records.js";

const BATCHES_UNBOUNDED = 0xffffffff;

/** View of a bitmap in the core's memory. */
function viewWords(view: DataView, pointer: number, bytes: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(view.buffer as ArrayBuffer, pointer, bytes / 4);
}

/** Copies a bitmap indexed by scan position into one indexed by page. */
function inPageOrder(words: Uint32Array<ArrayBuffer>, slots: number, scan: Scan): Uint8Array {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, Math.ceil(slots / 8));
  if (scan.ascending) return bytes.slice();
  const pages = new Uint8Array(bytes.length);
  for (let page = 0; page < slots; page++) {
    const position = scan.positionOf(page);
    const bit = ((bytes[position >>> 3] as number) >>> (position & 7)) & 1;
    pages[page >>> 3] = (pages[page >>> 3] as number) | (bit << (page & 7));
  }
  return pages;
}

/** Clears pages, given as a bitmap in page order, in a bitmap indexed by scan position. */
function takeOut(words: Uint32Array<ArrayBuffer>, pages: Uint8Array, slots: number, scan: Scan): void {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, Math.ceil(slots / 8));
  for (let index = 0; index < bytes.length; index++) {
    const taken = pages[index] as number;
    if (scan.ascending) bytes[index] = (bytes[index] as number) & ~taken;
    else for (let bit = 0; bit < 8; bit++) if (((taken >>> bit) & 1) === 1) clearBit(bytes, scan.positionOf(index * 8 + bit));
  }
}

function clearBit(bytes: Uint8Array, position: number): void {
  bytes[position >>> 3] = (bytes[position >>> 3] as number) & ~(1 << (position & 7));
}

/** Hooks for tests of the memory layout. */
export interface WasmPagesOptions {
  /** Bytes left unused before and after every region. Default 0. */
  readonly gapBytes?: number;
  /** Called with the memory and its reserved regions once it is laid out. */
  readonly onMemory?: (memory: CoreMemory, regions: readonly MemoryRegion[]) => void;
}

/** An instance. @throws OutOfMemoryError with what its pages would have needed. */
function instanceFor(core: Core, needed: () => number): CoreExports {
  try {
    return core.instance();
  } catch (cause) {
    throw cause instanceof RangeError ? new OutOfMemoryError(needed(), { cause }) : cause;
  }
}

/**
 * Creates the page state in a core instance of its own: no page to send, none written, none sent. Throws a RangeError for an invalid
 * `config`, an OutOfMemoryError that says how much is needed if the host refuses the memory.
 */
export function createWasmPages(core: Core, config: PagesConfig, options: WasmPagesOptions = {}): Pages {
  checkPagesConfig(config);
  const { slots, allocatedPages } = config;
  const scan = createScan(slots, config.scanOrder);
  const plan = planWrites(config, scan);
  const instance = instanceFor(core, () => neededBytes(config, scan, plan));
  const layout = layOut(instance, config, scan, plan, options.gapBytes ?? 0);
  const { view, state, pace: pacePointer, bitmapBytes, bitmaps, clocks } = layout;
  options.onMemory?.(instance.memory, layout.regions);
  const progress = createProgress(0, 0);
  const dirtyLog = viewWords(view, bitmaps.log, bitmapBytes);
  const hasEager = plan.eager.length > 0;
  const tracksZero = bitmaps.zero !== 0;
  const cyclic = config.scanOrder === "cyclic" ? createCyclicState(layout, config.initiallySet ?? true) : undefined;
  /** Peeks and syncs since `beginRound` last changed the round number. Each needs its own address of random draws. */
  let roundPeeks = 0;
  let roundHarvests = 0;

  /** Sets the bits of pages `first` to `end - 1`. */
  function setPages(pointer: number, first: number, end: number): void {
    const isWhole = first === 0 && end === slots;
    if (scan.ascending || isWhole) {
      instance.setRange(pointer, first, end);
      return;
    }
    for (let page = first; page < end; page++) {
      const position = scan.positionOf(page);
      instance.setRange(pointer, position, position + 1);
    }
  }

  const count = (pointer: number) => instance.countBits(pointer, bitmapBytes) >>> 0;
  const writeEagerly = createEagerWriter(config, plan.eager, markerOf(dirtyLog, scan));

  /** Counts the pages to send after the host has changed them. Returns the number. */
  function recount(): number {
    const pages = count(bitmaps["to-send"]);
    cyclic?.setPagesLeft(pages);
    cyclic?.readDone(progress);
    return pages;
  }

  /** Whether every batch reads the dirty log, whatever the dirty-page rule. */
  const readsLogAlways = tracksZero || config.clearPages !== undefined;
  const readsLog = ({ dirtyPageRule }: Pace) => readsLogAlways || (cyclic === undefined && dirtyPageRule !== "send");

  const mirrored = new Map<SpeedClock, number>();
  /** Copies to the core's memory the clocks that have changed since the last call. */
  function mirrorClocks(): void {
    for (const [clock, pointer] of clocks) {
      if (mirrored.get(clock) === clock.revision) continue;
      writeClock(view, pointer, clock);
      mirrored.set(clock, clock.revision);
    }
  }

  function countAmong(firstPage: number, pageCount: number): number {
    const toSend = viewWords(view, bitmaps["to-send"], bitmapBytes);
    let among = 0;
    for (let page = firstPage; page < firstPage + pageCount; page++) {
      const position = scan.positionOf(page);
      among += ((toSend[position >>> 5] as number) >>> (position & 31)) & 1;
    }
    return among;
  }

  setPages(bitmaps["never-sent"], 0, allocatedPages);
  if (bitmaps.deferred !== 0) setPages(bitmaps.deferred, allocatedPages - config.deferredPages, allocatedPages);
  if (tracksZero) {
    const zero = viewWords(view, bitmaps.zero, bitmapBytes);
    chooseZeroPages(config, (page) => {
      const position = scan.positionOf(page);
      zero[position >>> 5] = (zero[position >>> 5] as number) | (1 << (position & 31));
    });
  }
  writeProgress(view, state, progress);

  return {
    config,
    progress,
    fillToSend() {
      setPages(bitmaps["to-send"], 0, allocatedPages);
      cyclic?.reportAll();
      return recount();
    },
    beginRound(round, startSeconds) {
      if (round !== progress.round) roundPeeks = roundHarvests = 0;
      Object.assign(progress, { ...createProgress(round, startSeconds), cursor: cyclic ? progress.cursor : 0 });
      writeProgress(view, state, progress);
      cyclic?.readDone(progress);
    },
    transfer(pace, untilSeconds, limitBytes = Infinity) {
      if (progress.done) return;
      writePace(view, pacePointer, pace);
      mirrorClocks();
      if (!hasEager || !readsLog(pace)) {
        instance.transfer(state, pacePointer, untilSeconds, limitBytes, BATCHES_UNBOUNDED);
        readProgress(view, state, progress);
        if (hasEager) writeEagerly(guestSecondsAt(pace, Math.min(untilSeconds, progress.seconds)));
        return;
      }
      progress.seconds = leftSeconds(pace, progress);
      while (!progress.done && progress.seconds < untilSeconds && progress.bytes <= limitBytes) {
        writeEagerly(guestSecondsAt(pace, progress.seconds));
        instance.transfer(state, pacePointer, untilSeconds, limitBytes, 1);
        readProgress(view, state, progress);
      }
      writeEagerly(guestSecondsAt(pace, Math.min(untilSeconds, progress.seconds)));
    },
    clean(guestSeconds) {
      mirrorClocks();
      writeEagerly(guestSeconds);
      const harvested = instance.clean(state, guestSeconds, CLEAN_STEP - roundHarvests++) >>> 0;
      cyclic?.readDone(progress);
      return harvested;
    },
    peek(guestSeconds) {
      mirrorClocks();
      writeEagerly(guestSeconds);
      return instance.peek(state, guestSeconds, PEEK_STEP + roundPeeks++) >>> 0;
    },
    countToSend: () => count(bitmaps["to-send"]),
    countToSendAmong(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      return countAmong(firstPage, pageCount);
    },
    countDeferredToSend: () => countAmong(allocatedPages - config.deferredPages, config.deferredPages),
    addDeferred() {
      const before = count(bitmaps["to-send"]);
      if (config.deferredPages > 0) setPages(bitmaps["to-send"], allocatedPages - config.deferredPages, allocatedPages);
      return recount() - before;
    },
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      setPages(bitmaps.log, firstPage, firstPage + pageCount);
    },
    dropZeroPages() {
      const dropped = tracksZero ? instance.dropZeroPages(state) >>> 0 : 0;
      cyclic?.readDone(progress);
      return dropped;
    },
    markSent(pages) {
      for (const bitmap of ["to-send", "never-sent"] as const) {
        takeOut(viewWords(view, bitmaps[bitmap], bitmapBytes), pages, slots, scan);
      }
      recount();
    },
    countNeverSent: () => count(bitmaps["never-sent"]),
    snapshot(which) {
      const pointer = bitmaps[which];
      if (pointer === 0) return new Uint8Array(Math.ceil(slots / 8));
      return inPageOrder(viewWords(view, pointer, bitmapBytes), slots, scan);
    },
    release: () => core.giveBack(instance),
  };
}

/** Marks pages in the dirty log. If positions equal pages, a recorded trace is marked in one loop without calls. */
function markerOf(dirtyLog: Uint32Array, scan: Scan): Marker {
  const mark = (page: number): void => {
    const position = scan.positionOf(page);
    dirtyLog[position >>> 5] = (dirtyLog[position >>> 5] as number) | (1 << (position & 31));
  };
  if (!scan.ascending) return { mark };
  const markAll = (firstPage: number, pages: Uint32Array, first: number, end: number): void => {
    for (let write = first; write < end; write++) {
      const position = firstPage + (pages[write] as number);
      dirtyLog[position >>> 5] = (dirtyLog[position >>> 5] as number) | (1 << (position & 31));
    }
  };
  return { mark, markAll };
}
