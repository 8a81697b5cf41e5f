import { describe, expect, it } from "vitest";
import { estimateChecks } from "../../src/validation/cloud-hypervisor-log.js";

const LOG = { passMiB: [6144, 5418, 5428], passMiBPerSecond: [1986.83, 1824.44], estimatedMilliseconds: [2726, 2975] };

describe("the estimates of a log", () => {
  it("are the pass in hand at the speed of the one before", () => {
    const [first, second] = estimateChecks(LOG);
    expect(first).toMatchObject({ label: "downtime estimated before pass 1", measured: 2726, computed: 2726 });
    expect(second?.computed).toBe(2975);
  });

  it("that are off by more than they are printed with are told", () => {
    const [first] = estimateChecks({ ...LOG, estimatedMilliseconds: [2729] });
    expect(first?.measured).toBe(2729);
    expect(first?.computed).toBeCloseTo(2726.96, 2);
  });
});
