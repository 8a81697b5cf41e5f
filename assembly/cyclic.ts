/**
 * Batches under QEMU's cyclic scan: src/reference/cyclic-pass.ts, 64 positions at a time.
 *
 * Most pages need neither a read of the dirty log nor a cache look-up. Runs of full batches of such pages are built at once, as many as
 * begin before the time limit. A batch that needs a look is built alone; the run may already have taken its first pages.
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
  STATE_DIRTY_LOG_PTR,
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

/** Largest number of pages in one run of batches. */
const RUN_PAGES_MAX: u32 = 0x1000000;

function batchPagesOf(pacePtr: usize): u32 {
  return <u32>load<f64>(pacePtr, PACE_BATCH_PAGES);
}

/** Clears `pages` (a mask of one 64-bit word) in the to-send and never-sent bitmaps. */
function take(statePtr: usize, offset: usize, pages: u64): void {
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR) + offset;
  const neverPtr = load<usize>(statePtr, STATE_NEVER_SENT_PTR) + offset;
  store<u64>(toSendPtr, load<u64>(toSendPtr) & ~pages);
  store<u64>(neverPtr, load<u64>(neverPtr) & ~pages);
}

/** Pages to send in the word whose bit 0 is position `first`, from `position` on. */
function pagesFrom(toSendPtr: usize, first: u32, position: u32): u64 {
  const pages = load<u64>(toSendPtr + <usize>(first >> 3));
  return position > first ? pages & ((<u64>~0) << (position - first)) : pages;
}

/** The first `most` set bits of a word; `most` is at least 1. */
function firstOf(pages: u64, most: u32): u64 {
  return <u32>popcnt<u64>(pages) > most ? pages & upToSetBit(pages, most) : pages;
}

/** Position after the last set bit of `pages`, a word whose bit 0 is position `first`. */
function positionAfter(first: u32, pages: u64): u32 {
  return first + 64 - <u32>clz<u64>(pages);
}

/** True if a page of the word may be zero, or its stretch of the dirty log is still to be cleared. */
function needsLook(statePtr: usize, first: u32, pages: u64): bool {
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  if (zeroPtr != 0 && (pages & load<u64>(zeroPtr + <usize>(first >> 3))) != 0) return true;
  return isToBeEmptied(statePtr, first >> CHUNK_PAGES_LOG2);
}

/**
 * Samples the word's writes up to now, and clears its stretch of the dirty log where that is due. Returns those of `pages` that are zero.
 * Requires `beginStep` at `guestSeconds`.
 */
function zeroPagesOf(statePtr: usize, first: u32, pages: u64, guestSeconds: f64): u64 {
  const chunk = first >> CHUNK_PAGES_LOG2;
  if (isToBeEmptied(statePtr, chunk)) emptyStretch(statePtr, chunk, true, guestSeconds);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  if (zeroPtr == 0) return 0;
  const offset = <usize>(first >> 3);
  const mayBeZero = pages & load<u64>(zeroPtr + offset);
  if (mayBeZero == 0) return 0;
  advanceChunk(statePtr, chunk, guestSeconds);
  return mayBeZero & ~load<u64>(load<usize>(statePtr, STATE_DIRTY_LOG_PTR) + offset);
}

/** Looks up `pages` of a word in the delta cache. Returns how many are sent as deltas: none on the first pass over the guest. */
function deltaPagesOf(statePtr: usize, pacePtr: usize, first: u32, pages: u64): u32 {
  if (load<usize>(statePtr, STATE_DELTA_PTR) == 0 || load<u32>(statePtr, STATE_WRAPPED) == 0) return 0;
  return useWord(statePtr, first, pages, load<f64>(pacePtr, PACE_LIVE) != 0);
}

/** Builds one batch and sends it. `begun` of its pages have been taken already. */
function sendBatch(statePtr: usize, pacePtr: usize, begun: u32): void {
  const slots = load<u32>(statePtr, STATE_SLOTS);
  const batchPages = batchPagesOf(pacePtr);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const guestSeconds = guestSecondsNow(statePtr, pacePtr);
  let hasStep = false;
  let entries = begun;
  let zeroPages: u32 = 0;
  let deltaPages: u32 = 0;
  let left = load<u32>(statePtr, STATE_PAGES_LEFT);
  let position = <u32>load<f64>(statePtr, STATE_CURSOR);
  // Zero pages do not count towards the batch's pages, but a batch ends at 2 x `batchPages` entries.
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
    const room = min<u32>(batchPages - (entries - zeroPages), 2 * batchPages - entries);
    const pages = firstOf(pagesFrom(toSendPtr, first, position), room);
    let zero: u64 = 0;
    if (needsLook(statePtr, first, pages)) {
      if (!hasStep) beginStep(statePtr, guestSeconds, <u32>load<f64>(statePtr, STATE_BATCHES));
      hasStep = true;
      zero = zeroPagesOf(statePtr, first, pages, guestSeconds);
    }
    deltaPages += deltaPagesOf(statePtr, pacePtr, first, pages & ~zero);
    take(statePtr, <usize>(first >> 3), pages);
    const count = <u32>popcnt<u64>(pages);
    zeroPages += <u32>popcnt<u64>(zero);
    entries += count;
    left -= count;
    position = positionAfter(first, pages);
  }
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  setPagesLeft(statePtr, left);
  closeBatch(statePtr, pacePtr, entries, zeroPages, deltaPages);
}

/** Counts a built batch and sends it. */
function closeBatch(statePtr: usize, pacePtr: usize, entries: u32, zeroPages: u32, deltaPages: u32): void {
  addTo(statePtr + STATE_SENT, entries);
  addTo(statePtr + STATE_ZERO_PAGES, zeroPages);
  addTo(statePtr + STATE_DELTA_PAGES, deltaPages);
  sendOff(statePtr, pacePtr, entries, entries, zeroPages, deltaPages);
}

/**
 * Number of full batches to take at once, given that the first begins in time: all begin before `untilSeconds` and within `limitBytes`,
 * and there are at most `most`. Found by halving, so at least half of the batches that fit are taken. Checking the last one is enough:
 * start times never decrease from batch to batch, rounding included.
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

/**
 * Takes the pages of up to `most` full batches that begin in time, from the cursor to the first page that needs a look or to the last
 * position. Returns the number of pages; the last of them may fill only part of a batch.
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
    position = positionAfter(first, pages);
  }
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  return taken;
}

/** Sends a run of batches, or one. Returns their number, 1 to `batchesMax`. Requires a page to send and `untilSeconds` in the future. */
export function sendCyclicBatches(statePtr: usize, pacePtr: usize, untilSeconds: f64, limitBytes: f64, batchesMax: u32): u32 {
  const batchPages = batchPagesOf(pacePtr);
  const left = load<u32>(statePtr, STATE_PAGES_LEFT);
  const most = min<u32>(min<u32>(left, RUN_PAGES_MAX) / batchPages, batchesMax);
  const looksUp = load<usize>(statePtr, STATE_DELTA_PTR) != 0 && load<u32>(statePtr, STATE_WRAPPED) != 0;
  const bytes = load<f64>(statePtr, STATE_BYTES);
  const batchBytes = bytesOfBatch(pacePtr, batchPages, batchPages, 0, 0);
  // A product equals repeated addition bit for bit only for integers.
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
