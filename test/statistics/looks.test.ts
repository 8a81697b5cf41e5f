/** Looks at a growing number of runs: the schedule, and the level that corrects for them, computed again by another way. */
import { describe, expect, it } from "vitest";
import { LOOK_LEVEL_RATIO, lookAt, lookRuns } from "../../src/statistics/looks.js";
import { summarizeValues } from "../../src/statistics/summarize.js";
import { jStat } from "../support/jstat.js";

describe("lookRuns", () => {
  it("looks at 10, 15, 22, ... and at the last", () => {
    expect(lookRuns(200)).toEqual([10, 15, 22, 33, 49, 73, 109, 163, 200]);
    expect(lookRuns(22)).toEqual([10, 15, 22]);
    expect(lookRuns(10)).toEqual([10]);
    expect(lookRuns(3)).toEqual([3]);
  });
});

describe("lookAt", () => {
  const values = [10, 11, 9, 10.5, 9.5, 10, 10.2, 9.8, 10.1, 9.9];

  it("is narrow enough by the interval corrected for looks", () => {
    const { confidence95 } = summarizeValues(values, LOOK_LEVEL_RATIO);
    const halfWidth = ((confidence95?.[1] ?? 0) - (confidence95?.[0] ?? 0)) / 2;
    expect(halfWidth).toBeGreaterThan(0);
    const met = lookAt(values, { halfWidth: halfWidth * 1.000001 }, 200);
    expect(met).toMatchObject({ runs: 10, looks: 1, isNarrowEnough: true, summary: { confidence95 } });
    expect(met.nextRuns).toBeUndefined();
    expect(lookAt(values, { halfWidth: halfWidth * 0.999999 }, 200)).toMatchObject({ isNarrowEnough: false, nextRuns: 15 });
    expect(lookAt(values, { halfWidthRatio: (halfWidth * 1.000001) / 10 }, 200).isNarrowEnough).toBe(true);
    expect(lookAt(values, { halfWidthRatio: (halfWidth * 0.999999) / 10 }, 200).isNarrowEnough).toBe(false);
  });

  it("ends with the last run, and leaves a single look uncorrected", () => {
    const last = lookAt([...values, ...values.slice(0, 5)], { halfWidth: 1e-9 }, 15);
    expect([last.looks, last.isNarrowEnough, last.nextRuns]).toEqual([2, false, undefined]);
    expect(lookAt(values, { halfWidth: 1 }, 10).summary).toEqual(summarizeValues(values));
    expect(lookAt([4], { halfWidth: 1 }, 1)).toEqual({ runs: 1, looks: 1, summary: summarizeValues([4]), isNarrowEnough: false });
  });

  it("refuses a number of runs that is none of its looks", () => {
    expect(() => lookAt(values.slice(1), { halfWidth: 1 }, 15)).toThrow("expected 10, 15 values, received 9");
  });
});

describe("the level of the looks", () => {
  /** Standard deviations of the mean of this many runs are the half width asked for. */
  const TARGETS = [2, 5, 8, 10, 12, 14, 15, 16, 17, 18, 20, 24, 30, 40, 60, 90, 150];
  const coverages = (level: number) => TARGETS.map((runs) => coverageOf(1.96 / Math.sqrt(runs), level, lookRuns(200)));

  it("gives a coverage of at least 95 %, and of at most 96.5 %, whatever the width asked for", () => {
    expect(Math.min(...coverages(LOOK_LEVEL_RATIO))).toBeGreaterThanOrEqual(0.95);
    expect(Math.max(...coverages(LOOK_LEVEL_RATIO))).toBeLessThanOrEqual(0.965);
  });

  it("is needed, and no higher than needed: 95 % would give 93.6 %, and 0.1 % less too little", () => {
    expect(Math.min(...coverages(0.95))).toBeCloseTo(0.9355, 3);
    expect(Math.min(...coverages(LOOK_LEVEL_RATIO - 0.001))).toBeLessThan(0.95);
  });
});

interface Node {
  readonly variance: number;
  readonly density: number;
  readonly weight: number;
}

/**
 * Probability that the interval at the look where it is first narrow enough holds the mean of normal values of deviation 1. Between looks
 * the sum of squares grows by chi-square with as many degrees of freedom as there are new runs (Helmert).
 */
function coverageOf(halfWidth: number, level: number, looks: readonly number[]): number {
  let coverage = 0;
  let before: { readonly runs: number; readonly nodes: readonly Node[] } | undefined;
  for (const runs of looks) {
    const t = jStat.studentt.inv((1 + level) / 2, runs - 1);
    const previous = before;
    const density = (variance: number): number => {
      if (previous === undefined) return (runs - 1) * jStat.chisquare.pdf((runs - 1) * variance, runs - 1);
      return previous.nodes.reduce((sum, node) => {
        const added = (runs - 1) * variance - (previous.runs - 1) * node.variance;
        return added <= 0 ? sum : sum + node.weight * node.density * (runs - 1) * jStat.chisquare.pdf(added, runs - previous.runs);
      }, 0);
    };
    const most = 3 + 8 * Math.sqrt(2 / (runs - 1));
    const stopBelow = runs === looks.at(-1) ? most : Math.min(most, runs * (halfWidth / t) ** 2);
    for (const node of simpson(0, stopBelow, density)) {
      const holds = 2 * jStat.normal.cdf(t * Math.sqrt(node.variance), 0, 1) - 1;
      coverage += node.weight * node.density * holds;
    }
    before = { runs, nodes: simpson(stopBelow, most, density) };
  }
  return coverage;
}

/** Nodes of Simpson's rule with their weights. */
function simpson(from: number, to: number, density: (variance: number) => number): Node[] {
  const intervals = 80;
  const step = (to - from) / intervals;
  if (step <= 0) return [];
  return Array.from({ length: intervals + 1 }, (_, index) => {
    const variance = from + index * step;
    const weight = ((index === 0 || index === intervals ? 1 : index % 2 === 1 ? 4 : 2) * step) / 3;
    return { variance, density: density(variance), weight };
  });
}
