/** The action of `xenvmc-sim advise`. */
import { type Advice, advise } from "../../advice.js";
import { formatAdvice } from "../../output/advice-text.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type AdviceCommandOptions, inputsOf } from "../options.js";
import { checkOutputs, writeOutputs } from "../outputs.js";
import { withAdviceFile } from "./advice-file.js";
import { commandText } from "./command-text.js";
import { listOf } from "./estimate.js";

export interface AdviseCommandOptions extends AdviceCommandOptions {
  readonly maxDowntime: string;
  readonly maxTotal: string;
  readonly keep?: string;
  readonly for?: string;
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
  const found = await withAdviceFile(path, options, io, ({ input, options: advice }) => advise(input, request, advice));
  const command = commandOf(path, options, found);
  await writeOutputs(
    {
      table: (width, style) => formatAdvice(found, command, { width, style }),
      json: () => [`${JSON.stringify({ ...found, command }, null, 2)}\n`],
    },
    options,
    io,
  );
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
