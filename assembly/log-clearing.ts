/** KVM's manual dirty-log protect: src/reference/log-clearing.ts. */
import {
  CHUNK_BYTES,
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  STATE_DIRTY_LOG_PTR,
  STATE_EMPTIED_PTR,
  STATE_REPORTED_PTR,
  STATE_REPORTS,
  STATE_SLOTS,
  STATE_STRETCH_CHUNKS_LOG2,
  STATE_ZERO_PTR,
} from "./abi";
import { removeChunk } from "./bitmap";
import { advanceChunk } from "./write/window";

function emptiedPtr(statePtr: usize, chunk: u32): usize {
  return load<usize>(statePtr, STATE_EMPTIED_PTR) + ((<usize>(chunk >> load<u32>(statePtr, STATE_STRETCH_CHUNKS_LOG2))) << 2);
}

/** True if the chunk's stretch has been reported by a sync and its dirty-log bits have not been cleared since. */
export function isToBeEmptied(statePtr: usize, chunk: u32): bool {
  if (load<usize>(statePtr, STATE_REPORTED_PTR) == 0) return false;
  return load<u32>(emptiedPtr(statePtr, chunk)) != load<u32>(statePtr, STATE_REPORTS);
}

/**
 * Clears the reported pages of the chunk's stretch in the dirty log. With `brings`, the writes of each chunk are first sampled up to the
 * end of the step.
 */
export function emptyStretch(statePtr: usize, chunk: u32, brings: bool, guestSeconds: f64): void {
  const log2 = load<u32>(statePtr, STATE_STRETCH_CHUNKS_LOG2);
  const chunks = (load<u32>(statePtr, STATE_SLOTS) + CHUNK_PAGES - 1) >> CHUNK_PAGES_LOG2;
  const first = (chunk >> log2) << log2;
  const end = min<u32>(first + (1 << log2), chunks);
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  const reportedPtr = load<usize>(statePtr, STATE_REPORTED_PTR);
  store<u32>(emptiedPtr(statePtr, chunk), load<u32>(statePtr, STATE_REPORTS));
  for (let own = first; own < end; own++) {
    const offset = <usize>own * CHUNK_BYTES;
    if (brings) advanceChunk(statePtr, own, guestSeconds);
    if (zeroPtr != 0) removeChunk(zeroPtr + offset, dirtyLogPtr + offset);
    removeChunk(dirtyLogPtr + offset, reportedPtr + offset);
    memory.fill(reportedPtr + offset, 0, CHUNK_BYTES);
  }
}
