/** Progress of a scenario's runs, measured in rounds, or in simulated time if the number of rounds is unlimited. */
import type { ResolvedScenario, Round } from "../../index.js";
import { formatSeconds } from "../../output/quantities.js";
import type { Standing } from "./progress-line.js";

export interface RunsProgress {
  /** Round `index` of the run in progress has scanned this share of its slots by simulated second `nowSeconds`. */
  within(index: number, scannedRatio: number, nowSeconds: number): Standing;
  afterRound(round: Pick<Round, "index" | "startSeconds" | "durationSeconds">): Standing;
  afterRun(rounds: number): Standing;
}

/**
 * Rounds scan the same memory, so each takes about the same time. The first run is assumed to need as many rounds as its engine allows, later
 * runs as many as those before. Without a limit of rounds, the first run is measured against the time limit, and `isBound` is set.
 */
export function createRunsProgress(scenario: Pick<ResolvedScenario, "runs" | "engine" | "timeoutSeconds">): RunsProgress {
  const { runs, engine, timeoutSeconds } = scenario;
  const limit = formatSeconds(timeoutSeconds);
  let finishedRuns = 0;
  let finishedRounds = 0;
  const expectedRounds = (): number | undefined => {
    if (finishedRuns > 0) return finishedRounds / finishedRuns;
    return "maxIterations" in engine && engine.maxIterations > 0 ? engine.maxIterations + 1 : undefined;
  };
  const standing = (rounds: number, nowSeconds: number): Standing => {
    const expected = expectedRounds();
    const ofRun = expected === undefined ? nowSeconds / timeoutSeconds : rounds / expected;
    const words =
      runs > 1
        ? `${finishedRuns} of ${runs} runs`
        : `round ${Math.floor(rounds)}, ${formatSeconds(nowSeconds)} of at most ${limit} simulated`;
    return { doneRatio: Math.min(1, (finishedRuns + Math.min(1, ofRun)) / runs), words, isBound: expected === undefined };
  };
  return {
    within: (index, scannedRatio, nowSeconds) => standing(index + scannedRatio, nowSeconds),
    afterRound: ({ index, startSeconds, durationSeconds }) => standing(index + 1, startSeconds + durationSeconds),
    afterRun(rounds) {
      finishedRuns++;
      finishedRounds += rounds;
      return standing(0, 0);
    },
  };
}
