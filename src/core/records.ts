/** Writes and reads the core's records, with the fields and offsets of `assembly/abi.ts`. */
import * as abi from "../../assembly/abi.js";
import { openBeforeStartSeconds } from "../pages/gate.js";
import type { DirtyPageRule, Pace } from "../pages/pages.js";
import type { MutableProgress } from "../pages/round-progress.js";
import type { SpeedClock } from "../pages/speed-clock.js";
import type { PlannedSource } from "../pages/write-plan.js";

const RULES: Record<DirtyPageRule, number> = { send: abi.RULE_SEND, skip: abi.RULE_SKIP, "allocate-only": abi.RULE_ALLOCATE_ONLY };

/** The core counts a batch's pages in 32 bits. This limit exceeds the largest number of slots. */
const BATCH_PAGES_MAX = 0x40000000;

export function writePace(view: DataView, at: number, pace: Pace): void {
  const set = (offset: number, value: number) => view.setFloat64(at + offset, value, true);
  set(abi.PACE_START_SECONDS, pace.startSeconds);
  set(abi.PACE_START_GUEST_SECONDS, pace.startGuestSeconds);
  set(abi.PACE_START_BYTES, pace.startBytes);
  set(abi.PACE_START_BATCHES, pace.startBatches);
  set(abi.PACE_BYTES_PER_SECOND, pace.bytesPerSecond);
  set(abi.PACE_GUEST_SPEED_RATIO, pace.guestSpeedRatio);
  set(abi.PACE_BATCH_SECONDS, pace.batchSeconds);
  set(abi.PACE_BATCH_PAGES, Math.min(pace.batchPages, BATCH_PAGES_MAX));
  set(abi.PACE_BATCH_HEADER_BYTES, pace.batchHeaderBytes);
  set(abi.PACE_ENTRY_BYTES, pace.entryBytes);
  set(abi.PACE_PAGE_BYTES, pace.pageBytes);
  set(abi.PACE_RULE, RULES[pace.dirtyPageRule]);
  set(abi.PACE_LIVE, pace.live ? 1 : 0);
  set(abi.PACE_LISTS_DEFERRED, pace.listsDeferredPages ? 1 : 0);
  set(abi.PACE_START_ZERO_PAGES, pace.startZeroPages);
  set(abi.PACE_ZERO_PAGE_BYTES, pace.zeroPageBytes);
  set(abi.PACE_ZERO_PAGE_SECONDS, pace.zeroPageSeconds);
  set(abi.PACE_DELTA_PAGE_BYTES, pace.deltaPageBytes);
}

/** Addresses of a source's arrays; 0 for one that it does not have. */
export interface SourcePointers {
  readonly clock: number;
  readonly members: number;
  readonly starts: number;
  readonly places: number;
  readonly values: number;
}

export function writeSource(view: DataView, at: number, source: PlannedSource, pointers: SourcePointers): void {
  const setWord = (offset: number, value: number) => view.setUint32(at + offset, value, true);
  const set = (offset: number, value: number) => view.setFloat64(at + offset, value, true);
  setWord(abi.SOURCE_METHOD, source.method);
  setWord(abi.SOURCE_KEY_HIGH, source.key.high);
  setWord(abi.SOURCE_KEY_LOW, source.key.low);
  setWord(abi.SOURCE_FIRST_POSITION, source.firstPosition);
  setWord(abi.SOURCE_END_POSITION, source.endPosition);
  setWord(abi.SOURCE_MEMBERS_PTR, pointers.members);
  setWord(abi.SOURCE_STARTS_PTR, pointers.starts);
  setWord(abi.SOURCE_PLACES_PTR, pointers.places);
  setWord(abi.SOURCE_VALUES_PTR, pointers.values);
  setWord(abi.SOURCE_CLOCK_PTR, pointers.clock);
  set(abi.SOURCE_GATE_PERIOD, source.gate.periodSeconds);
  set(abi.SOURCE_GATE_ON, source.gate.onSeconds);
  set(abi.SOURCE_GATE_OFF, source.gate.offSeconds);
  set(abi.SOURCE_GATE_ELAPSED, source.gate.elapsedSeconds);
  set(abi.SOURCE_GATE_OPEN_BEFORE, openBeforeStartSeconds(source.gate));
  set(abi.SOURCE_PAGES, source.pages);
  set(abi.SOURCE_RATE, source.rate);
  set(abi.SOURCE_EXPONENT, source.exponent);
  set(abi.SOURCE_ZIPF_SUM, source.zipfSum);
  set(abi.SOURCE_MEAN_RUN, source.meanRunPages);
  set(abi.SOURCE_LOG_CONTINUE, source.logContinue);
  set(abi.SOURCE_OFFSET, source.offsetPages);
  set(abi.SOURCE_PERIOD, source.periodSeconds);
}

export function writeClock(view: DataView, at: number, clock: SpeedClock): void {
  view.setUint32(at + abi.CLOCK_COUNT, clock.pieces.length, true);
  for (const [index, piece] of clock.pieces.entries()) {
    const pieceAt = at + abi.CLOCK_PIECES + index * abi.CLOCK_PIECE_STRIDE;
    view.setFloat64(pieceAt + abi.CLOCK_PIECE_GUEST_SECONDS, piece.guestSeconds, true);
    view.setFloat64(pieceAt + abi.CLOCK_PIECE_ACTIVE_SECONDS, piece.activeSeconds, true);
    view.setFloat64(pieceAt + abi.CLOCK_PIECE_SPEED_RATIO, piece.speedRatio, true);
  }
}

export function writeProgress(view: DataView, at: number, progress: MutableProgress): void {
  const set = (offset: number, value: number) => view.setFloat64(at + offset, value, true);
  view.setUint32(at + abi.STATE_ROUND, progress.round, true);
  view.setUint32(at + abi.STATE_DONE, progress.done ? 1 : 0, true);
  set(abi.STATE_CURSOR, progress.cursor);
  set(abi.STATE_SECONDS, progress.seconds);
  set(abi.STATE_BYTES, progress.bytes);
  set(abi.STATE_BATCHES, progress.batches);
  set(abi.STATE_SENT, progress.pagesSent);
  set(abi.STATE_SKIPPED, progress.pagesSkipped);
  set(abi.STATE_ALLOCATED_ONLY, progress.pagesAllocatedOnly);
  set(abi.STATE_DEFERRED, progress.pagesDeferred);
  set(abi.STATE_ZERO_PAGES, progress.zeroPages);
  set(abi.STATE_DELTA_PAGES, progress.deltaPages);
  set(abi.STATE_PEEKS, progress.peeks);
}

export function readProgress(view: DataView, at: number, progress: MutableProgress): void {
  const get = (offset: number) => view.getFloat64(at + offset, true);
  progress.done = view.getUint32(at + abi.STATE_DONE, true) === 1;
  progress.cursor = get(abi.STATE_CURSOR);
  progress.seconds = get(abi.STATE_SECONDS);
  progress.bytes = get(abi.STATE_BYTES);
  progress.batches = get(abi.STATE_BATCHES);
  progress.pagesSent = get(abi.STATE_SENT);
  progress.pagesSkipped = get(abi.STATE_SKIPPED);
  progress.pagesAllocatedOnly = get(abi.STATE_ALLOCATED_ONLY);
  progress.pagesDeferred = get(abi.STATE_DEFERRED);
  progress.zeroPages = get(abi.STATE_ZERO_PAGES);
  progress.deltaPages = get(abi.STATE_DELTA_PAGES);
  progress.peeks = get(abi.STATE_PEEKS);
}
