/** Writes in a window, against closed forms of the sources and against writes drawn one by one. */
import { describe, expect, it } from "vitest";
import type { Pages, PagesConfig } from "../../src/pages/pages.js";
import type { WriteSource } from "../../src/pages/write-source.js";
import { configOf, createCorePages, paceOf, pagesIn, sourceOf } from "../support/pages-cases.js";
import { deviation, mean, variance, welch } from "../support/statistics.js";

const SIGMAS = 4.5;
const FIRST = 1333;
const SLOTS = 70_001;

/** Expected number of distinct pages and its variance, if page i is written `means[i]` times on average. */
function occupancy(means: readonly number[]): { readonly expected: number; readonly variance: number } {
  const written = means.map((lambda) => -Math.expm1(-lambda));
  return { expected: written.reduce((sum, p) => sum + p, 0), variance: written.reduce((sum, p) => sum + p * (1 - p), 0) };
}

function meansOf(source: WriteSource, seconds: number): number[] {
  const { pages } = source.region;
  const indices = Array.from({ length: pages }, (_, index) => index);
  if (source.kind === "uniform") return indices.map(() => (source.writesPerSecond * seconds) / pages);
  if (source.kind === "zipf") {
    const weights = indices.map((index) => (index + 1) ** -source.exponent);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => (source.writesPerSecond * seconds * weight) / sum);
  }
  if (source.kind !== "power-law") throw new Error(`${source.kind} has no mean`);
  const root = (x: number) => (x / pages) ** (1 / source.exponent);
  return indices.map((index) => source.writesPerSecond * seconds * (root(index + 1) - root(index)));
}

const PLACES: readonly (readonly [name: string, fields: Partial<PagesConfig>, layout: "contiguous" | "scattered"])[] = [
  ["contiguous, ascending", {}, "contiguous"],
  ["contiguous, rotated", { scanOrder: "rotated" }, "contiguous"],
  ["scattered, ascending", {}, "scattered"],
];
const PAGES = 20_000;
const KINDS = [
  { kind: "uniform", meanRunPages: 1 },
  { kind: "zipf", exponent: 0.99, meanRunPages: 1 },
  { kind: "zipf", exponent: 1.3, meanRunPages: 1 },
  { kind: "power-law", exponent: 4, meanRunPages: 1 },
  { kind: "power-law", exponent: 0.5, meanRunPages: 1 },
] as const;

describe.each(PLACES)("%s", (_name, fields, layout) => {
  it.each(KINDS)("writes as many distinct pages as expected of $kind (%o)", (kind) => {
    for (const [index, ratio] of [0.002, 0.05, 0.5, 2, 8].entries()) {
      const source = sourceOf(FIRST, PAGES, { ...kind, writesPerSecond: ratio * PAGES }, layout);
      const { expected, variance: spread } = occupancy(meansOf(source, 1));
      const once = createCorePages(configOf(SLOTS, { ...fields, sources: [source], run: index }));
      expect(Math.abs(deviation(once.peek(1), expected, spread)), `ratio ${ratio}, one look`).toBeLessThan(SIGMAS);
      const often = createCorePages(configOf(SLOTS, { ...fields, sources: [source], run: index + 100 }));
      for (const second of [0.01, 0.03, 0.31, 0.77]) often.peek(second);
      expect(Math.abs(deviation(often.peek(1), expected, spread)), `ratio ${ratio}, five looks`).toBeLessThan(SIGMAS);
    }
  });
});

describe("graded sources", () => {
  it.each(KINDS.slice(1))("write each part of the region in proportion to its share: $kind, exponent $exponent", (kind) => {
    const source = sourceOf(FIRST, PAGES, { ...kind, writesPerSecond: 0.7 * PAGES });
    const pages = createCorePages(configOf(SLOTS, { sources: [source] }));
    pages.peek(1);
    const log = pagesIn(pages, "log").map((page) => page - FIRST);
    const means = meansOf(source, 1);
    for (let from = 0; from < PAGES; from = from * 2 + 16) {
      const to = Math.min(from * 2 + 16, PAGES);
      const { expected, variance: spread } = occupancy(means.slice(from, to));
      const seen = log.filter((index) => index >= from && index < to).length;
      expect(Math.abs(seen - expected), `${from} .. ${to}`).toBeLessThan(SIGMAS * Math.sqrt(spread) + 1);
    }
  });
});

