import { describe, expect, it } from "vitest";
import { CHUNK_PAGES, SPARSE_WRITES_PER_CHUNK } from "../../assembly/abi.js";
import { absorb, Generator } from "../../src/pages/random.js";
import { streamKey } from "../../src/pages/streams.js";
import { addPoisson, writtenProbability } from "../../src/reference/poisson.js";
import { deviation } from "../support/statistics.js";

const TRIALS = 12_000;

/** Writes per place in `TRIALS` windows over [low, high). */
function countPlaces(low: number, high: number, lambda: number): number[] {
  const counts = new Array<number>(CHUNK_PAGES).fill(0);
  for (let trial = 0; trial < TRIALS; trial++) {
    const address = absorb(streamKey(3, 0, 1), trial);
    const mask = new Uint32Array(CHUNK_PAGES / 32);
    addPoisson(mask, low, high, lambda, address, new Generator(address, 0));
    for (const [index, word] of mask.entries()) {
      for (let rest = word; rest !== 0; rest = (rest & (rest - 1)) >>> 0) {
        const place = index * 32 + 31 - Math.clz32(rest & -rest);
        counts[place] = (counts[place] as number) + 1;
      }
    }
  }
  return counts;
}

describe("addPoisson", () => {
  const sparse = (SPARSE_WRITES_PER_CHUNK * 0.99) / CHUNK_PAGES;

  it.each([
    ["a whole chunk", 0, 1024],
    ["a stretch of it", 37, 901],
    ["two places", 500, 502],
  ])("draws single writes as often at each place of %s, the first and the last included", (_name, low, high) => {
    const counts = countPlaces(low, high, sparse);
    const expected = -TRIALS * Math.expm1(-sparse);
    const inside = counts.slice(low, high);
    for (const [index, count] of inside.entries()) {
      if (Math.abs(deviation(count, expected, expected)) > 5.5)
        throw new Error(`place ${low + index}: ${count} times, expected ${expected}`);
    }
    const total = inside.reduce((sum, count) => sum + count, 0);
    expect(Math.abs(deviation(total, expected * (high - low), expected * (high - low)))).toBeLessThan(4.5);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(total);
  });

  it("writes nothing for a mean of 0, and every page for a large mean", () => {
    for (const [lambda, count] of [
      [0, 0],
      [Number.NaN, 0],
      [23, 700],
      [Infinity, 700],
    ] as const) {
      const mask = new Uint32Array(CHUNK_PAGES / 32);
      const address = streamKey(3, 0, 1);
      addPoisson(mask, 200, 900, lambda, address, new Generator(address, 0));
      const set = Array.from({ length: CHUNK_PAGES }, (_, place) => ((mask[place >>> 5] as number) >>> (place & 31)) & 1);
      expect(set.reduce((sum, bit) => sum + bit, 0)).toBe(count);
    }
  });

  it("rounds probabilities to the nearest 2^-32", () => {
    expect([0, 1e-12, Math.LN2, 22, 23, Infinity].map(writtenProbability)).toEqual([0, 0, 2 ** 31, 4294967295, 2 ** 32, 2 ** 32]);
  });
});
