import { describe, expect, it } from "vitest";
import { Generator } from "../../src/pages/random.js";
import { coveredPages, logContinueOf, longestRunLength, runLength } from "../../src/pages/runs.js";
import { streamKey } from "../../src/pages/streams.js";
import { deviation, mean, variance } from "../support/statistics.js";

const DRAWS = 20_000;

function sample(draw: (generator: Generator) => number): number[] {
  const generator = new Generator(streamKey(11, 0, 1), 0);
  return Array.from({ length: DRAWS }, () => draw(generator));
}

/** Distance of a sample's mean from `expected`, in standard errors. */
function distance(values: readonly number[], expected: number): number {
  return Math.abs(deviation(mean(values), expected, variance(values) / values.length));
}

describe("runs", () => {
  it("have the given mean, and cover the expected part of their block", () => {
    for (const meanPages of [1.5, 8, 300]) {
      const logContinue = logContinueOf(meanPages);
      const lengths = sample((generator) => runLength(logContinue, generator.unit()));
      expect(distance(lengths, meanPages)).toBeLessThan(5);
      const cut = lengths.map((length) => Math.min(length, 64));
      expect(distance(cut, coveredPages(meanPages, logContinue, 64))).toBeLessThan(5);
    }
  });

  it("of one page have one page", () => {
    const logContinue = logContinueOf(1);
    expect([0.001, 0.5, 0.999].map((unit) => runLength(logContinue, unit))).toEqual([1, 1, 1]);
    expect(coveredPages(1, logContinue, 1)).toBe(1);
  });

  it.each([1e-7, 0.01, 1, 5])("have the closed form's longest run of a Poisson number, at %f starts", (startsMean) => {
    const logContinue = logContinueOf(8);
    const lengths = sample((generator) => longestRunLength(startsMean, logContinue, generator.unit()));
    let expected = 0;
    for (let length = 0; length < 400; length++) {
      const atMost = length === 0 ? 0 : (Math.exp(-startsMean * (7 / 8) ** length) - Math.exp(-startsMean)) / -Math.expm1(-startsMean);
      expected += 1 - atMost;
    }
    expect(distance(lengths, expected)).toBeLessThan(5);
  });
});
