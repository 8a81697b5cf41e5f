/** The action of `xenvmc-sim compare`, called with valid arguments. */

import {
  type ChannelChoice,
  type CompareOptions,
  type Comparison,
  ConfigError,
  compare,
  type EngineChoice,
  type ResolvedScenario,
  type RunResult,
} from "../../index.js";
import { readTextFile } from "../../node/files.js";
import { comparisonCsv } from "../../output/compare-csv.js";
import { formatComparison } from "../../output/compare-table.js";
import { reportJson } from "../../output/json.js";
import { applyOverrides, parseVariants, TEXT_BYTES_LIMIT } from "../../text.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { OutputOptions, PolicyOptions, ScenarioOptions } from "../options.js";
import { checkInputsKept, writeOutputs } from "../outputs.js";
import { commandText, moduleOnly } from "./command-text.js";
import { withThreads } from "./jobs.js";
import { loadPolicy, policyOverrides } from "./policy-module.js";
import { createProgressLine } from "./progress-line.js";
import { loadScenarios } from "./scenario-file.js";

export interface CompareCommandOptions extends ScenarioOptions, PolicyOptions, OutputOptions {
  readonly channels?: string;
  readonly engines?: string;
  readonly variants?: string;
  readonly sensitivity?: boolean;
}

export async function compareCommand(path: string, options: CompareCommandOptions, io: CommandIo): Promise<void> {
  const { channels, engines, variants } = options;
  const given = Object.entries({ channels, engines, variants }).flatMap(([name, choice]) => (choice === undefined ? [] : [`--${name}`]));
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} cannot be combined`);
  const written = variants === undefined ? undefined : parseVariants(await readTextFile(variants, TEXT_BYTES_LIMIT), variants);
  const set = [...options.set, ...policyOverrides(options)];
  const { scenarios, traces } = await loadScenarios(path, { ...options, set }, written ?? [{ overrides: [] }], io);
  const scenario = scenarios[0] as ResolvedScenario;
  await checkInputsKept(options, traces, io);
  if (scenario.peers.length === 0 && engines === undefined && written === undefined) {
    throw new UsageError(
      "the scenario has no peers, so its channels have nothing to carry: name what to compare with --engines or --variants",
    );
  }
  const choices = {
    ...(channels === undefined ? {} : { channels: listOf<ChannelChoice>("--channels", channels) }),
    ...(engines === undefined ? {} : { engines: listOf<EngineChoice>("--engines", engines) }),
    ...(written === undefined
      ? {}
      : { variants: Object.fromEntries(written.map(({ label }, index) => [label, scenarios[index] as ResolvedScenario])) }),
    ...(options.sensitivity === true ? { sensitivity: true } : {}),
    ...(options.runs === undefined ? {} : { runs: Number(options.runs) }),
  };
  const policy = await loadPolicy(options, scenario, io);
  const firstRuns: RunResult[] = [];
  const comparison = await withThreads(options, (threads) =>
    compareWithProgress(scenario, { ...choices, ...policy, ...threads }, options.quiet === true, io, (run, cell) => {
      // Those of the ends of ranges come after them.
      firstRuns[cell] ??= run;
    }),
  );
  await writeOutputs(
    {
      table: (width, style) => formatComparison(comparison, { width, style }),
      json: () => reportJson(comparison),
      csv: () => comparisonCsv(comparison),
      ...(options.report === undefined ? {} : { report: await reportForm(path, comparison, firstRuns, options) }),
    },
    options,
    io,
  );
  const { finishedRuns } = comparison;
  if (finishedRuns < comparison.scenario.runs) {
    throw new InterruptedError(
      `interrupted: ${finishedRuns} of ${comparison.scenario.runs} runs of every variant were finished and are in the comparison`,
    );
  }
}

/** The report, loaded only when asked for. */
async function reportForm(
  path: string,
  comparison: Comparison,
  firstRuns: readonly RunResult[],
  { set, seed, runs, channels, engines, variants, sensitivity, policy, report }: CompareCommandOptions,
): Promise<() => [string]> {
  const { compareReport } = await import("../../report.js");
  const compared = [
    ["--channels", channels],
    ["--engines", engines],
    ["--variants", variants],
    ["--sensitivity", sensitivity],
  ] as const;
  const scenarioOptions = [
    ["--set", set],
    ["--seed", seed],
    ["--runs", runs],
    ["--policy", policy],
  ] as const;
  const command = commandText("compare", path, [...scenarioOptions, ...compared, ["--report", report]]);
  // The saved scenario has the fields of --set; one run would become ten.
  const again = [...compared, ["--policy", moduleOnly(policy)], ["--runs", String(comparison.scenario.runs)]] as const;
  const againCommand = commandText("compare", "scenario.json", again);
  return () => [compareReport(comparison, { command, againCommand, firstRuns: firstRuns.slice(0, comparison.variants.length) })];
}

/** Parses names and mappings separated by commas, as the inside of a YAML list. */
function listOf<Choice>(option: string, text: string): Choice[] {
  const fault = new UsageError(`${option}: expected names or mappings separated by commas, received ${JSON.stringify(text)}`);
  try {
    const { list } = applyOverrides({}, [`list=[${text}]`]) as { readonly list: unknown };
    if (!Array.isArray(list)) throw fault;
    // The entries themselves are checked where the variants are created.
    if (list.length < 2) throw new UsageError(`${option}: expected at least two to compare, received ${list.length}`);
    return list as Choice[];
  } catch (error) {
    throw error instanceof ConfigError ? fault : error;
  }
}

async function compareWithProgress(
  scenario: ResolvedScenario,
  choices: CompareOptions,
  isQuiet: boolean,
  io: CommandIo,
  onFirstRun: (run: RunResult, cell: number) => void,
): Promise<Comparison> {
  const line = createProgressLine(io.stderr, isQuiet);
  try {
    return await compare(scenario, {
      ...choices,
      signal: io.signal,
      onRun: (run, { finishedSimulations, allSimulations, cell }) => {
        if (run.run === 0) onFirstRun(run, cell);
        line.update({
          doneRatio: finishedSimulations / allSimulations,
          words: `${finishedSimulations} of ${allSimulations} migrations`,
        });
      },
    });
  } finally {
    line.clear();
  }
}
