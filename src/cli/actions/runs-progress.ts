/** How far the runs of a scenario are, in rounds: each scans the same memory, so each takes about the same time. */
import type { ResolvedScenario } from "../../index.js";
import type { Standing } from "./progress-line.js";

export interface RunsProgress {
  /** Round `index` of the run under way has scanned this share of its slots. */
  within(index: number, scannedRatio: number): Standing;
  afterRound(index: number): Standing;
  afterRun(rounds: number): Standing;
}

/** Until a run is finished, it is taken to need as many rounds as its engine allows; then, as many as those before it. */
export function createRunsProgress(scenario: Pick<ResolvedScenario, "runs" | "engine">): RunsProgress {
  const { runs, engine } = scenario;
  let finishedRuns = 0;
  let finishedRounds = 0;
  const expectedRounds = (): number => {
    if (finishedRuns > 0) return finishedRounds / finishedRuns;
    return "maxIterations" in engine && engine.maxIterations > 0 ? engine.maxIterations + 1 : Number.POSITIVE_INFINITY;
  };
  const standing = (rounds: number): Standing => ({
    doneRatio: Math.min(1, (finishedRuns + Math.min(1, rounds / expectedRounds())) / runs),
    words: runs > 1 ? `${finishedRuns} of ${runs} runs` : `round ${Math.floor(rounds)}`,
  });
  return {
    within: (index, scannedRatio) => standing(index + scannedRatio),
    afterRound: (index) => standing(index + 1),
    afterRun(rounds) {
      finishedRuns++;
      finishedRounds += rounds;
      return standing(0);
    },
  };
}
