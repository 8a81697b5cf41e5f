/** Batches of a round: src/reference/pages.ts, sendBatch, on 64 positions at a time. */
import {
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  PACE_BATCH_HEADER_BYTES,
  PACE_BATCH_PAGES,
  PACE_BATCH_SECONDS,
  PACE_BYTES_PER_SECOND,
  PACE_ENTRY_BYTES,
  PACE_GUEST_SPEED_RATIO,
  PACE_LISTS_DEFERRED,
  PACE_LIVE,
  PACE_PAGE_BYTES,
  PACE_RULE,
  PACE_START_BATCHES,
  PACE_START_BYTES,
  PACE_START_GUEST_SECONDS,
  PACE_START_SECONDS,
  RULE_ALLOCATE_ONLY,
  RULE_SEND,
  RULE_SKIP,
  STATE_ALLOCATED_ONLY,
  STATE_BATCHES,
  STATE_BYTES,
  STATE_CURSOR,
  STATE_DEFERRED,
  STATE_DEFERRED_END,
  STATE_DEFERRED_FIRST,
  STATE_DEFERRED_PTR,
  STATE_DONE,
  STATE_LOG_PTR,
  STATE_NEVER_SENT_PTR,
  STATE_PEEKS,
  STATE_SECONDS,
  STATE_SENT,
  STATE_SKIPPED,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_ZERO_PAGES,
  STATE_ZERO_PTR,
} from "./abi";
import { rangeWord } from "./bitmap";
import { advanceChunk, beginStep } from "./write/window";

function addTo(ptr: usize, value: u32): void {
  store<f64>(ptr, load<f64>(ptr) + <f64>value);
}

/** Bits up to and including the `count`-th set bit of `word`. Requires at least `count` set bits, `count` > 0. */
function upToSetBit(word: u64, count: u32): u64 {
  let rest = word;
  for (let cleared: u32 = 1; cleared < count; cleared++) rest &= rest - 1;
  return rest ^ (rest - 1);
}

function leftSeconds(statePtr: usize, pacePtr: usize): f64 {
  const sinceBytes = load<f64>(statePtr, STATE_BYTES) - load<f64>(pacePtr, PACE_START_BYTES);
  const transferSeconds: f64 = sinceBytes == 0 ? 0 : sinceBytes / load<f64>(pacePtr, PACE_BYTES_PER_SECOND);
  const batches = load<f64>(statePtr, STATE_BATCHES) - load<f64>(pacePtr, PACE_START_BATCHES);
  return load<f64>(pacePtr, PACE_START_SECONDS) + transferSeconds + batches * load<f64>(pacePtr, PACE_BATCH_SECONDS);
}

