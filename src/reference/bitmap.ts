/** Bitmaps indexed by scan position: position p is bit p & 31 of word p >> 5. */
import { CHUNK_PAGES, CHUNK_WORDS } from "../../assembly/abi.js";

/** Creates an empty bitmap of `slots` positions, rounded up to whole chunks. */
export function createBitmap(slots: number): Uint32Array {
  return new Uint32Array(Math.ceil(slots / CHUNK_PAGES) * CHUNK_WORDS);
}

export function hasBit(bitmap: Uint32Array, position: number): boolean {
  return (((bitmap[position >>> 5] as number) >>> (position & 31)) & 1) === 1;
}

export function setBit(bitmap: Uint32Array, position: number): void {
  bitmap[position >>> 5] = (bitmap[position >>> 5] as number) | (1 << (position & 31));
}

export function clearBit(bitmap: Uint32Array, position: number): void {
  bitmap[position >>> 5] = (bitmap[position >>> 5] as number) & ~(1 << (position & 31));
}

export function countBits(bitmap: Uint32Array): number {
  let count = 0;
  for (const word of bitmap) {
    const pairs = word - ((word >>> 1) & 0x55555555);
    const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    count += Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
