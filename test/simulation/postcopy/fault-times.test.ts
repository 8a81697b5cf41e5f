import { describe, expect, it } from "vitest";
import { FaultTimes } from "../../../src/simulation/postcopy/fault-times.js";

function timesOf(seconds: readonly number[]): FaultTimes {
  const times = new FaultTimes();
  for (const each of seconds) times.add(each);
  return times;
}

describe("fault times", () => {
  it("are summarised by their mean and by values that occurred", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => (index + 1) / 1000).reverse();
    expect(timesOf(hundred).summary()).toEqual({ mean: expect.closeTo(0.0505, 12), median: 0.05, p90: 0.09, p99: 0.099, max: 0.1 });
    expect(timesOf([0.002]).summary()).toEqual({ mean: 0.002, median: 0.002, p90: 0.002, p99: 0.002, max: 0.002 });
    expect(timesOf([]).summary()).toBeUndefined();
  });

  it("fall into bins of powers of two in microseconds, empty ones in between included", () => {
    expect(timesOf([]).histogram()).toEqual([]);
    expect(timesOf([3e-6, 4e-6, 16e-6, 17e-6]).histogram()).toEqual([
      { upToSeconds: 4e-6, faults: 1 },
      { upToSeconds: 8e-6, faults: 1 },
      { upToSeconds: 16e-6, faults: 0 },
      { upToSeconds: 32e-6, faults: 2 },
    ]);
    expect(timesOf([0, 0.5e-6]).histogram()).toEqual([{ upToSeconds: 1e-6, faults: 2 }]);
  });

  it("are all kept, however many", () => {
    expect(timesOf(Array.from({ length: 5000 }, () => 1e-3)).histogram()).toEqual([{ upToSeconds: 1024e-6, faults: 5000 }]);
  });
});
