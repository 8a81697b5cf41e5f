/** Batches under a scan from the first position to the last: src/reference/round-pass.ts, 64 positions at a time. */
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
  STATE_DIRTY_LOG_PTR,
  STATE_DONE,
  STATE_NEVER_SENT_PTR,
  STATE_PEEKS,
  STATE_SENT,
  STATE_SKIPPED,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_ZERO_PAGES,
  STATE_ZERO_PTR,
} from "./abi";
import { addTo, guestSecondsNow, nextWordToSend, sendOff, upToSetBit } from "./batch";
import { rangeWord } from "./bitmap";
import { advanceChunk, beginStep } from "./write/window";

/** True if the guest is live and some pages are deferred to the stop-and-copy. */
function hasDeferred(statePtr: usize, pacePtr: usize): bool {
  if (load<f64>(pacePtr, PACE_LIVE) == 0) return false;
  return (
    load<usize>(statePtr, STATE_DEFERRED_PTR) != 0 || load<u32>(statePtr, STATE_DEFERRED_END) > load<u32>(statePtr, STATE_DEFERRED_FIRST)
  );
}

/** Mask of the deferred pages among the 64 positions from `first` on. */
function deferredWord(statePtr: usize, first: u32): u64 {
  const deferredPtr = load<usize>(statePtr, STATE_DEFERRED_PTR);
  if (deferredPtr != 0) return load<u64>(deferredPtr + <usize>(first >> 3));
  return rangeWord(first, load<u32>(statePtr, STATE_DEFERRED_FIRST), load<u32>(statePtr, STATE_DEFERRED_END));
}

/**
 * Lists at most `room` of the `wanted` pages of the word at `first`, and counts them by outcome. Returns the number of entries in the low
 * 32 bits and the number of positions passed in the high 32 bits.
 */
function passWord(statePtr: usize, pacePtr: usize, first: u32, wanted: u64, written: u64, room: u32): u64 {
  const offset = <usize>(first >> 3);
  const rule = <i32>load<f64>(pacePtr, PACE_RULE);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  const dealt = rule == RULE_SKIP ? wanted & ~written : wanted;
  const late = hasDeferred(statePtr, pacePtr) ? dealt & deferredWord(statePtr, first) : 0;
  let listed = load<f64>(pacePtr, PACE_LISTS_DEFERRED) != 0 ? dealt : dealt & ~late;
  let visited: u64 = ~0;
  if (<u32>popcnt<u64>(listed) >= room) {
    visited = upToSetBit(listed, room);
    listed &= visited;
  }
  const empty = rule == RULE_ALLOCATE_ONLY ? listed & ~late & written : 0;
  const content = listed & ~late & ~empty;
  const neverPtr = load<usize>(statePtr, STATE_NEVER_SENT_PTR) + offset;
  store<u64>(neverPtr, load<u64>(neverPtr) & ~content);
  addTo(statePtr + STATE_SENT, <u32>popcnt<u64>(content));
  if (late != 0) addTo(statePtr + STATE_DEFERRED, <u32>popcnt<u64>(late & visited));
  if (empty != 0) addTo(statePtr + STATE_ALLOCATED_ONLY, <u32>popcnt<u64>(empty));
  if (rule == RULE_SKIP) addTo(statePtr + STATE_SKIPPED, <u32>popcnt<u64>(wanted & written & visited));
  if (zeroPtr != 0) addTo(statePtr + STATE_ZERO_PAGES, <u32>popcnt<u64>(content & ~written & load<u64>(zeroPtr + offset)));
  return (popcnt<u64>(visited) << 32) | popcnt<u64>(listed);
}

/**
 * Lists all pages to send in the whole words [first, end), none of them deferred or zero. Pages in `skips` (all or none) that were
 * written since the last sync are skipped, the others are sent with content. Returns the number of entries in the low 32 bits and of
 * skipped pages in the high 32 bits. Listing word by word makes a migration an eighth slower (bench).
 */
