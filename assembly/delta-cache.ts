/** XBZRLE's cache: src/reference/delta-cache.ts. */
import { DELTA_LIFETIME_ROUNDS, DELTA_POSITION, DELTA_ROUND, DELTA_STRIDE, STATE_DELTA_MASK, STATE_DELTA_PTR, STATE_ROUND } from "./abi";

/**
 * Looks up a page about to be sent. Returns true on a hit. On a miss the page is inserted, if the guest is live and the entry is empty or
 * old enough.
 */
function use(statePtr: usize, position: u32, isLive: bool): bool {
  const entryPtr = load<usize>(statePtr, STATE_DELTA_PTR) + <usize>(position & load<u32>(statePtr, STATE_DELTA_MASK)) * DELTA_STRIDE;
  const round = load<u32>(statePtr, STATE_ROUND);
  const held = load<u32>(entryPtr, DELTA_POSITION);
  const isHeld = held == position + 1;
  const mayTake = isLive && (held == 0 || load<u32>(entryPtr, DELTA_ROUND) + DELTA_LIFETIME_ROUNDS <= round);
  if (isHeld || mayTake) {
    store<u32>(entryPtr, position + 1, DELTA_POSITION);
    store<u32>(entryPtr, round, DELTA_ROUND);
  }
  return isHeld;
}

/** Looks up all pages of a word whose bit 0 is position `first`. Returns the number of hits. */
export function useWord(statePtr: usize, first: u32, word: u64, isLive: bool): u32 {
  let held: u32 = 0;
  for (let rest = word; rest != 0; rest &= rest - 1) held += <u32>use(statePtr, first + <u32>ctz<u64>(rest), isLive);
  return held;
}
