/**
 * Batches of QEMU's search, round and round: src/reference/cyclic-pass.ts on 64 positions at a time.
 *
 * Most pages need no look at the log, and no look-up in a cache: whole runs of batches of such pages are built at once, from
 * the number of batches that begin before the time is over. Where a look is needed a batch is built on its own; the run has
 * then built the first pages of it already.
 */
import {
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  PACE_BATCH_PAGES,
  PACE_LIVE,
  STATE_BATCHES,
  STATE_BYTES,
  STATE_CURSOR,
  STATE_DELTA_PAGES,
  STATE_DELTA_PTR,
  STATE_LOG_PTR,
  STATE_NEVER_SENT_PTR,
  STATE_PAGES_LEFT,
  STATE_SENT,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_WRAPPED,
  STATE_ZERO_PAGES,
  STATE_ZERO_PTR,
} from "./abi";
import {
  addTo,
  bytesOfBatch,
  guestSecondsNow,
  nextWordToSend,
  secondsAfter,
  sendOff,
  setPagesLeft,
  updateSeconds,
  upToSetBit,
} from "./batch";
import { useWord } from "./delta-cache";
import { emptyStretch, isToBeEmptied } from "./log-clearing";
import { advanceChunk, beginStep } from "./write/window";

/** A run has at most so many pages. */
const RUN_PAGES_MAX: u32 = 0x1000000;

function batchPagesOf(pacePtr: usize): u32 {
  return <u32>load<f64>(pacePtr, PACE_BATCH_PAGES);
}

/** Takes pages out of those to be sent, and out of those never sent. */
function take(statePtr: usize, offset: usize, pages: u64): void {
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR) + offset;
  const neverPtr = load<usize>(statePtr, STATE_NEVER_SENT_PTR) + offset;
  store<u64>(toSendPtr, load<u64>(toSendPtr) & ~pages);
  store<u64>(neverPtr, load<u64>(neverPtr) & ~pages);
}

/** The pages of a word to be sent from `position` on. */
function pagesFrom(toSendPtr: usize, first: u32, position: u32): u64 {
  const pages = load<u64>(toSendPtr + <usize>(first >> 3));
  return position > first ? pages & ((<u64>~0) << (position - first)) : pages;
}

/** The first `most` pages of a word, 1 at least. */
function firstOf(pages: u64, most: u32): u64 {
  return <u32>popcnt<u64>(pages) > most ? pages & upToSetBit(pages, most) : pages;
}

function behind(first: u32, pages: u64): u32 {
  return first + 64 - <u32>clz<u64>(pages);
}

