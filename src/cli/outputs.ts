/** Writes a result: a table, JSON or CSV on standard output, and JSON and CSV files. */
import pico from "picocolors";
import { isSameFile } from "../node/files.js";
import { checkWritable, writeFilesWhole } from "../node/whole-files.js";
import type { Style } from "../output/text.js";
import { UsageError } from "./errors.js";
import type { CommandIo, OutputStream } from "./io.js";
import type { InputFile, OutputOptions } from "./options.js";

const STANDARD_STREAM = "-";

/** The same result in each form, created only when requested. */
export interface Forms {
  readonly table: (width: number, style: Style) => string;
  readonly json: () => Iterable<string>;
  readonly csv?: () => Iterable<string>;
  readonly runsCsv?: () => Iterable<string>;
  readonly report?: () => Iterable<string>;
}

interface OutputFile {
  readonly option: string;
  readonly path: string;
}

/** Files that a command writes; of `study`, whose `--out` is a directory, only the report is checked here. */
export interface OutputTargets extends OutputOptions {
  readonly out?: string;
}

/**
 * Checks outputs before any work is done. Refuses files that cannot be written, two results in one file, and results that replace an input,
 * also via links or different paths. @throws UsageError, FileError
 */
export async function checkOutputs(options: OutputTargets, inputs: readonly InputFile[], io: CommandIo): Promise<void> {
  const outputs = outputsOf(options);
  if (outputs.some(({ path }) => path === "")) throw new UsageError("a file to write to must have a name");
  for (const [index, first] of outputs.entries()) {
    for (const second of outputs.slice(index + 1)) await checkApart(first, second);
  }
  const files = filesOf(outputs);
  for (const { path } of files) await checkWritable(path);
  await checkInputsKept(options, inputs, io);
  const { output } = io.descriptors ?? {};
  for (const { option, path } of files) {
    if (output !== undefined && (await isSameFile(path, output)))
      throw new UsageError(`${option} ${path} is the file that standard output goes to`);
  }
}

/** Refuses to replace inputs that are known only after the scenario has been read. @throws UsageError */
export async function checkInputsKept(options: OutputTargets, inputs: readonly InputFile[], io: CommandIo): Promise<void> {
  for (const { option, path } of filesOf(outputsOf(options))) {
    for (const input of inputs) {
      const isStream = input.path === STANDARD_STREAM;
      const file = isStream ? io.descriptors?.input : input.path;
      if (file === undefined || !(await isSameFile(path, file))) continue;
      const name = isStream ? "standard input" : input.path;
      throw new UsageError(`${option} ${path} would replace ${name}, which ${input.content} is read from`);
    }
  }
}

async function checkApart(first: OutputFile, second: OutputFile): Promise<void> {
  const both = `${first.option} and ${second.option} cannot both go to`;
  if (first.path === second.path) throw new UsageError(`${both} ${first.path === STANDARD_STREAM ? "standard output" : first.path}`);
  if (first.path === STANDARD_STREAM || second.path === STANDARD_STREAM) return;
  if (await isSameFile(first.path, second.path)) throw new UsageError(`${both} ${first.path}, which is the same file as ${second.path}`);
}

function outputsOf({ json, csv, runsCsv, report, out }: OutputTargets): OutputFile[] {
  const asked = [
    { option: "--json", path: json },
    { option: "--csv", path: csv },
    { option: "--runs-csv", path: runsCsv },
    { option: "--report", path: report },
    { option: "--out", path: out },
  ];
  return asked.flatMap(({ option, path }) => (path === undefined ? [] : [{ option, path }]));
}

function filesOf(outputs: readonly OutputFile[]): OutputFile[] {
  return outputs.filter(({ path }) => path !== STANDARD_STREAM);
}

/** Writes files before standard output, so that they are complete even if standard output fails. */
export async function writeOutputs(forms: Forms, options: OutputOptions, io: CommandIo): Promise<void> {
  const wanted = [
    { path: options.json, form: forms.json },
    { path: options.csv, form: forms.csv },
    { path: options.runsCsv, form: forms.runsCsv },
    { path: options.report, form: forms.report },
  ];
  const asked = wanted.flatMap(({ path, form }) => (path === undefined || form === undefined ? [] : [{ path, form }]));
  await writeFilesWhole(asked.filter(({ path }) => path !== STANDARD_STREAM).map(({ path, form }) => ({ path, pieces: form() })));
  const printed = asked.find(({ path }) => path === STANDARD_STREAM);
  if (printed !== undefined) await io.stdout.writeAll(printed.form());
  else if (!options.quiet) io.stdout.write(forms.table(io.stdout.columns, styleOf(io.stdout)));
}

export function styleOf(stream: OutputStream): Style {
  const colours = pico.createColors(stream.hasColour);
  return { title: colours.bold, faint: colours.dim, good: colours.green, warning: colours.yellow };
}
