/** Pages in the core: the same answers as `src/reference/pages.ts`, bit for bit. */
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
import { createCyclicState } from "./cyclic-state.js";
import { layOut } from "./layout.js";
import type { Core, CoreMemory } from "./load.js";
import { readProgress, writeClock, writePace, writeProgress } from "./records.js";

const BATCHES_UNBOUNDED = 0xffffffff;

/** Words of a bitmap in the core's memory. */
function viewWords(view: DataView, pointer: number, bytes: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(view.buffer as ArrayBuffer, pointer, bytes / 4);
}

/** A bitmap by position as one by page. */
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

/** Clears the bits of pages, given in page order, in a bitmap by position. */
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

/** Memory that a test can watch. */
export interface WasmPagesOptions {
  /** Bytes left unused before and after every region of the memory. Default 0. */
  readonly gapBytes?: number;
  /** Receives the memory and what was reserved in it, once it is laid out. */
  readonly onMemory?: (memory: CoreMemory, regions: readonly MemoryRegion[]) => void;
}

/**
 * Creates the state of all pages in an instance of the core of its own: nothing to be sent, nothing written, nothing
 * sent. Throws a RangeError for a bad `config`, a CoreError when there is no memory.
 */
export function createWasmPages(core: Core, config: PagesConfig, options: WasmPagesOptions = {}): Pages {
  checkPagesConfig(config);
  const { slots, allocatedPages } = config;
  const scan = createScan(slots, config.scanOrder);
  const plan = planWrites(config, scan);
  const instance = core.instance();
  const layout = layOut(instance, config, scan, plan, options.gapBytes ?? 0);
  const { view, state, pace: pacePointer, bitmapBytes, bitmaps, clocks } = layout;
  options.onMemory?.(instance.memory, layout.regions);
  const progress = createProgress(0, 0);
  const log = viewWords(view, bitmaps.log, bitmapBytes);
  const hasEager = plan.eager.length > 0;
  const tracksZero = bitmaps.zero !== 0;
  const cyclic = config.scanOrder === "cyclic" ? createCyclicState(layout) : undefined;
  /** Looks at the whole log since the round's number last changed: no two of them may draw at the same address. */
  let roundPeeks = 0;
  let roundHarvests = 0;

  /** Sets the bits of pages first .. end - 1. */
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
  const writeEagerly = createEagerWriter(config, plan.eager, markerOf(log, scan));

  /** Somebody else than the core has changed the pages to be sent: their number. */
  function recount(): number {
    const pages = count(bitmaps["to-send"]);
    cyclic?.setPagesLeft(pages);
    cyclic?.readDone(progress);
    return pages;
  }

  /** Whether the log is looked at by every batch. */
  const looksAlways = tracksZero || config.clearPages !== undefined;
  const asksLog = ({ dirtyPageRule }: Pace) => looksAlways || (cyclic === undefined && dirtyPageRule !== "send");

  const mirrored = new Map<SpeedClock, number>();
  /** Copies the clocks that have changed since the last call. */
  function mirrorClocks(): void {
    for (const [clock, pointer] of clocks) {
      if (mirrored.get(clock) === clock.revision) continue;
      writeClock(view, pointer, clock);
      mirrored.set(clock, clock.revision);
    }
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
      if (!hasEager || !asksLog(pace)) {
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
      const toSend = viewWords(view, bitmaps["to-send"], bitmapBytes);
      let among = 0;
      for (let page = firstPage; page < firstPage + pageCount; page++) {
        const position = scan.positionOf(page);
        among += ((toSend[position >>> 5] as number) >>> (position & 31)) & 1;
      }
      return among;
    },
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

/** Sets bits of the log. Where position = page, a recorded trace takes one loop without a call in it. */
function markerOf(log: Uint32Array, scan: Scan): Marker {
  const mark = (page: number): void => {
    const position = scan.positionOf(page);
    log[position >>> 5] = (log[position >>> 5] as number) | (1 << (position & 31));
  };
  if (!scan.ascending) return { mark };
  const markAll = (firstPage: number, pages: Uint32Array, first: number, end: number): void => {
    for (let write = first; write < end; write++) {
      const position = firstPage + (pages[write] as number);
      log[position >>> 5] = (log[position >>> 5] as number) | (1 << (position & 31));
    }
  };
  return { mark, markAll };
}
