/** Puts a result together from its runs. */

import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { VERSION } from "../version.js";
import type { MigrationResult, RunResult } from "./result.js";
import { summarize } from "./summary.js";

export function resultOf(scenario: ResolvedScenario, runs: readonly RunResult[], core: string): MigrationResult {
  return { version: 2, generator: { name: "xenvmc-sim", version: VERSION, core }, scenario, runs, summary: summarize(runs) };
}
