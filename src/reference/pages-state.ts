/** The bitmaps of the guest's pages, indexed by scan position. The dirty log is filled lazily, when it is read. */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import { createEagerWriter } from "../pages/eager-writes.js";
import type { PagesConfig } from "../pages/pages.js";
import type { Scan } from "../pages/placement.js";
import { createProgress, type MutableProgress } from "../pages/round-progress.js";
import { planWrites } from "../pages/write-plan.js";
import { chooseZeroPages } from "../pages/zero-content.js";
import { createBitmap, hasBit, setBit } from "./bitmap.js";
import { addWindow } from "./window.js";

export interface PagesState {
  readonly config: PagesConfig;
  readonly scan: Scan;
  readonly progress: MutableProgress;
  readonly dirtyLog: Uint32Array;
  readonly toSend: Uint32Array;
  readonly neverSent: Uint32Array;
  readonly zero: Uint32Array;
  readonly deferred: Uint32Array;
  readonly tracksZero: boolean;
  /** Samples a chunk's writes up to guest second `guestSeconds`; `step` enters the address of its random draws. */
  advance(chunk: number, guestSeconds: number, step: number): void;
  /** Samples all writes up to guest second `guestSeconds`. */
  advanceAll(guestSeconds: number, step: number): void;
  /** Applies the writes before `guestSeconds` of sources that are replayed write by write. */
  writeEagerly(guestSeconds: number): void;
}

/** Creates the state: no page to send, none written, none sent. */
export function createPagesState(config: PagesConfig, scan: Scan): PagesState {
  const { slots, allocatedPages } = config;
  const plan = planWrites(config, scan);
  const bitmap = () => createBitmap(slots);
  const [dirtyLog, toSend, neverSent, zero, deferred] = [bitmap(), bitmap(), bitmap(), bitmap(), bitmap()];
  const ages = new Float64Array(Math.ceil(slots / CHUNK_PAGES));
  const progress = createProgress(0, 0);

  for (let page = 0; page < allocatedPages; page++) setBit(neverSent, scan.positionOf(page));
  for (let page = allocatedPages - config.deferredPages; page < allocatedPages; page++) setBit(deferred, scan.positionOf(page));
  chooseZeroPages(config, (page) => setBit(zero, scan.positionOf(page)));
  const writeEagerly = createEagerWriter(config, plan.eager, { mark: (page) => setBit(dirtyLog, scan.positionOf(page)) });

  const advance = (chunk: number, guestSeconds: number, step: number): void => {
    const age = ages[chunk] as number;
    if (!(guestSeconds > age)) return;
    for (const source of plan.chunkwise) addWindow(dirtyLog, source, chunk, age, guestSeconds, progress.round, step);
    ages[chunk] = guestSeconds;
  };
  return {
    config,
    scan,
    progress,
    dirtyLog,
    toSend,
    neverSent,
    zero,
    deferred,
    tracksZero: config.zero.pages > 0,
    advance,
    advanceAll(guestSeconds, step) {
      writeEagerly(guestSeconds);
      for (let chunk = 0; chunk < ages.length; chunk++) advance(chunk, guestSeconds, step);
    },
    writeEagerly,
  };
}

/** First position to send at or after `position` in its chunk; the start of the next chunk if there is none. */
export function nextToSend({ toSend, config }: PagesState, position: number): number {
  const end = Math.min(position - (position % CHUNK_PAGES) + CHUNK_PAGES, config.slots);
  let next = position;
  while (next < end && !hasBit(toSend, next)) next++;
  return next;
}
