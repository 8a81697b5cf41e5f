/** `xenvmc-sim compare SCENARIO`: the same guest and seeds over channels or engines. */
import type { Command } from "commander";
import {
  type ChannelChoice,
  type CompareOptions,
  type Comparison,
  ConfigError,
  compare,
  type EngineChoice,
  type ResolvedScenario,
} from "../index.js";
import { applyOverrides } from "../text.js";
import { InterruptedError, UsageError } from "./errors.js";
import type { CommandIo } from "./io.js";
import { addScenarioOptions, type OutputOptions, type ScenarioOptions } from "./options.js";
import { checkInputsKept, checkOutputs, putOut } from "./outputs.js";
import { addPolicyOption, loadPolicy, type PolicyOptions, policyOverrides } from "./policy.js";
import { createProgressLine } from "./progress-line.js";
import { loadScenario } from "./scenario-file.js";

interface CompareCommandOptions extends ScenarioOptions, PolicyOptions, OutputOptions {
  readonly channels?: string;
  readonly engines?: string;
}

export function addCompareCommand(program: Command, io: CommandIo): void {
  const command = program
    .command("compare")
    .summary("the same guest and seeds over several channels or engines: paired differences, and where they come from")
    .description(
      "Simulates SCENARIO with several channels, or several engines, on the same seeds, and prints the differences with 95 % intervals. Between channels each difference is told apart into pages changed and speed of exchange. Between engines the table says how their runs ended; a run that did not move the guest enters no mean. Runs: the scenario's, 10 where it asks for one. The channel xenvmc-modified is a reconstruction.",
    )
    .argument("<scenario>", "file in YAML or JSON; - for standard input")
    .option("--channels <list>", "channels, names or mappings as in a scenario; the first is the base (default: all three)")
    .option("--engines <list>", "engines in place of channels, names or mappings as in a scenario; the first is the base");
  addPolicyOption(addScenarioOptions(command))
    .option("--json <file>", "write the comparison as JSON; - for standard output, in place of the table")
    .option("--csv <file>", "write one row per run of each variant as CSV; - for standard output, in place of the table")
    .option("--quiet", "no table and no progress: only files that were asked for, faults and failures")
    .action((path: string, options: CompareCommandOptions) => run(path, options, io));
}

async function run(path: string, options: CompareCommandOptions, io: CommandIo): Promise<void> {
  const { channels, engines } = options;
  if (channels !== undefined && engines !== undefined) throw new UsageError("--channels and --engines cannot both be compared at once");
  const choices = {
    ...(channels === undefined ? {} : { channels: listOf<ChannelChoice>("--channels", channels) }),
    ...(engines === undefined ? {} : { engines: listOf<EngineChoice>("--engines", engines) }),
    ...(options.runs === undefined ? {} : { runs: Number(options.runs) }),
  };
  await checkOutputs(options);
  const { scenario, files } = await loadScenario(path, { ...options, set: [...options.set, ...policyOverrides(options)] }, io);
  await checkInputsKept(options, files);
  if (scenario.peers.length === 0 && engines === undefined) {
    throw new UsageError("the scenario has no peers, so its channels have nothing to carry: name what to compare with --engines");
  }
  const policy = await loadPolicy(options, scenario);
  const comparison = await compareWatched(scenario, { ...choices, ...policy }, options.quiet === true, io);
  const [{ formatComparison }, { formatComparisonCsv }, { formatPlainJson }] = await Promise.all([
    import("../output/compare-table.js"),
    import("../output/compare-csv.js"),
    import("../output/json.js"),
  ]);
  await putOut(
    {
      table: (width, style) => formatComparison(comparison, { width, style }),
      json: () => formatPlainJson(comparison),
      csv: () => formatComparisonCsv(comparison),
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

/** Names and mappings with commas between them, read as the inside of a list in YAML. */
function listOf<Choice>(option: string, text: string): Choice[] {
  const fault = new UsageError(`${option}: expected names or mappings with commas between them, received ${JSON.stringify(text)}`);
  try {
    const { list } = applyOverrides({}, [`list=[${text}]`]) as { readonly list: unknown };
    if (!Array.isArray(list)) throw fault;
    // What each of them says is checked where the variants are made.
    if (list.length < 2) throw new UsageError(`${option}: expected at least two to compare, received ${list.length}`);
    return list as Choice[];
  } catch (error) {
    throw error instanceof ConfigError ? fault : error;
  }
}

async function compareWatched(scenario: ResolvedScenario, choices: CompareOptions, isQuiet: boolean, io: CommandIo): Promise<Comparison> {
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