function passWords(statePtr: usize, first: u32, end: u32, skips: u64): u64 {
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR);
  const neverSentPtr = load<usize>(statePtr, STATE_NEVER_SENT_PTR);
  let counts: u64 = 0;
  for (let offset = <usize>(first >> 3); offset < <usize>(end >> 3); offset += 8) {
    const wanted = load<u64>(toSendPtr + offset);
    const skipped = wanted & load<u64>(dirtyLogPtr + offset) & skips;
    const sent = wanted ^ skipped;
    counts += popcnt<u64>(sent) + (popcnt<u64>(skipped) << 32);
    store<u64>(neverSentPtr + offset, load<u64>(neverSentPtr + offset) & ~sent);
  }
  return counts;
}

/** Builds one batch and sends it. Counters within a batch are at most the number of slots and fit in u32. */
export function sendRoundBatch(statePtr: usize, pacePtr: usize): void {
  const slots = load<u32>(statePtr, STATE_SLOTS);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR);
  const batchPages = <u32>load<f64>(pacePtr, PACE_BATCH_PAGES);
  const rule = <i32>load<f64>(pacePtr, PACE_RULE);
  const hasZero = load<usize>(statePtr, STATE_ZERO_PTR) != 0;
  const looks = rule != RULE_SEND || hasZero;
  const isPlain = rule != RULE_ALLOCATE_ONLY && !hasZero && !hasDeferred(statePtr, pacePtr);
  const skips: u64 = rule == RULE_SKIP ? ~0 : 0;
  const guestSeconds = guestSecondsNow(statePtr, pacePtr);
  if (rule != RULE_SEND) addTo(statePtr + STATE_PEEKS, 1);
  if (looks) beginStep(statePtr, guestSeconds, <u32>load<f64>(statePtr, STATE_BATCHES));

  const sentBefore = load<f64>(statePtr, STATE_SENT);
  const zeroPagesBefore = load<f64>(statePtr, STATE_ZERO_PAGES);
  let entries: u32 = 0;
  let position = <u32>load<f64>(statePtr, STATE_CURSOR);
  while (entries < batchPages && position < slots) {
    const first = nextWordToSend(toSendPtr, position);
    const chunkEnd = (position | (CHUNK_PAGES - 1)) + 1;
    if (first == chunkEnd) {
      position = chunkEnd;
      continue;
    }
    if (looks) advanceChunk(statePtr, first >> CHUNK_PAGES_LOG2, guestSeconds);
    const roomWords = (batchPages - entries) >> 6;
    if (isPlain && roomWords > 0 && position <= first) {
      position = min<u32>(chunkEnd, first + (roomWords << 6));
      const counts = passWords(statePtr, first, position, skips);
      entries += <u32>counts;
      addTo(statePtr + STATE_SENT, <u32>counts);
      addTo(statePtr + STATE_SKIPPED, <u32>(counts >> 32));
    } else {
      const offset = <usize>(first >> 3);
      const wanted = load<u64>(toSendPtr + offset) & ((<u64>~0) << (max<u32>(position, first) & 63));
      const written: u64 = looks ? load<u64>(dirtyLogPtr + offset) : 0;
      const passed = passWord(statePtr, pacePtr, first, wanted, written, batchPages - entries);
      entries += <u32>passed;
      position = first + <u32>(passed >> 32);
    }
  }
  position = min<u32>(position, slots);
  store<f64>(statePtr, <f64>position, STATE_CURSOR);
  store<u32>(statePtr, <u32>(position == slots), STATE_DONE);
  if (entries == 0) return;
  const sent = <u32>(load<f64>(statePtr, STATE_SENT) - sentBefore);
  sendOff(statePtr, pacePtr, entries, sent, <u32>(load<f64>(statePtr, STATE_ZERO_PAGES) - zeroPagesBefore), 0);
}
