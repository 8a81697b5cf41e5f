/** D(t), the distinct pages after t seconds, of every kind of source against sums over all pages. */
import { describe, expect, it } from "vitest";
import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import { ALWAYS, type WriteSource } from "../../src/pages/write-source.js";
import { expectedDistinctPages } from "../support/expected-pages.js";
import { sourceOf, upTo } from "../support/pages-cases.js";

const PAGES = 60_000;
const SECONDS = [1e-4, 0.01, 0.3, 1, 7];
const RELATIVE_ERROR = 1e-4;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const distinct = (lambdas: readonly number[]): number => sum(lambdas.map((lambda) => -Math.expm1(-lambda)));

function weights(pages: number, kind: "zipf" | "power-law", exponent: number): number[] {
  const root = (x: number): number => (x / pages) ** (1 / exponent);
  const own = upTo(pages).map((index) => (kind === "zipf" ? (index + 1) ** -exponent : root(index + 1) - root(index)));
  const total = sum(own);
  return own.map((weight) => weight / total);
}

describe("expected distinct pages", () => {
  it("is W (1 - exp(-w t / W)) for uniform writes, in runs too", () => {
    for (const meanRunPages of [1, 5]) {
      const source = sourceOf(10, 4096, { kind: "uniform", writesPerSecond: 5000, meanRunPages });
      for (const t of SECONDS) expect(expectedDistinctPages([source], 3, 3 + t)).toBeCloseTo(4096 * -Math.expm1((-5000 * t) / 4096), 8);
    }
  });

  it.each([
    ["zipf", 0.5],
    ["zipf", 0.99],
    ["zipf", 1],
    ["zipf", 1.5],
    ["zipf", 3],
    ["power-law", 4],
    ["power-law", 1],
    ["power-law", 0.5],
    ["power-law", 20],
  ] as const)("sums bands as if they were pages: %s, exponent %f", (kind, exponent) => {
    for (const pages of [1, 2, 17, 40, 3001, PAGES]) {
      const shares = weights(pages, kind, exponent);
      for (const writes of [0.003, 0.1, 1, 10, 300]) {
        const source = sourceOf(0, pages, { kind, exponent, meanRunPages: 1, writesPerSecond: writes * pages });
        const exact = distinct(shares.map((share) => share * writes * pages));
        const found = expectedDistinctPages([source], 0, 1);
        expect(Math.abs(found / exact - 1), `${pages} pages, ${writes} writes per page: ${found}, exactly ${exact}`).toBeLessThan(
          RELATIVE_ERROR,
        );
      }
    }
  });

  it.each([
    ["zipf", 0.99, 3],
    ["zipf", 1.3, 20],
    ["power-law", 4, 6],
  ] as const)("spreads the runs of %s, exponent %f, mean %f over the pages behind", (kind, exponent, meanRunPages) => {
    const [first, pages] = [700, 20_000];
    const shares = weights(pages, kind, exponent);
    const goesOn = 1 - 1 / meanRunPages;
    const rates = new Array<number>(pages).fill(0);
    for (let begin = 0; begin < pages; ) {
      const end = Math.min(pages, (Math.floor((first + begin) / 1024) + 1) * 1024 - first);
      const length = end - begin;
      // The probability that a run reaches d pages, over the pages that it covers in the block.
      const reach = Math.min(length, 300);
      const covered = (1 - goesOn ** length) * meanRunPages;
      for (let start = begin; start < end; start++) {
        for (let d = 0; d < reach; d++) {
          const page = begin + ((start - begin + d) % length);
          rates[page] = (rates[page] as number) + ((shares[start] as number) * goesOn ** d) / covered;
        }
      }
      begin = end;
    }
    for (const writes of [0.05, 1, 8]) {
      const source = sourceOf(first, pages, { kind, exponent, meanRunPages, writesPerSecond: writes * pages });
      const exact = distinct(rates.map((rate) => rate * writes * pages));
      expect(Math.abs(expectedDistinctPages([source], 0, 1) / exact - 1), `${writes} writes per page`).toBeLessThan(RELATIVE_ERROR);
    }
  });

  it.each([1, 3, 4, 50, 99, 60, 0])("counts the pages of a sweep with stride %i one by one", (stridePages) => {
    const [pages, rate, offsetPages] = [100, 10, 30];
    const source = sourceOf(5, pages, { kind: "sweep", writesPerSecond: rate, stridePages, offsetPages });
    for (const from of [0, 0.05, 3.1, 12.34, 1000.7]) {
      for (const seconds of [0.01, 0.1, 1.23, 4, 9.9, 10, 50]) {
        const touched = new Set<number>();
        for (let k = Math.floor(from * rate) - 1; k / rate < from + seconds; k++) {
          if (k >= 0 && k / rate >= from) touched.add((offsetPages + k * stridePages) % pages);
        }
        expect(expectedDistinctPages([source], from, from + seconds), `from ${from} for ${seconds} s`).toBeCloseTo(touched.size, 9);
      }
    }
  });

  it("counts a burst's region from its first period on, and not before", () => {
    const burst = [sourceOf(5, 300, { kind: "burst", periodSeconds: 0.25 })];
    expect(expectedDistinctPages(burst, 0, 0.1)).toBe(300);
    expect(expectedDistinctPages(burst, 0.1, 0.25)).toBe(0);
    expect(expectedDistinctPages(burst, 0.25, 0.26)).toBe(300);
    expect(expectedDistinctPages(burst, 0.26, 3)).toBe(300);
  });

  it("counts a page under several sources once, and writes while a gate is open", () => {
    const gate = { periodSeconds: 2, onSeconds: 0.5, offSeconds: 1, elapsedSeconds: 0 };
    const sources = [
      sourceOf(0, 1000, { kind: "uniform", writesPerSecond: 800, meanRunPages: 1 }),
      sourceOf(600, 1000, { kind: "uniform", writesPerSecond: 500, meanRunPages: 1, gate, stream: 2 }),
      sourceOf(900, 300, { kind: "sweep", writesPerSecond: 100, stridePages: 1, offsetPages: 0, stream: 3 }),
    ];
    const [first, second] = [0.8 * 2.2, 0.5 * 0.5];
    const exact = distinct(
      upTo(1600).map((page) => (page < 1000 ? first : 0) + (page >= 600 ? second : 0) + (page >= 900 && page < 1120 ? Infinity : 0)),
    );
    expect(expectedDistinctPages(sources, 0, 2.2)).toBeCloseTo(exact, 8);
  });
});

