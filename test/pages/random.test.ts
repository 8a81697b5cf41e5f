import { describe, expect, it } from "vitest";
import { absorb, type DrawAddress, Generator, mixWord } from "../../src/pages/random.js";
import { placementKey, streamKey, zeroContentKey } from "../../src/pages/streams.js";
import { deviation } from "../support/statistics.js";

const WORDS = 40_000;
/** 32 bits and a few sequences are tested: five standard deviations give one false alarm in thousands of seeds. */
const SIGMAS = 5;

/** Largest distance of any bit's frequency from one half in a sequence of words. */
function worstBit(next: () => number, words: number): number {
  const ones = new Array<number>(32).fill(0);
  for (let index = 0; index < words; index++) {
    const word = next();
    for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((word >>> bit) & 1);
  }
  return Math.max(...ones.map((count) => Math.abs(deviation(count, words / 2, words / 4))));
}

function generators(address: DrawAddress): Generator[] {
  return Array.from({ length: 9 }, (_, lane) => new Generator(address, lane));
}

describe("Generator", () => {
  const address = streamKey(1, 0, 1);

  it("has unbiased bits in every lane", () => {
    for (const generator of generators(address)) expect(worstBit(() => generator.word(), WORDS)).toBeLessThan(SIGMAS);
  });

  it("has bits independent of the previous word and of their neighbours", () => {
    for (const distance of [0, 1, 5]) {
      const generator = new Generator(address, 3);
      let last = generator.word();
      const next = () => {
        const before = last;
        last = generator.word();
        return last ^ ((before << distance) | ((before >>> (31 - distance)) >>> 1));
      };
      expect(worstBit(next, WORDS), `rotation ${distance}`).toBeLessThan(SIGMAS);
    }
  });

  it("has independent lanes", () => {
    const lanes = generators(address);
    for (let lane = 1; lane < lanes.length; lane++) {
      const [one, other] = [new Generator(address, lane - 1), new Generator(address, lane)];
      expect(
        worstBit(() => one.word() ^ other.word(), WORDS),
        `lanes ${lane - 1} and ${lane}`,
      ).toBeLessThan(SIGMAS);
    }
  });

  it("has first words that are unbiased, and independent between neighbouring rounds, steps and chunks", () => {
    for (const lane of [0, 1, 8]) {
      const first = (round: number, step: number, chunk: number) =>
        new Generator(absorb(absorb(absorb(address, round), step), chunk), lane).word();
      let index = 0;
      expect(worstBit(() => first(0, 0, index++), WORDS)).toBeLessThan(SIGMAS);
      expect(worstBit(() => first(0, 0, index) ^ first(0, 0, ++index), WORDS)).toBeLessThan(SIGMAS);
      expect(worstBit(() => first(0, index, 7) ^ first(0, ++index, 7), WORDS)).toBeLessThan(SIGMAS);
      expect(worstBit(() => first(index, 3, 7) ^ first(++index, 3, 7), WORDS)).toBeLessThan(SIGMAS);
    }
  });

  it("draws units uniformly from the open interval (0, 1)", () => {
    const generator = new Generator(address, 0);
    const cells = new Array<number>(64).fill(0);
    for (let index = 0; index < WORDS; index++) {
      const unit = generator.unit();
      if (!(unit > 0 && unit < 1)) throw new Error(`unit ${index} is ${unit}`);
      cells[Math.floor(unit * 64)] = (cells[Math.floor(unit * 64)] as number) + 1;
    }
    const perCell = WORDS / 64;
    const chiSquare = cells.reduce((sum, count) => sum + (count - perCell) ** 2 / perCell, 0);
    expect(Math.abs(deviation(chiSquare, 63, 126))).toBeLessThan(SIGMAS);
  });
});

describe("addresses", () => {
  it("differ if seed, run or stream differ, also beyond 32 bits of the seed", () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
    const keys = seeds.flatMap((seed) =>
      [0, 1, 2 ** 32 - 1].flatMap((run) => [...[0, 1, 2].map((stream) => streamKey(seed, run, stream)), zeroContentKey(seed, run)]),
    );
    const all = [...keys, ...seeds.map(placementKey)].map(({ high, low }) => `${high} ${low}`);
    expect(new Set(all).size).toBe(all.length);
  });

  it("differ by every word absorbed", () => {
    const origin = streamKey(1, 0, 1);
    const seen = new Set(Array.from({ length: 100_000 }, (_, word) => absorb(origin, word).high));
    expect(seen.size).toBe(100_000);
  });

  it("change half of their bits when one bit of the word changes", () => {
    let flipped = 0;
    const words = 2000;
    for (let word = 1; word <= words; word++) {
      const changed = mixWord(word) ^ mixWord(word ^ (1 << (word % 32)));
      for (let bit = 0; bit < 32; bit++) flipped += (changed >>> bit) & 1;
    }
    expect(Math.abs(deviation(flipped, words * 16, words * 8))).toBeLessThan(SIGMAS);
  });
});
