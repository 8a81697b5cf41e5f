/** Distributions and intervals against jStat, an independent package. */
import { describe, expect, it } from "vitest";
import { binomialProbabilities } from "../../src/statistics/binomial.js";
import { normalProbability, normalQuantile } from "../../src/statistics/normal.js";
import { centralQuantile } from "../../src/statistics/students-t.js";
import { jStat } from "../support/jstat.js";

describe("the normal distribution", () => {
  it.each([-7.5, -3, -1.2, -0.1, 0, 0.4, 1, 2.5, 6])("has jStat's probability up to %d", (z) => {
    expect(normalProbability(z)).toBeCloseTo(jStat.normal.cdf(z, 0, 1), 12);
  });

  it.each([0.0001, 0.025, 0.3, 0.5, 0.75, 0.975, 0.9999])("has jStat's quantile of %d", (probability) => {
    expect(normalQuantile(probability)).toBeCloseTo(jStat.normal.inv(probability, 0, 1), 7);
    expect(normalProbability(normalQuantile(probability))).toBeCloseTo(probability, 13);
  });

  it("is 0 and 1 far out, and has no quantile of a certainty", () => {
    expect([normalProbability(-40), normalProbability(40)]).toEqual([0, 1]);
    expect(() => normalQuantile(1)).toThrow("probability: expected 0 < p < 1, received 1");
    expect(() => normalQuantile(0)).toThrow(RangeError);
  });
});

describe("Student's t", () => {
  it.each([1, 2, 3, 9, 14, 30, 199])("has jStat's quantiles with %d degrees of freedom", (degrees) => {
    for (const level of [0.5, 0.9, 0.95, 0.9625, 0.99]) {
      const theirs = jStat.studentt.inv((1 + level) / 2, degrees);
      expect(centralQuantile(level, degrees) / theirs).toBeCloseTo(1, 6);
    }
  });
});

describe("the binomial distribution", () => {
  it.each([
    [1, 0.5],
    [10, 0.5],
    [20, 0.05],
    [100, 0.95],
    [368, 0.99],
  ])("has jStat's probabilities for %d trials of %d", (count, ratio) => {
    const atMost = binomialProbabilities(count, ratio);
    expect(atMost).toHaveLength(count + 1);
    for (let k = 0; k < count; k++) expect(atMost[k]).toBeCloseTo(jStat.binomial.cdf(k, count, ratio), 9);
    expect(atMost[count]).toBeCloseTo(1, 12);
  });

  it("does not lose its terms with many trials", () => {
    const atMost = binomialProbabilities(100_000, 0.5);
    expect(atMost[50_000]).toBeCloseTo(0.5 + 0.5 * 0.002523, 5);
  });
});
