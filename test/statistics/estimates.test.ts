import { describe, expect, it } from "vitest";
import { bootstrap } from "../../src/statistics/bootstrap.js";
import { quantileEstimate } from "../../src/statistics/quantile-interval.js";
import { shareOf } from "../../src/statistics/share.js";
import { jStat } from "../support/jstat.js";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("shareOf", () => {
  it.each([
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%d of %d lies between the published limits", (met, count, low, high) => {
    const { confidence95 } = shareOf(met, count);
    expect(confidence95[0]).toBeCloseTo(low, 4);
    expect(confidence95[1]).toBeCloseTo(high, 4);
  });

  it("has ends at which the share is 1.96 standard errors away, within 0 and 1", () => {
    const { shareRatio, confidence95 } = shareOf(7, 20);
    for (const end of confidence95) {
      expect(Math.abs(shareRatio - end) / Math.sqrt((end * (1 - end)) / 20)).toBeCloseTo(jStat.normal.inv(0.975, 0, 1), 7);
    }
    expect(shareOf(20, 20).confidence95[1]).toBe(1);
    expect(shareOf(20, 20).confidence95[0]).toBeCloseTo(1 - shareOf(0, 20).confidence95[1], 12);
  });

  it.each([
    [1, 0],
    [-1, 3],
    [4, 3],
    [0.5, 3],
  ])("refuses %d of %d", (met, count) => expect(() => shareOf(met, count)).toThrow(RangeError));
});

describe("quantileEstimate", () => {
  it.each([
    // Ranks as tabulated for the median (David and Nagaraja, 7.1; Conover, table A3).
    [6, 0.5, 1, 6],
    [10, 0.5, 2, 9],
    [20, 0.5, 6, 15],
    [100, 0.5, 40, 61],
    // About Poisson of 3.68 above the percentile: at least 9 with 1.7 %, at least 8 with 3.5 %; none with 2.5 %.
    [368, 0.99, 360, 368],
  ])("of %d values, ratio %d, lies between values %d and %d", (count, ratio, low, high) => {
    const estimate = quantileEstimate(upTo(count).reverse(), ratio);
    expect([estimate.low, estimate.high]).toEqual([low, high]);
    const coverage = jStat.binomial.cdf(high - 1, count, ratio) - jStat.binomial.cdf(low - 1, count, ratio);
    expect(estimate.coverageRatio).toBeCloseTo(coverage, 9);
    expect(estimate.coverageRatio).toBeGreaterThanOrEqual(0.95);
  });

  it("has no end where there are too few values for one", () => {
    expect(quantileEstimate(upTo(5), 0.5)).toEqual({ ratio: 0.5, value: 3 });
    expect(quantileEstimate(upTo(367), 0.99)).toEqual({ ratio: 0.99, value: 364, low: 359 });
    expect(quantileEstimate([7], 0.95)).toEqual({ ratio: 0.95, value: 7 });
  });

  it("is a value that occurred, for the median the middle of two", () => {
    expect(quantileEstimate(upTo(100), 0.95).value).toBe(95);
    expect(quantileEstimate([4, 1, 3, 2], 0.5).value).toBe(2.5);
  });

  it("refuses no values and ratios that no value can have", () => {
    expect(() => quantileEstimate([], 0.5)).toThrow("expected at least one value");
    for (const ratio of [0, 1, Number.NaN]) expect(() => quantileEstimate([1], ratio)).toThrow("expected 0 < ratio < 1");
  });
});

describe("bootstrap", () => {
  const values = [11.2, 9.8, 10.4, 14.9, 10.1, 9.9, 12.3, 10.8, 11.7, 9.5, 13.1, 10.6, 10.2, 12.8, 9.7];

  it("gives the same interval for the same seed, whatever the order of the rows", () => {
    expect(bootstrap(values, mean)).toEqual(bootstrap(values, mean, { seed: 1 }));
    expect(bootstrap(values, mean)).not.toEqual(bootstrap(values, mean, { seed: 2 }));
  });

  it("is near Student's t for a mean, and moved towards the long tail", () => {
    const { value, confidence95 } = bootstrap(values, mean, { resamples: 10_000 });
    const [low, high] = confidence95 as [number, number];
    expect(value).toBeCloseTo(mean(values), 12);
    const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (values.length - 1) / values.length);
    expect(value - low).toBeGreaterThan(1.5 * deviation);
    expect(value - low).toBeLessThan(2.1 * deviation);
    expect(high - value).toBeGreaterThan(value - low);
    expect(high - value).toBeLessThan(2.8 * deviation);
  });

  it("keeps what belongs to one run together: the ratio of two equal columns has no spread", () => {
    const rows = values.map((each) => [each, 2 * each] as const);
    const ratio = bootstrap(rows, (drawn) => mean(drawn.map(([, b]) => b)) / mean(drawn.map(([a]) => a)));
    expect(ratio.value).toBeCloseTo(2, 12);
    expect(ratio.confidence95?.[0]).toBeCloseTo(2, 12);
    expect(ratio.confidence95?.[1]).toBeCloseTo(2, 12);
  });

  it("has no interval for one row, or where a resample has no value", () => {
    expect(bootstrap([3], mean)).toEqual({ value: 3 });
    expect(bootstrap([0, 1, 2], (rows) => 1 / mean(rows))).toEqual({ value: 1 });
    expect(bootstrap([5, 5, 5], mean)).toEqual({ value: 5, confidence95: [5, 5] });
  });
});
