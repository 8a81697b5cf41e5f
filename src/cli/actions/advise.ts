/** The action of `xenvmc-sim advise`. */
import { type Advice, advise } from "../../advice.js";
import { formatAdvice } from "../../output/advice-text.js";
import { applyOverrides } from "../../text.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type AdviceCommandOptions, inputsOf, overridesOf } from "../options.js";
import { checkOutputs, writeOutputs } from "../outputs.js";
import { modulesOf, readAdviceSource, withAdviceSource } from "./advice-file.js";
import { commandText, moduleOnly } from "./command-text.js";
import { engineOverrides } from "./engine-module.js";
import { listOf } from "./estimate.js";
import { policyOverrides } from "./policy-module.js";
import { isFleetText } from "./study-file.js";

export interface AdviseCommandOptions extends AdviceCommandOptions {
  readonly maxDowntime: string;
  readonly maxTotal: string;
  readonly keep?: string;
  readonly for?: string;
  readonly report?: string;
}

export async function adviseCommand(path: string, options: AdviseCommandOptions, io: CommandIo): Promise<void> {
  await checkOutputs(options, inputsOf(path, options), io);
  const { maxDowntime, maxTotal, keep, for: system, runs } = options;
  const request = {
    maxDowntime,
    maxTotal,
    ...(keep === undefined ? {} : { keep: listOf(keep, "--keep") }),
    ...(system === undefined ? {} : { system }),
    ...(runs === undefined ? {} : { runs: runsOf(runs) }),
  };
  const source = await readAdviceSource(path, options, io);
  if (isFleetText(source)) {
    const { adviseFleetCommand } = await import("./advise-fleet.js");
    return adviseFleetCommand(path, source, request, options, io);
  }
  const { found, written } = await withAdviceSource(source, modulesOf(options), options, io, async ({ input, options: advice }) => ({
    found: await advise(input, request, advice),
    written: input,
  }));
  const command = commandOf(path, options, found);
  await writeOutputs(
    {
      table: (width, style) => formatAdvice(found, command, { width, style }),
      json: () => [`${JSON.stringify({ ...found, command }, null, 2)}\n`],
      ...(options.report === undefined ? {} : { report: await reportForm(path, options, found, written) }),
    },
    options,
    io,
  );
}

const SAVED_SCENARIO = "scenario.json";

/** The report, loaded only when asked for. `written`: the scenario without the fields of the options. */
async function reportForm(path: string, options: AdviseCommandOptions, found: Advice, written: object) {
  const { adviceReport } = await import("../../report.js");
  const { set, seed, runs, engine, policy, maxDowntime, maxTotal, keep, for: system, report } = options;
  const asked = [
    ["--max-downtime", maxDowntime],
    ["--max-total", maxTotal],
    ["--keep", keep],
    ["--for", system],
    ["--runs", runs],
  ] as const;
  const fields = [
    ["--set", set],
    ["--seed", seed],
    ["--engine", engine],
    ["--policy", policy],
  ] as const;
  // The saved scenario has the fields of the options, but no modules.
  const modules = [
    ["--engine", moduleOnly(engine)],
    ["--policy", moduleOnly(policy)],
    ["--report", "report.html"],
  ] as const;
  const saved = applyOverrides(written, [...overridesOf(options), ...engineOverrides(options), ...policyOverrides(options)]);
  return () => [
    adviceReport(found, {
      command: commandText("advise", path, [...fields, ...asked, ["--report", report]]),
      againCommand: commandText("advise", SAVED_SCENARIO, [...asked, ...modules]),
      simulateCommand: commandOf(path, options, found),
      scenario: `${JSON.stringify(saved, null, 2)}\n`,
      scenarioFile: SAVED_SCENARIO,
    }),
  ];
}

/** `--runs` is the number of confirming runs. */
function runsOf(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= 100_000) return runs;
  throw new UsageError(`--runs: expected a whole number from 1 to 100000, received ${JSON.stringify(text)}`);
}

/** The command that simulates what was found. */
function commandOf(path: string, { set, seed, engine, policy }: AdviseCommandOptions, { advised, nearest }: Advice): string {
  const fields = Object.entries((advised ?? nearest)?.set ?? {});
  const settings = fields.map(([field, value]) => `${field}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const named = [
    ...(engine === undefined ? [] : [["--engine", engine] as const]),
    ...(policy === undefined ? [] : [["--policy", policy] as const]),
  ];
  // A named engine or policy comes after --set, and would replace what is set within it.
  const inner = named.map(([option, value]) => `${option.slice(2)}=${value}`);
  return commandText("run", path, [
    ["--set", [...set, ...inner, ...settings]],
    ["--seed", seed],
  ]);
}
