import { describe, expect, it } from "vitest";
import { createRunsProgress } from "../../../src/cli/actions/runs-progress.js";
import { SCENARIO } from "../../support/result-fixture.js";

describe("progress of the runs of a scenario", () => {
  it("assumes for a first run all rounds that its engine allows: five and the final one for xen-4.10", () => {
    const work = createRunsProgress(SCENARIO);
    expect(work.within(0, 0.5)).toEqual({ doneRatio: 0.5 / 6, words: "round 0" });
    expect(work.afterRound(2)).toEqual({ doneRatio: 3 / 6, words: "round 3" });
  });

  it("assumes for a later run as many rounds as for those before it", () => {
    const work = createRunsProgress({ ...SCENARIO, runs: 4 });
    expect(work.afterRun(2)).toEqual({ doneRatio: 1 / 4, words: "1 of 4 runs" });
    expect(work.afterRound(0).doneRatio).toBe(1.5 / 4);
    expect(work.afterRun(4).doneRatio).toBe(2 / 4);
    expect(work.afterRound(0).doneRatio).toBeCloseTo((2 + 1 / 3) / 4);
  });

  it("never exceeds 100 %, and is unknown for an engine without a limit on rounds", () => {
    expect(createRunsProgress(SCENARIO).afterRound(99).doneRatio).toBe(1);
    const endless = { ...SCENARIO.engine, maxIterations: 0 };
    expect(createRunsProgress({ ...SCENARIO, engine: endless }).afterRound(99).doneRatio).toBe(0);
  });
});