/** Builds one batch, `entries` pages of which are there already, and sends it. */
function sendBatch(statePtr: usize, pacePtr: usize, begun: u32): void {
  const slots = load<u32>(statePtr, STATE_SLOTS);
  const batchPages = batchPagesOf(pacePtr);
  const isLive = load<f64>(pacePtr, PACE_LIVE) != 0;
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const logPtr = load<usize>(statePtr, STATE_LOG_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  const hasDeltas = load<usize>(statePtr, STATE_DELTA_PTR) != 0;
  const guestSeconds = guestSecondsNow(statePtr, pacePtr);
  const step = <u32>load<f64>(statePtr, STATE_BATCHES);
  let hasStep = false;
  let entries = begun;
  let zeroPages: u32 = 0;
  let deltaPages: u32 = 0;
  let left = load<u32>(statePtr, STATE_PAGES_LEFT);
  let position = <u32>load<f64>(statePtr, STATE_CURSOR);
  // Zero pages fill no vector, but the clock is looked at now and then.
  while (entries - zeroPages < batchPages && entries < 2 * batchPages && left > 0) {
    if (position >= slots) {
      position = 0;
      store<u32>(statePtr, 1, STATE_WRAPPED);
    }
    const first = nextWordToSend(toSendPtr, position);
    if (first > (position | (CHUNK_PAGES - 1))) {
      position = first;
      continue;
    }
    const offset = <usize>(first >> 3);
    const chunk = first >> CHUNK_PAGES_LOG2;
    const room = min<u32>(batchPages - (entries - zeroPages), 2 * batchPages - entries);
    const pages = firstOf(pagesFrom(toSendPtr, first, position), room);
    const empties = isToBeEmptied(statePtr, chunk);
    const mayBeZero: bool = zeroPtr != 0 && (pages & load<u64>(zeroPtr + offset)) != 0;
    if ((empties || mayBeZero) && !hasStep) {
      beginStep(statePtr, guestSeconds, step);
      hasStep = true;
    }
    if (empties) emptyStretch(statePtr, chunk, true, guestSeconds);
    let zero: u64 = 0;
    if (mayBeZero) {
      advanceChunk(statePtr, chunk, guestSeconds);
      zero = pages & load<u64>(zeroPtr + offset) & ~load<u64>(logPtr + offset);
    }
    if (hasDeltas && load<u32>(statePtr, STATE_WRAPPED)) deltaPages += useWord(statePtr, first, pages & ~zero, isLive);
    take(statePtr, offset, pages);
    const count = <u32>popcnt<u64>(pages);
    zeroPages += <u32>popcnt<u64>(zero);
    entries += count;
    left -= count;
    position = behind(first, pages);
  }
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  setPagesLeft(statePtr, left);
  addTo(statePtr + STATE_SENT, entries);
  addTo(statePtr + STATE_ZERO_PAGES, zeroPages);
  addTo(statePtr + STATE_DELTA_PAGES, deltaPages);
  sendOff(statePtr, pacePtr, entries, entries, zeroPages, deltaPages);
}

/**
 * A number of full batches without a look that begin before `untilSeconds`, within `limitBytes` and `most`, given that one does:
 * half of what time allows at least. The later a batch the later it begins, rounding included.
 */
function batchesInTime(statePtr: usize, pacePtr: usize, untilSeconds: f64, limitBytes: f64, most: u32, batchBytes: f64): u32 {
  const bytes = load<f64>(statePtr, STATE_BYTES);
  const inLimit = batchBytes > 0 ? floor<f64>((limitBytes - bytes) / batchBytes) + 1 : Infinity;
  let batches = <u32>min<f64>(<f64>most, inLimit);
  while (batches > 1) {
    const before = <f64>(batches - 1);
    if (secondsAfter(statePtr, pacePtr, bytes + before * batchBytes, load<f64>(statePtr, STATE_BATCHES) + before) < untilSeconds) break;
    batches >>= 1;
  }
  return batches;
}

/** True where one of the pages of the word, or its stretch, has to be looked at. */
function needsLook(statePtr: usize, first: u32, pages: u64): bool {
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  if (zeroPtr != 0 && (pages & load<u64>(zeroPtr + <usize>(first >> 3))) != 0) return true;
  return isToBeEmptied(statePtr, first >> CHUNK_PAGES_LOG2);
}

/**
 * Takes the pages of up to `most` full batches that begin in time, from the cursor on up to the first page that needs a look or
 * to the end. Returns their number; the last ones may fill a part of a batch.
 */
function takeRun(statePtr: usize, pacePtr: usize, untilSeconds: f64, limitBytes: f64, most: u32, batchBytes: f64): u32 {
  const slots = load<u32>(statePtr, STATE_SLOTS);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  let wanted: u32 = 1;
  let taken: u32 = 0;
  let position = <u32>load<f64>(statePtr, STATE_CURSOR);
  while (taken < wanted && position < slots) {
    const first = nextWordToSend(toSendPtr, position);
    if (first > (position | (CHUNK_PAGES - 1))) {
      position = first;
      continue;
    }
    let pages = pagesFrom(toSendPtr, first, position);
    if (needsLook(statePtr, first, pages)) break;
    if (taken == 0) wanted = batchesInTime(statePtr, pacePtr, untilSeconds, limitBytes, most, batchBytes) * batchPagesOf(pacePtr);
    pages = firstOf(pages, wanted - taken);
    take(statePtr, <usize>(first >> 3), pages);
    taken += <u32>popcnt<u64>(pages);
    position = behind(first, pages);
  }
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  return taken;
}

/** Sends a run of batches, or one. Returns how many: at least one, at most `batchesMax`. Requires a page to be sent, and time. */
export function sendCyclicBatches(statePtr: usize, pacePtr: usize, untilSeconds: f64, limitBytes: f64, batchesMax: u32): u32 {
  const batchPages = batchPagesOf(pacePtr);
  const left = load<u32>(statePtr, STATE_PAGES_LEFT);
  const most = min<u32>(min<u32>(left, RUN_PAGES_MAX) / batchPages, batchesMax);
  const looksUp = load<usize>(statePtr, STATE_DELTA_PTR) != 0 && load<u32>(statePtr, STATE_WRAPPED) != 0;
  const bytes = load<f64>(statePtr, STATE_BYTES);
  const batchBytes = bytesOfBatch(pacePtr, batchPages, batchPages, 0, 0);
  // Only integers can be multiplied for what adding them one by one would give.
  const areWhole = floor<f64>(batchBytes) == batchBytes && floor<f64>(bytes) == bytes;
  let taken: u32 = 0;
  if (most > 1 && areWhole && !looksUp) taken = takeRun(statePtr, pacePtr, untilSeconds, limitBytes, most, batchBytes);
  const built = taken / batchPages;
  const begun = taken % batchPages;
  if (taken > 0) {
    setPagesLeft(statePtr, left - taken);
    addTo(statePtr + STATE_SENT, taken - begun);
    addTo(statePtr + STATE_BATCHES, built);
    store<f64>(statePtr, bytes + <f64>built * batchBytes, STATE_BYTES);
    updateSeconds(statePtr, pacePtr);
    if (begun == 0) return built;
  }
  sendBatch(statePtr, pacePtr, begun);
  return built + 1;
}
