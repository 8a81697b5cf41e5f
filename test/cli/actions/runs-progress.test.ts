import { describe, expect, it } from "vitest";
import { progressText } from "../../../src/cli/actions/progress-line.js";
import { createRunsProgress } from "../../../src/cli/actions/runs-progress.js";
import { SCENARIO } from "../../support/result-fixture.js";

const round = (index: number, startSeconds = index, durationSeconds = 1) => ({ index, startSeconds, durationSeconds });

describe("progress of the runs of a scenario", () => {
  it("takes a first run to need all the rounds its engine allows: five and the last, for xen-4.10", () => {
    const work = createRunsProgress(SCENARIO);
    const words = (text: string) => `${text} of at most 1 h 00 min simulated`;
    expect(work.within(0, 0.5, 2)).toEqual({ doneRatio: 0.5 / 6, words: words("round 0, 2.00 s"), isBound: false });
    expect(work.afterRound(round(2))).toEqual({ doneRatio: 3 / 6, words: words("round 3, 3.00 s"), isBound: false });
  });

  it("takes a later run to need as many rounds as those before it", () => {
    const work = createRunsProgress({ ...SCENARIO, runs: 4 });
    expect(work.afterRun(2)).toEqual({ doneRatio: 1 / 4, words: "1 of 4 runs", isBound: false });
    expect(work.afterRound(round(0)).doneRatio).toBe(1.5 / 4);
    expect(work.afterRun(4).doneRatio).toBe(2 / 4);
    expect(work.afterRound(round(0)).doneRatio).toBeCloseTo((2 + 1 / 3) / 4);
  });

  it("goes by the time limit where an engine has no limit of rounds, as a bound, and never says more than all", () => {
    expect(createRunsProgress(SCENARIO).afterRound(round(99)).doneRatio).toBe(1);
    const endless = createRunsProgress({ ...SCENARIO, engine: { ...SCENARIO.engine, maxIterations: 0 } as typeof SCENARIO.engine });
    const standing = endless.within(533, 0.2, 900);
    expect(standing).toEqual({ doneRatio: 1 / 4, words: "round 533, 15 min 00 s of at most 1 h 00 min simulated", isBound: true });
    expect(progressText(standing, 5)).toBe(
      "[#####...............] round 533, 15 min 00 s of at most 1 h 00 min simulated, at most 15.0 s left",
    );
    expect(endless.afterRound(round(534, 3599, 2)).doneRatio).toBe(1);
  });
});