const RUNS = 40;

/** One number from each of `RUNS` replications. */
function replicate(fields: Partial<PagesConfig>, slots: number, measure: (pages: Pages) => number): number[] {
  return Array.from({ length: RUNS }, (_, run) => measure(createCorePages(configOf(slots, { ...fields, run }))));
}

/** Runs of set bits in a dirty log. */
function countRuns(pages: Pages): number {
  const log = pagesIn(pages, "log");
  return log.filter((page, index) => index === 0 || (log[index - 1] as number) !== page - 1).length;
}

describe("runs", () => {
  it.each([1.5, 8, 200])("of mean %f do not change a uniform source's number of distinct pages", (meanRunPages) => {
    const pages = 3000;
    for (const ratio of [0.1, 1, 3]) {
      const source = sourceOf(500, pages, { kind: "uniform", writesPerSecond: ratio * pages, meanRunPages });
      const counts = replicate({ sources: [source] }, 4000, (own) => own.peek(1));
      const expected = pages * -Math.expm1(-ratio);
      expect(Math.abs(deviation(mean(counts), expected, variance(counts) / RUNS)), `ratio ${ratio}`).toBeLessThan(SIGMAS);
    }
  });

  it("have the given mean length if they do not overlap", () => {
    const source = sourceOf(0, 65_536, { kind: "uniform", writesPerSecond: 500, meanRunPages: 8 });
    const lengths = replicate({ sources: [source] }, 65_536, (own) => own.peek(1) / countRuns(own));
    expect(Math.abs(mean(lengths) - 8)).toBeLessThan(SIGMAS * Math.sqrt(variance(lengths) / RUNS) + 0.1);
  });
});

describe("writes drawn one by one", () => {
  const W = 2500;
  const cases: readonly (readonly [string, WriteSource])[] = [
    ...[1, 6].flatMap((meanRunPages) => [
      ["uniform", sourceOf(700, W, { kind: "uniform", writesPerSecond: 3000, meanRunPages })] as const,
      ["zipf", sourceOf(700, W, { kind: "zipf", writesPerSecond: 6000, exponent: 0.99, meanRunPages })] as const,
      ["zipf, steep", sourceOf(700, W, { kind: "zipf", writesPerSecond: 6000, exponent: 1.5, meanRunPages })] as const,
      ["power law", sourceOf(700, W, { kind: "power-law", writesPerSecond: 6000, exponent: 3, meanRunPages })] as const,
    ]),
    ["scattered", sourceOf(700, W, { kind: "power-law", writesPerSecond: 6000, exponent: 3, meanRunPages: 1 }, "scattered")],
  ];

  it.each(cases)("have the distribution of masks: %s", (_name, source) => {
    const looks: readonly (readonly [string, readonly number[], (pages: Pages) => number])[] = [
      ["soon", [0.02], (pages) => pagesIn(pages, "log").length],
      ["after three looks", [0.3, 0.31, 1], (pages) => pagesIn(pages, "log").length],
      ["runs", [0.4], countRuns],
      ["first pages", [0.2], (pages) => pagesIn(pages, "log").filter((page) => page < 900).length],
    ];
    for (const [name, seconds, count] of looks) {
      const measure = (pages: Pages) => {
        for (const second of seconds) pages.peek(second);
        return count(pages);
      };
      const masks = replicate({ sources: [source] }, 4000, measure);
      const events = replicate({ sources: [source], writes: "events", seed: 99 }, 4000, measure);
      expect(Math.abs(welch(masks, events)), name).toBeLessThan(SIGMAS);
    }
  });
});

