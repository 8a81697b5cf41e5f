/** The action of `xenvmc-sim run`, called with valid arguments. */

import {
  createSimulation,
  type MigrationResult,
  type ResolvedScenario,
  type SimulateOptions,
  type SimulationOptions,
  simulate,
} from "../../index.js";
import { roundsCsv } from "../../output/csv.js";
import { resultJson } from "../../output/json.js";
import { runsCsv, type SetField } from "../../output/runs-csv.js";
import { formatTable } from "../../output/table.js";
import { InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { EngineOptions, OutputOptions, PolicyOptions, ScenarioOptions } from "../options.js";
import { checkInputsKept, writeOutputs } from "../outputs.js";
import { commandText, moduleOnly } from "./command-text.js";
import { engineOverrides, loadEngine } from "./engine-module.js";
import { withThreads } from "./jobs.js";
import { loadPolicy, policyOverrides } from "./policy-module.js";
import { createProgressLine } from "./progress-line.js";
import { createRunsProgress } from "./runs-progress.js";
import { loadScenario } from "./scenario-file.js";

export type RunOptions = ScenarioOptions & EngineOptions & PolicyOptions & OutputOptions;

export async function runCommand(path: string, options: RunOptions, io: CommandIo): Promise<void> {
  const { scenario, traces } = await loadScenario(
    path,
    { ...options, set: [...options.set, ...engineOverrides(options), ...policyOverrides(options)] },
    io,
  );
  await checkInputsKept(options, traces, io);
  const own = { ...(await loadEngine(options, io)), ...(await loadPolicy(options, scenario, io)) };
  const result = await withThreads(options, (threads) =>
    simulateWithProgress(scenario, { ...own, ...threads }, options.quiet === true, io),
  );
  await writeOutputs(
    {
      table: (width, style) => formatTable(result, { width, style }),
      json: () => resultJson(result),
      csv: () => roundsCsv(result),
      runsCsv: () => runsCsv(result, options.set.map(setField)),
      ...(options.report === undefined ? {} : { report: await reportForm(path, result, options, own) }),
    },
    options,
    io,
  );
  if (result.runs.length < scenario.runs) {
    throw new InterruptedError(`interrupted: ${result.runs.length} of ${scenario.runs} runs were finished and are in the result`);
  }
}

/** The report, with its first run simulated once more to follow its pages. Loaded only when asked for. */
async function reportForm(path: string, result: MigrationResult, options: RunOptions, own: SimulationOptions): Promise<() => [string]> {
  const { followPages, runReport } = await import("../../report.js");
  const { set, seed, runs, engine, policy, report } = options;
  const command = commandText("run", path, [
    ["--set", set],
    ["--seed", seed],
    ["--runs", runs],
    ["--engine", engine],
    ["--policy", policy],
    ["--report", report],
  ]);
  const againCommand = commandText("run", "scenario.json", [
    ["--engine", moduleOnly(engine)],
    ["--policy", moduleOnly(policy)],
  ]);
  const pages = followPages(await createSimulation(result.scenario, own));
  return () => [runReport(result, { command, againCommand, pages })];
}

/** Simulates with a progress line. If interrupted, returns the finished runs, if there are any. */
async function simulateWithProgress(
  scenario: ResolvedScenario,
  own: SimulateOptions,
  isQuiet: boolean,
  io: CommandIo,
): Promise<MigrationResult> {
  const line = createProgressLine(io.stderr, isQuiet);
  const work = createRunsProgress(scenario);
  try {
    return await simulate(scenario, {
      ...own,
      signal: io.signal,
      keepFinishedRuns: true,
      onRound: (round) => line.update(work.afterRound(round)),
      onRun: (run) => line.update(work.afterRun(run.rounds.length)),
      onProgress: (_run, round, scannedRatio, nowSeconds) => line.update(work.within(round, scannedRatio, nowSeconds)),
    });
  } finally {
    line.clear();
  }
}

function setField(assignment: string): SetField {
  const equals = assignment.indexOf("=");
  return { path: assignment.slice(0, equals).trim(), value: assignment.slice(equals + 1).trim() };
}
