/** The action of `xenvmc-sim compare`, called with valid arguments. */

import {
  type ChannelChoice,
  type CompareOptions,
  type Comparison,
  ConfigError,
  compare,
  type EngineChoice,
  type ResolvedScenario,
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
  const comparison = await compareWithProgress(scenario, { ...choices, ...policy }, options.quiet === true, io);
  await writeOutputs(
    {
      table: (width, style) => formatComparison(comparison, { width, style }),
      json: () => reportJson(comparison),
      csv: () => comparisonCsv(comparison),
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
): Promise<Comparison> {
  const line = createProgressLine(io.stderr, isQuiet);
  try {
    return await compare(scenario, {
      ...choices,
      signal: io.signal,
      onRun: (_run, { finishedSimulations, allSimulations }) =>
        line.update({
          doneRatio: finishedSimulations / allSimulations,
          words: `${finishedSimulations} of ${allSimulations} migrations`,
        }),
    });
  } finally {
    line.clear();
  }
}
