/** `xenvmc-sim run SCENARIO`: one scenario, all its runs. */
import type { Command } from "commander";
import { type MigrationResult, type ResolvedScenario, type SimulationOptions, simulate } from "../index.js";
import { formatCsv } from "../output/csv.js";
import { formatJson } from "../output/json.js";
import { formatTable } from "../output/table.js";
import { InterruptedError } from "./errors.js";
import type { CommandIo } from "./io.js";
import { addOutputOptions, addScenarioOptions, type OutputOptions, type ScenarioOptions } from "./options.js";
import { checkInputsKept, checkOutputs, putOut } from "./outputs.js";
import { addPolicyOption, loadPolicy, type PolicyOptions, policyOverrides } from "./policy.js";
import { createProgressLine } from "./progress-line.js";
import { createRunsProgress } from "./runs-progress.js";
import { loadScenario } from "./scenario-file.js";

export function addRunCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("run")
    .summary("one scenario, all its runs: a table of rounds and totals")
    .description("Simulates the migration that SCENARIO describes and prints its rounds, why it stopped, and its totals.")
    .argument("<scenario>", "file in YAML or JSON; - for standard input");
  addOutputOptions(addPolicyOption(addScenarioOptions(command))).action((path: string, options: RunOptions) => run(path, options, io));
}

type RunOptions = ScenarioOptions & PolicyOptions & OutputOptions;

async function run(path: string, options: RunOptions, io: CommandIo): Promise<void> {
  await checkOutputs(options);
  const { scenario, files } = await loadScenario(path, { ...options, set: [...options.set, ...policyOverrides(options)] }, io);
  await checkInputsKept(options, files);
  const policy = await loadPolicy(options, scenario);
  const result = await simulateWatched(scenario, policy, options.quiet === true, io);
  await putOut(
    { table: (width, style) => formatTable(result, { width, style }), json: () => formatJson(result), csv: () => formatCsv(result) },
    options,
    io,
  );
  if (result.runs.length < scenario.runs) {
    throw new InterruptedError(`interrupted: ${result.runs.length} of ${scenario.runs} runs were finished and are in the result`);
  }
}

/** Simulates under the eye of a progress line. Interrupted, it gives the runs that were finished, if there are any. */
async function simulateWatched(
  scenario: ResolvedScenario,
  policy: SimulationOptions,
  isQuiet: boolean,
  io: CommandIo,
): Promise<MigrationResult> {
  const line = createProgressLine(io.stderr, isQuiet);
  const work = createRunsProgress(scenario);
  try {
    return await simulate(scenario, {
      ...policy,
      signal: io.signal,
      keepFinishedRuns: true,
      onRound: (round) => line.update(work.afterRound(round.index)),
      onRun: (run) => line.update(work.afterRun(run.rounds.length)),
      onProgress: (_run, round, scannedRatio) => line.update(work.within(round, scannedRatio)),
    });
  } finally {
    line.clear();
  }
}
