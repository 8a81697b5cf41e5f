/** The dirty-page loop in plain JavaScript: typed arrays, integer arithmetic, one loop, no allocation. */

/** Draws each page with probability `probability` / 2^32 (xorshift32) into `bitmap`. Returns the number of pages written. */
export function drawDirtyPages(bitmap: Uint32Array, probability: number, seed: number): number {
  let state = seed;
  let count = 0;
  for (let index = 0; index < bitmap.length; index++) {
    let word = 0;
    for (let bit = 0; bit < 32; bit++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      if (state >>> 0 < probability) {
        word |= 1 << bit;
        count++;
      }
    }
    bitmap[index] = word;
  }
  return count;
}

/** Number of set bits of a 32-bit word. */
function population(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Marks pages in an empty bitmap, counts them, lists them in order into `listed`, and clears the bitmap. Returns the count. */
export function markCountListClear(bitmap: Uint32Array, marks: Uint32Array, listed: Uint32Array): number {
  for (let index = 0; index < marks.length; index++) {
    const page = marks[index] as number;
    bitmap[page >>> 5] = (bitmap[page >>> 5] as number) | (1 << (page & 31));
  }
  let count = 0;
  for (let index = 0; index < bitmap.length; index++) count += population(bitmap[index] as number);
  let next = 0;
  for (let index = 0; index < bitmap.length; index++) {
    for (let rest = bitmap[index] as number; rest !== 0; rest &= rest - 1) {
      listed[next++] = index * 32 + 31 - Math.clz32(rest & -rest);
    }
  }
  bitmap.fill(0);
  return count;
}
