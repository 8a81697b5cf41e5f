/** Looks at the whole log: src/reference/pages.ts, clean and peek. */
import {
  CHUNK_BYTES,
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  CLEAN_STEP,
  STATE_LOG_PTR,
  STATE_SLOTS,
  STATE_TO_SEND_PTR,
  STATE_ZERO_PTR,
} from "./abi";
import { countBits, harvestChunk, removeChunk } from "./bitmap";
import { advanceChunk, beginStep } from "./write/window";

function chunkCount(statePtr: usize): u32 {
  return (load<u32>(statePtr, STATE_SLOTS) + CHUNK_PAGES - 1) >> CHUNK_PAGES_LOG2;
}

/** Brings the log up to `guestSeconds` and moves it to the pages to be sent. Returns their number. Cost: one pass. */
export function clean(statePtr: usize, guestSeconds: f64): u32 {
  const chunks = chunkCount(statePtr);
  const logPtr = load<usize>(statePtr, STATE_LOG_PTR);
  const toSendPtr = load<usize>(statePtr, STATE_TO_SEND_PTR);
  const zeroPtr = load<usize>(statePtr, STATE_ZERO_PTR);
  let count: u32 = 0;
  beginStep(statePtr, guestSeconds, <u32>CLEAN_STEP);
  for (let chunk: u32 = 0; chunk < chunks; chunk++) {
    const offset = <usize>chunk * CHUNK_BYTES;
    advanceChunk(statePtr, chunk, guestSeconds);
    count += harvestChunk(logPtr + offset, toSendPtr + offset);
    if (zeroPtr != 0) removeChunk(zeroPtr + offset, toSendPtr + offset);
  }
  return count;
}

/** Brings the log up to `guestSeconds`, drawn at `step`. Returns the number of pages in it. */
export function peek(statePtr: usize, guestSeconds: f64, step: u32): u32 {
  const chunks = chunkCount(statePtr);
  beginStep(statePtr, guestSeconds, step);
  for (let chunk: u32 = 0; chunk < chunks; chunk++) advanceChunk(statePtr, chunk, guestSeconds);
  return countBits(load<usize>(statePtr, STATE_LOG_PTR), <usize>chunks * CHUNK_BYTES);
}
