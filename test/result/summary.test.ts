import { describe, expect, it } from "vitest";
import { summarize } from "../../src/result/summary.js";
import { centralProbability, centralQuantile } from "../../src/statistics/students-t.js";
import { summarizeValues } from "../../src/statistics/summarize.js";
import { runFixture, TWO_ROUNDS } from "../support/result-fixture.js";

describe("Student's t", () => {
  // Two-sided 95 % and 99 % points of published tables.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 5, 2.571],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.95, 120, 1.98],
    [0.99, 4, 4.604],
    [0.99, 19, 2.861],
  ])("at %f with %i degrees of freedom is %f", (probability, degrees, t) => {
    expect(centralQuantile(probability, degrees)).toBeCloseTo(t, 3);
  });

  it("inverts itself", () => {
    for (const degrees of [1, 2, 3, 10, 99, 1000]) expect(centralProbability(centralQuantile(0.9, degrees), degrees)).toBeCloseTo(0.9, 10);
  });
});

describe("a quantile of Student's t", () => {
  it("of probability 0 is 0", () => {
    expect(centralQuantile(0, 3)).toBe(0);
  });

  it.each([1, 1.5, -0.1, Number.NaN, Infinity])("of probability %f does not exist", (probability) => {
    expect(() => centralQuantile(probability, 3)).toThrow(`probability: expected 0 <= p < 1, received ${probability}`);
  });

  it.each([1, 2, 3, 1000])("of a probability next to 1 is found with %i degrees of freedom", (degrees) => {
    expect(centralQuantile(1 - 2 ** -53, degrees)).toBeGreaterThan(8);
  });
});

describe("a summary", () => {
  it("has an entry for every total, and no other name passes the compiler", () => {
    const run = runFixture(0, TWO_ROUNDS);
    const summary = summarize([run, run]);
    expect(Object.keys(summary)).toEqual(Object.keys(run.totals));
    const seconds: number = summary.totalSeconds.mean;
    const faults: number | undefined = summary.postcopyFaults?.mean;
    // @ts-expect-error A total that only some runs have may be missing.
    const missing = () => summary.postcopyFaults.mean;
    // @ts-expect-error A mistyped name.
    const mistyped: unknown = summary.totalSecnds;
    expect([seconds, faults, mistyped]).toEqual([20.5, undefined, undefined]);
    expect(missing).toThrow(TypeError);
  });

  it("of no run is a programming error", () => {
    expect(() => summarize([])).toThrow(RangeError);
  });

  it("of one value has no spread", () => {
    expect(summarizeValues([3])).toEqual({ mean: 3, min: 3, median: 3, max: 3 });
  });

  it("of several gives mean, deviation of the sample, median and Student's interval", () => {
    const summary = summarizeValues([4, 1, 3, 2]);
    expect(summary).toMatchObject({ mean: 2.5, min: 1, median: 2.5, max: 4 });
    expect(summary.standardDeviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
    const half = (3.182446 * Math.sqrt(5 / 3)) / 2;
    expect(summary.confidence95?.[0]).toBeCloseTo(2.5 - half, 5);
    expect(summary.confidence95?.[1]).toBeCloseTo(2.5 + half, 5);
  });
});
