import { describe, expect, it } from "vitest";
import { estimateChecks } from "../../src/logs/cloud-hypervisor-estimates.js";

const LOG = { passMiB: [6144, 5418, 5428], passMiBPerSecond: [1986.83, 1824.44], estimatedMilliseconds: [2726, 2975] };

describe("the estimates of a log", () => {
  it("are the size of the pass at the speed of the previous one", () => {
    const [first, second] = estimateChecks(LOG);
    expect(first).toMatchObject({ label: "downtime estimated before pass 1", measured: 2726, computed: 2726 });
    expect(second?.computed).toBe(2975);
  });

  it("that differ by more than their printed precision are reported", () => {
    const [first] = estimateChecks({ ...LOG, estimatedMilliseconds: [2729] });
    expect(first?.measured).toBe(2729);
    expect(first?.computed).toBeCloseTo(2726.96, 2);
  });
});
