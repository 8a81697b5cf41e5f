import { describe, expect, it } from "vitest";
import { summarise } from "../../../bench/harness/measure.js";
import type { Measurement } from "../../../bench/harness/types.js";
import { atMost, exactlyAtMost, milliseconds, nanosecondsPerUnit, ratioOf } from "../../../bench/harness/verdict.js";

const LABELS = { benchmark: "b", case: "c", competitor: "k", units: 1000, figures: {} };

function measured(samples: readonly number[], processorMilliseconds: number): Measurement {
  return summarise(LABELS, { samples, processorMilliseconds });
}

describe("summarise", () => {
  it("orders the samples and interpolates between them", () => {
    const { minMilliseconds, medianMilliseconds, spreadMilliseconds, samples } = measured([4, 1, 3, 2], 2);
    expect({ minMilliseconds, medianMilliseconds, spreadMilliseconds, samples }).toEqual({
      minMilliseconds: 1,
      medianMilliseconds: 2.5,
      spreadMilliseconds: [1.75, 3.25],
      samples: 4,
    });
  });

  it("computes the cost per unit and the units per second from the median", () => {
    const { nanosecondsPerUnit: cost, unitsPerSecond } = measured([2, 2, 2], 2);
    expect(cost).toBe(2000);
    expect(unitsPerSecond).toBe(500_000);
  });

  it("refuses a body too short for the clock", () => {
    expect(() => measured([0.001, 0.002], 0.001)).toThrow("too short");
  });
});

describe("readings", () => {
  it("takes the processor time if calls had to wait", () => {
    expect(milliseconds(measured([8, 9, 10], 5))).toEqual({ typical: 5, best: 5 });
    expect(nanosecondsPerUnit(measured([8, 9, 10], 5)).typical).toBe(5000);
  });

  it("takes the median if the processor time includes other threads", () => {
    expect(milliseconds(measured([3, 4, 5], 7))).toEqual({ typical: 4, best: 3 });
  });

  it("compares like with like", () => {
    expect(ratioOf({ typical: 6, best: 2 }, { typical: 3, best: 2 })).toEqual({ typical: 2, best: 1 });
  });
});

describe("verdicts", () => {
  it.each([
    [{ typical: 5, best: 4 }, "met"],
    [{ typical: 5.01, best: 5 }, "met at best"],
    [{ typical: 6, best: 5.01 }, "missed"],
    [{ typical: Number.NaN, best: Number.NaN }, "missed"],
  ])("%o against 5 is %s", (reading, outcome) => {
    expect(atMost("s", 5, "ms", reading).outcome).toBe(outcome);
  });

  it("judges deterministic figures without a best value", () => {
    expect(exactlyAtMost("s", 5, "bytes", 5).outcome).toBe("met");
    expect(exactlyAtMost("s", 5, "bytes", 6).outcome).toBe("missed");
  });
});
