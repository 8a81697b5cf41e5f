/** Batches of a round from the first position to the last: src/reference/round-pass.ts on 64 positions at a time. */
import {
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  PACE_BATCH_PAGES,
  PACE_LISTS_DEFERRED,
  PACE_LIVE,
  PACE_RULE,
  RULE_ALLOCATE_ONLY,
  RULE_SEND,
  RULE_SKIP,
  STATE_ALLOCATED_ONLY,
  STATE_BATCHES,
  STATE_CURSOR,
  STATE_DEFERRED,
  STATE_DEFERRED_END,
  STATE_DEFERRED_FIRST,
  STATE_DEFERRED_PTR,
  STATE_DONE,
  STATE_LOG_PTR,
  STATE_NEVER_SENT_PTR,
  STATE_PEEKS,
  STATE_SKIPPED,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_ZERO_PTR,
} from "./abi";
import { addTo, guestSecondsNow, nextWordToSend, sendOff, upToSetBit } from "./batch";
import { rangeWord } from "./bitmap";
import { advanceChunk, beginStep } from "./write/window";

/** Builds one batch and sends it. The counters' bounds are those of the slots: u32 within a batch. */
export function sendRoundBatch(statePtr: usize, pacePtr: usize): void {
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
  const guestSeconds = guestSecondsNow(statePtr, pacePtr);
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
  addTo(statePtr + STATE_ALLOCATED_ONLY, allocatedOnly);
  sendOff(statePtr, pacePtr, entries, sent, zeroPages, 0);
}
