/** Passes over all pages: `clean`, `peek` and `dropZeroPages` of src/reference/pages.ts. */
import {
  CHUNK_BYTES,
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  STATE_CYCLIC,
  STATE_DIRTY_LOG_PTR,
  STATE_PAGES_LEFT,
  STATE_REPORTED_PTR,
  STATE_REPORTS,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_ZERO_PTR,
} from "./abi";
import { setPagesLeft } from "./batch";
import { countBits, harvestChunk, moveChunk } from "./bitmap";
import { emptyStretch, isToBeEmptied } from "./log-clearing";
import { advanceChunk, beginStep } from "./write/window";

function chunkCount(statePtr: usize): u32 {
  return (load<u32>(statePtr, STATE_SLOTS) + CHUNK_PAGES - 1) >> CHUNK_PAGES_LOG2;
}

/**
 * Samples all writes up to `guestSeconds` (draws addressed by `step`), then reads and clears the dirty log into the pages to send. Under
 * a cyclic scan the log is added to them, else it replaces them. Returns the number of pages that became pages to send. Cost: one pass
 * over all chunks.
 */
export function clean(statePtr: usize, guestSeconds: f64, step: u32): u32 {
  const chunks = chunkCount(statePtr);
  const isCyclic = load<u32>(statePtr, STATE_CYCLIC) != 0;
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  const reportedPtr = load<usize>(statePtr, STATE_REPORTED_PTR);
  const kept: u64 = isCyclic ? ~0 : 0;
  const isMove = !isCyclic && zeroPtr == 0 && reportedPtr == 0;
  let count: u32 = 0;
  beginStep(statePtr, guestSeconds, step);
  for (let chunk: u32 = 0; chunk < chunks; chunk++) {
    const offset = <usize>chunk * CHUNK_BYTES;
    advanceChunk(statePtr, chunk, guestSeconds);
    if (isMove) {
      count += moveChunk(dirtyLogPtr + offset, toSendPtr + offset);
      continue;
    }
    const ownZeroPtr = zeroPtr == 0 ? zeroPtr : zeroPtr + offset;
    const ownReportedPtr = reportedPtr == 0 ? reportedPtr : reportedPtr + offset;
    count += harvestChunk(dirtyLogPtr + offset, toSendPtr + offset, ownZeroPtr, ownReportedPtr, kept);
  }
  if (isCyclic) {
    setPagesLeft(statePtr, load<u32>(statePtr, STATE_PAGES_LEFT) + count);
    store<u32>(statePtr, load<u32>(statePtr, STATE_REPORTS) + 1, STATE_REPORTS);
  }
  return count;
}

/**
 * Samples all writes up to `guestSeconds` (draws addressed by `step`). Returns the number of pages in the dirty log, which is not
 * cleared.
 */
export function peek(statePtr: usize, guestSeconds: f64, step: u32): u32 {
  const chunks = chunkCount(statePtr);
  beginStep(statePtr, guestSeconds, step);
  for (let chunk: u32 = 0; chunk < chunks; chunk++) advanceChunk(statePtr, chunk, guestSeconds);
  return countBits(load<usize>(statePtr, STATE_DIRTY_LOG_PTR), <usize>chunks * CHUNK_BYTES);
}

/** Removes pages that are all zero and not in the dirty log from the pages to send. Returns their number. Requires a zero-page bitmap. */
export function dropZeroPages(statePtr: usize): u32 {
  const bytes = chunkCount(statePtr) * CHUNK_BYTES;
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  let count: u32 = 0;
  for (let offset: u32 = 0; offset < bytes; offset += 8) {
    const toSend = load<u64>(toSendPtr + offset);
    const dropped = toSend & load<u64>(zeroPtr + offset) & ~load<u64>(dirtyLogPtr + offset);
    if (dropped == 0) continue;
    const chunk = offset / CHUNK_BYTES;
    if (isToBeEmptied(statePtr, chunk)) emptyStretch(statePtr, chunk, false, 0);
    store<u64>(toSendPtr + offset, toSend & ~dropped);
    count += <u32>popcnt<u64>(dropped);
  }
  if (load<u32>(statePtr, STATE_CYCLIC)) setPagesLeft(statePtr, load<u32>(statePtr, STATE_PAGES_LEFT) - count);
  return count;
}