describe("expectedFirstWrites", () => {
  it("adds up to the distinct pages of the whole window", () => {
    const sources: WriteSource[] = [
      sourceOf(0, 3000, { kind: "zipf", exponent: 0.9, writesPerSecond: 5000, meanRunPages: 1 }),
      sourceOf(500, 3000, { kind: "sweep", stridePages: 1, offsetPages: 0, writesPerSecond: 1000, stream: 2 }),
    ];
    const firstWrites = expectedFirstWrites(sources);
    const ages = [0, 0.005, 0.01, 0.5, 2, 4];
    const parts = upTo(5).map((index) => firstWrites(1.5, ages[index] as number, ages[index + 1] as number));
    expect(Math.min(...parts)).toBeGreaterThan(0);
    expect(sum(parts)).toBeCloseTo(expectedDistinctPages(sources, 1.5, 5.5), 7);
  });

  it("counts a trace's writes to pages not written since the sync", () => {
    const [seconds, pages] = [Float64Array.of(0, 1, 2, 3, 4, 5), Uint32Array.of(7, 8, 7, 9, 8, 7)];
    const trace: WriteSource = {
      kind: "trace",
      stream: 1,
      gate: ALWAYS,
      region: { firstPage: 0, pages: 10, layout: "contiguous" },
      seconds,
      pages,
      periodSeconds: Infinity,
    };
    const firstWrites = expectedFirstWrites([trace]);
    expect(firstWrites(0, 0, 6)).toBe(3);
    expect(firstWrites(1, 0, 1)).toBe(1);
    expect(firstWrites(1, 1, 6)).toBe(2);
    expect(firstWrites(2, 3, 4)).toBe(0);
    expect(firstWrites(4, 0, 10)).toBe(2);
  });
});