describe("a round over pages that are being written", () => {
  const N = 65_536;
  const uniform = (pages: number, lambda: number, layout: "contiguous" | "scattered" = "contiguous") =>
    sourceOf(0, pages, { kind: "uniform", writesPerSecond: lambda * pages, meanRunPages: 1 }, layout);

  it.each([0.1, 0.5, 1, 2, 4, 8])(
    "finds 1 - (1 - exp(-m)) / m of them written before they are scanned, m = %f, at a constant scan rate",
    (lambda) => {
      const share = 1 - (1 - Math.exp(-lambda)) / lambda;
      const steady = { batchPages: 16, entryBytes: 1, pageBytes: 0, bytesPerSecond: N };
      for (const scanOrder of ["ascending", "rotated"] as const) {
        const pages = createCorePages(configOf(N, { sources: [uniform(N, lambda)], scanOrder }));
        pages.fillToSend();
        pages.beginRound(0, 0);
        pages.transfer(paceOf({ ...steady, dirtyPageRule: "allocate-only" }), Infinity);
        const { pagesAllocatedOnly } = pages.progress;
        expect(Math.abs(deviation(pagesAllocatedOnly, N * share, N * share * (1 - share)))).toBeLessThan(SIGMAS);
        const dirty = pages.clean(1);
        const expected = N * -Math.expm1(-lambda);
        expect(Math.abs(deviation(dirty, expected, expected * Math.exp(-lambda)))).toBeLessThan(SIGMAS);
      }
    },
  );

  it.each([0.1, 0.5, 1, 2, 4, 8])("skips the same share of a small scattered region, m = %f", (lambda) => {
    const W = 4096;
    const pages = createCorePages(configOf(N, { sources: [uniform(W, lambda, "scattered")] }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ bytesPerSecond: N, batchPages: 16, dirtyPageRule: "skip" }), Infinity);
    const { pagesSkipped, pagesSent, seconds } = pages.progress;
    const effective = lambda * seconds;
    const share = 1 - (1 - Math.exp(-effective)) / effective;
    expect(Math.abs(deviation(pagesSkipped, W * share, W * share * (1 - share)))).toBeLessThan(SIGMAS);
    expect(pagesSkipped + pagesSent).toBe(N);
  });

  it.each([0.1, 1, 8])("skips 1 - ln(1 + m) / m if all pages are written, since skipping speeds up the scan: m = %f", (lambda) => {
    const pages = createCorePages(configOf(N, { sources: [uniform(N, lambda)] }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ bytesPerSecond: N, batchPages: 16, dirtyPageRule: "skip" }), Infinity);
    const share = 1 - Math.log(1 + lambda) / lambda;
    expect(Math.abs(deviation(pages.progress.pagesSkipped, N * share, N * share * (1 - share)))).toBeLessThan(SIGMAS);
  });
});

describe("a cyclic pass over pages that are being written", () => {
  const N = 262_144;
  const STRETCH = 1024;

  /** Distinct pages in the dirty log after one pass that takes a second. */
  function dirtyAfterPass(lambda: number, fields: Partial<PagesConfig>): number {
    const source = sourceOf(0, N, { kind: "uniform", writesPerSecond: lambda * N, meanRunPages: 1 });
    const pages = createCorePages(configOf(N, { sources: [source], scanOrder: "cyclic", ...fields }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ bytesPerSecond: N, batchPages: 32 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: N, seconds: 1 });
    return pages.clean(1);
  }

  /**
   * If every sync clears the dirty log, it also reports pages that were only written before they were sent. If stretches of 1024 pages
   * are cleared when their first page is sent, it does not, except within a stretch, a 256th of the pass
   * (docs/sources/qemu.md#fake-dirty).
   */
  it.each([0.1, 0.5, 1, 2, 4])("reports 1 / m - exp(-m) / (1 - exp(-m)) too many under the legacy dirty log, m = %f", (lambda) => {
    const written = -Math.expm1(-lambda);
    const legacy = dirtyAfterPass(lambda, {});
    const byHand = dirtyAfterPass(lambda, { clearPages: STRETCH, seed: 7 });
    const stretches = Array.from({ length: N / STRETCH }, (_, stretch) => -Math.expm1(-lambda * (1 - (stretch * STRETCH) / N)));
    const expected = STRETCH * stretches.reduce((sum, share) => sum + share, 0);
    const spread = STRETCH * stretches.reduce((sum, share) => sum + share * (1 - share), 0);
    expect(Math.abs(deviation(legacy, N * written, N * written * (1 - written)))).toBeLessThan(SIGMAS);
    expect(Math.abs(deviation(byHand, expected, spread))).toBeLessThan(SIGMAS);
    const needless = 1 / lambda - Math.exp(-lambda) / written;
    const sigma = Math.sqrt(spread + (byHand / legacy) ** 2 * N * written * (1 - written)) / legacy;
    expect(Math.abs(1 - byHand / legacy - needless)).toBeLessThan(SIGMAS * sigma + (lambda * STRETCH) / N);
  });
});
