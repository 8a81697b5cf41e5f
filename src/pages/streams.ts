/** Keys of the streams of random draws: the root of every draw address. Shared by all implementations of Pages. */
import { absorb, type DrawAddress } from "./random.js";

const ORIGIN: DrawAddress = { high: 0x243f6a88, low: 0x85a308d3 };

/** Purposes of keys, absorbed first, so that keys of different purposes never coincide. */
const WRITES = 1;
const PLACEMENT = 2;
const ZERO_CONTENT = 3;
const ACCESSES = 4;

function keyOf(purpose: number, seed: number): DrawAddress {
  const high = Math.floor(seed / 4294967296);
  return absorb(absorb(absorb(ORIGIN, purpose), (seed % 4294967296) | 0), high);
}

/** Key of a source's writes. `seed`: unsigned 53-bit; `run`, `stream`: unsigned 32-bit. */
export function streamKey(seed: number, run: number, stream: number): DrawAddress {
  return absorb(absorb(keyOf(WRITES, seed), run), stream);
}

/** Key of a source's page accesses in post-copy. */
export function accessKey(seed: number, run: number, stream: number): DrawAddress {
  return absorb(absorb(keyOf(ACCESSES, seed), run), stream);
}

/** Key of the placement of scattered regions: the same in every replication and for every source. */
export function placementKey(seed: number): DrawAddress {
  return keyOf(PLACEMENT, seed);
}

/** Key of the choice of zero pages. */
export function zeroContentKey(seed: number, run: number): DrawAddress {
  return absorb(keyOf(ZERO_CONTENT, seed), run);
}
