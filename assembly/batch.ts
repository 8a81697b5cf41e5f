/** Shared by the batches of both scan orders: progress accounting, and the search for the next page to send. */
import {
  CHUNK_PAGES,
  PACE_BATCH_HEADER_BYTES,
  PACE_BATCH_SECONDS,
  PACE_BYTES_PER_SECOND,
  PACE_DELTA_PAGE_BYTES,
  PACE_ENTRY_BYTES,
  PACE_GUEST_SPEED_RATIO,
  PACE_PAGE_BYTES,
  PACE_START_BATCHES,
  PACE_START_BYTES,
  PACE_START_GUEST_SECONDS,
  PACE_START_SECONDS,
  PACE_START_ZERO_PAGES,
  PACE_ZERO_PAGE_BYTES,
  PACE_ZERO_PAGE_SECONDS,
  STATE_BATCHES,
  STATE_BYTES,
  STATE_DONE,
  STATE_PAGES_LEFT,
  STATE_SECONDS,
  STATE_ZERO_PAGES,
} from "./abi";

export function addTo(ptr: usize, value: u32): void {
  store<f64>(ptr, load<f64>(ptr) + <f64>value);
}

/** Mask of the bits up to and including the `count`-th set bit of `word`. Requires at least `count` set bits, `count` > 0. */
export function upToSetBit(word: u64, count: u32): u64 {
  let rest = word;
  for (let cleared: u32 = 1; cleared < count; cleared++) rest &= rest - 1;
  return rest ^ (rest - 1);
}

/**
 * First position of the next 64-position word, at or after `position`'s own, that has a page to send; the end of `position`'s chunk if
 * there is none.
 */
export function nextWordToSend(toSendPtr: usize, position: u32): u32 {
  const end = (position | (CHUNK_PAGES - 1)) + 1;
  let first = position & ~63;
  let word = load<u64>(toSendPtr + <usize>(first >> 3)) & ((<u64>~0) << (position & 63));
  while (word == 0) {
    first += 64;
    if (first == end) break;
    word = load<u64>(toSendPtr + <usize>(first >> 3));
  }
  return first;
}

/**
 * Simulated second at which `bytes` bytes and `batches` batches of the round have been sent: `leftSeconds` of
 * src/pages/round-progress.ts.
 */
export function secondsAfter(statePtr: usize, pacePtr: usize, bytes: f64, batches: f64): f64 {
  const sinceBytes = bytes - load<f64>(pacePtr, PACE_START_BYTES);
  const transferSeconds: f64 = sinceBytes == 0 ? 0 : sinceBytes / load<f64>(pacePtr, PACE_BYTES_PER_SECOND);
  const batchSeconds = (batches - load<f64>(pacePtr, PACE_START_BATCHES)) * load<f64>(pacePtr, PACE_BATCH_SECONDS);
  const zeroPages = load<f64>(statePtr, STATE_ZERO_PAGES) - load<f64>(pacePtr, PACE_START_ZERO_PAGES);
  return load<f64>(pacePtr, PACE_START_SECONDS) + transferSeconds + batchSeconds + zeroPages * load<f64>(pacePtr, PACE_ZERO_PAGE_SECONDS);
}

export function updateSeconds(statePtr: usize, pacePtr: usize): void {
  store<f64>(
    statePtr,
    secondsAfter(statePtr, pacePtr, load<f64>(statePtr, STATE_BYTES), load<f64>(statePtr, STATE_BATCHES)),
    STATE_SECONDS,
  );
}

/** Guest seconds at the time of the round's progress, STATE_SECONDS. */
export function guestSecondsNow(statePtr: usize, pacePtr: usize): f64 {
  const sinceStart = load<f64>(statePtr, STATE_SECONDS) - load<f64>(pacePtr, PACE_START_SECONDS);
  return load<f64>(pacePtr, PACE_START_GUEST_SECONDS) + sinceStart * load<f64>(pacePtr, PACE_GUEST_SPEED_RATIO);
}

/** Bytes of a batch with `entries` entries. `pages` of them carry content, `zeroPages` and `deltaPages` included. */
export function bytesOfBatch(pacePtr: usize, entries: u32, pages: u32, zeroPages: u32, deltaPages: u32): f64 {
  const plainBytes = <f64>(pages - zeroPages - deltaPages) * load<f64>(pacePtr, PACE_PAGE_BYTES);
  const zeroBytes = <f64>zeroPages * load<f64>(pacePtr, PACE_ZERO_PAGE_BYTES);
  const contentBytes = plainBytes + zeroBytes + <f64>deltaPages * load<f64>(pacePtr, PACE_DELTA_PAGE_BYTES);
  return load<f64>(pacePtr, PACE_BATCH_HEADER_BYTES) + <f64>entries * load<f64>(pacePtr, PACE_ENTRY_BYTES) + contentBytes;
}

/** Accounts for a finished batch, whose pages have been counted, and updates the send time. */
export function sendOff(statePtr: usize, pacePtr: usize, entries: u32, pages: u32, zeroPages: u32, deltaPages: u32): void {
  addTo(statePtr + STATE_BATCHES, 1);
  const bytes = bytesOfBatch(pacePtr, entries, pages, zeroPages, deltaPages);
  store<f64>(statePtr, load<f64>(statePtr, STATE_BYTES) + bytes, STATE_BYTES);
  updateSeconds(statePtr, pacePtr);
}

/** Cyclic scan: sets the number of pages to send; the round is done at 0. */
export function setPagesLeft(statePtr: usize, pagesLeft: u32): void {
  store<u32>(statePtr, pagesLeft, STATE_PAGES_LEFT);
  store<u32>(statePtr, <u32>(pagesLeft == 0), STATE_DONE);
}
