import { describe, expect, it } from "vitest";
import { pairedDifference } from "../../src/statistics/paired.js";

/** Two differences whose interval ends at exactly 0: their spread by bisection, for several means, as not every mean has such a spread. */
function differencesWithIntervalFromZero(): [number, number] {
  for (let mean = 1; mean < 2; mean += 2 ** -7) {
    let [below, above] = [0, mean];
    for (let step = 0; step < 60; step++) {
      const half = (below + above) / 2;
      const differences: [number, number] = [mean - half, mean + half];
      const end = pairedDifference([0, 0], differences).confidence95?.[0] ?? Number.NaN;
      if (end === 0) return differences;
      if (end > 0) below = half;
      else above = half;
    }
  }
  throw new Error("no interval ends at zero");
}

describe("pairedDifference", () => {
  it("is the mean of the differences, its interval Student's t, its ratio that of the first mean", () => {
    const { mean, standardDeviation, confidence95, relativeRatio, verdict } = pairedDifference([10, 20, 30], [11, 22, 33]);
    expect([mean, standardDeviation, relativeRatio]).toEqual([2, 1, 0.1]);
    // t for two degrees of freedom is 4.303: 2 +- 2.484 holds zero.
    expect(confidence95?.[0]).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
    expect(verdict).toBe("no difference shown");
  });

  it.each([
    [[0, 0, 0, 0], [1, 1.1, 0.9, 1], "higher"],
    [[5, 5, 5, 5], [1, 1.1, 0.9, 1], "lower"],
    [[1, 2, 3, 4], [1, 2, 3, 4], "equal in every run"],
    [[1, 2, 3, 4], [1 + 1e-15, 2, 3, 4], "equal in every run"],
    [[1, 2, 3, 4], [2, 3, 4, 5], "higher"],
    // One run with a difference is a difference, though the others have none.
    [[1, 2, 3, 4], [1, 2, 3, 5], "no difference shown"],
    [[1], [2], undefined],
    [[1], [1], "equal in every run"],
    [[0, 0], [0, 0], "equal in every run"],
  ])("of %j and %j is %s", (base, other, verdict) => {
    expect(pairedDifference(base, other).verdict).toBe(verdict);
  });

  it.each([1, -1])("shows no difference if the interval only touches zero: the sign %i", (sign) => {
    const { confidence95, verdict } = pairedDifference(
      [0, 0],
      differencesWithIntervalFromZero().map((value) => sign * value),
    );
    expect(confidence95?.map(Math.abs)).toContain(0);
    expect(verdict).toBe("no difference shown");
  });

  it("has no verdict on a single run that differs, not even an undefined one", () => {
    expect(pairedDifference([1], [2])).not.toHaveProperty("verdict");
  });

  it("has no ratio to zero", () => {
    expect(pairedDifference([0, 0], [1, 2])).not.toHaveProperty("relativeRatio");
  });
});