/** The first 64-position word at or after `position`'s, in its chunk, with a page to be sent; the chunk's end if there is none. */
function nextWordToSend(toSendPtr: usize, position: u32): u32 {
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

/** Builds one batch and sends it. The counters' bounds are those of the slots: u32 within a batch. */
function sendBatch(statePtr: usize, pacePtr: usize): void {
  const slots = load<u32>(statePtr, STATE_SLOTS);
  const rule = <i32>load<f64>(pacePtr, PACE_RULE);
  const isLive = load<f64>(pacePtr, PACE_LIVE) != 0;
  const listsDeferred = load<f64>(pacePtr, PACE_LISTS_DEFERRED) != 0;
  const batchPages = <u32>load<f64>(pacePtr, PACE_BATCH_PAGES);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const logPtr = load<usize>(statePtr, STATE_LOG_PTR);
  const neverSentPtr = load<usize>(statePtr, STATE_NEVER_SENT_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  const deferredPtr = load<usize>(statePtr, STATE_DEFERRED_PTR);
  const deferredFirst = load<u32>(statePtr, STATE_DEFERRED_FIRST);
  const deferredEnd = load<u32>(statePtr, STATE_DEFERRED_END);
  const looks = rule != RULE_SEND || zeroPtr != 0;
  const sinceStart = load<f64>(statePtr, STATE_SECONDS) - load<f64>(pacePtr, PACE_START_SECONDS);
  const guestSeconds = load<f64>(pacePtr, PACE_START_GUEST_SECONDS) + sinceStart * load<f64>(pacePtr, PACE_GUEST_SPEED_RATIO);
  if (rule != RULE_SEND) addTo(statePtr + STATE_PEEKS, 1);
  if (looks) beginStep(statePtr, guestSeconds, <u32>load<f64>(statePtr, STATE_BATCHES));

  let entries: u32 = 0;
  let skipped: u32 = 0;
  let sent: u32 = 0;
  let deferred: u32 = 0;
  let allocatedOnly: u32 = 0;
  let zeroPages: u32 = 0;
  let position = <u32>load<f64>(statePtr, STATE_CURSOR);
  while (entries < batchPages && position < slots) {
    const first = nextWordToSend(toSendPtr, position);
    if (first > (position | (CHUNK_PAGES - 1))) {
      position = first;
      continue;
    }
    if (looks) advanceChunk(statePtr, first >> CHUNK_PAGES_LOG2, guestSeconds);
    const offset = <usize>(first >> 3);
    const wanted = load<u64>(toSendPtr + offset) & rangeWord(first, position, first + 64);
    const written: u64 = looks ? load<u64>(logPtr + offset) : 0;
    const dealt = rule == RULE_SKIP ? wanted & ~written : wanted;
    let late: u64 = 0;
    if (isLive) late = dealt & (deferredPtr != 0 ? load<u64>(deferredPtr + offset) : rangeWord(first, deferredFirst, deferredEnd));
    let listed = listsDeferred ? dealt : dealt & ~late;
    let visited: u64 = ~0;
    position = first + 64;
    if (<u32>popcnt<u64>(listed) >= batchPages - entries) {
      visited = upToSetBit(listed, batchPages - entries);
      listed &= visited;
      position = first + <u32>popcnt<u64>(visited);
    }
    const empty = rule == RULE_ALLOCATE_ONLY ? listed & ~late & written : 0;
    const content = listed & ~late & ~empty;
    const neverPtr = neverSentPtr + offset;
    store<u64>(neverPtr, load<u64>(neverPtr) & ~content);
    if (zeroPtr != 0) zeroPages += <u32>popcnt<u64>(content & ~written & load<u64>(zeroPtr + offset));
    if (rule == RULE_SKIP) skipped += <u32>popcnt<u64>(wanted & written & visited);
    entries += <u32>popcnt<u64>(listed);
    sent += <u32>popcnt<u64>(content);
    deferred += <u32>popcnt<u64>(late & visited);
    allocatedOnly += <u32>popcnt<u64>(empty);
  }
  position = min<u32>(position, slots);
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  store<u32>(statePtr, <u32>(position == slots), STATE_DONE);
  addTo(statePtr + STATE_SKIPPED, skipped);
  addTo(statePtr + STATE_DEFERRED, deferred);
  if (entries == 0) return;
  addTo(statePtr + STATE_SENT, sent);
  addTo(statePtr + STATE_ALLOCATED_ONLY, allocatedOnly);
  addTo(statePtr + STATE_ZERO_PAGES, zeroPages);
  addTo(statePtr + STATE_BATCHES, 1);
  const entriesBytes = <f64>entries * load<f64>(pacePtr, PACE_ENTRY_BYTES);
  const batchBytes = load<f64>(pacePtr, PACE_BATCH_HEADER_BYTES) + entriesBytes + <f64>sent * load<f64>(pacePtr, PACE_PAGE_BYTES);
  store<f64>(statePtr, load<f64>(statePtr, STATE_BYTES) + batchBytes, STATE_BYTES);
  store<f64>(statePtr, leftSeconds(statePtr, pacePtr), STATE_SECONDS);
}

/** Sends batches until the next would begin at or after `untilSeconds`, the scan is done, or `batchesMax` have been begun. */
export function transfer(statePtr: usize, pacePtr: usize, untilSeconds: f64, batchesMax: u32): void {
  if (load<u32>(statePtr, STATE_DONE)) return;
  store<f64>(statePtr, leftSeconds(statePtr, pacePtr), STATE_SECONDS);
  for (let batch: u32 = 0; batch < batchesMax; batch++) {
    if (load<u32>(statePtr, STATE_DONE) || !(load<f64>(statePtr, STATE_SECONDS) < untilSeconds)) return;
    sendBatch(statePtr, pacePtr);
  }
}
