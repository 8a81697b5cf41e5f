/** Scenarios and migrations for tests of engines and of the stepping loop; on the reference by default. */
import {
  createSimulation,
  type MigrationResult,
  parseScenario,
  type ResolvedScenario,
  type RunResult,
  type SimulationOptions,
} from "../../src/index.js";

/** A scenario of 64 MiB over 1 Gbit/s without efficiency loss, latency or costs of the host; `fields` overrides the rest. */
export function scenarioWith(given: object): ResolvedScenario {
  const { host = {}, ...fields } = given as { readonly host?: object };
  const link = { bandwidth: "1 Gbit/s", efficiency: 1, latency: 0 };
  return parseScenario({ version: 1, vm: { memory: "64 MiB" }, link, ...fields, host: { preset: "none", ...host } });
}

export async function migrate(scenario: ResolvedScenario, options: SimulationOptions = {}): Promise<RunResult> {
  return firstRun((await createSimulation(scenario, { pages: "reference", ...options })).run());
}

export function firstRun(result: MigrationResult): RunResult {
  const [run] = result.runs;
  if (!run) throw new Error("The result has no run.");
  return run;
}
