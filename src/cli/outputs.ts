/** Where a result goes: a table on standard output, or JSON or CSV there in its place, and files. */
import pico from "picocolors";
import { checkWritable, isSameFile, type PlannedFile, writeFilesWhole } from "../node/files.js";
import type { Style } from "../output/text.js";
import { UsageError } from "./errors.js";
import type { CommandIo, OutputStream } from "./io.js";
import type { OutputOptions } from "./options.js";

const STANDARD_OUTPUT = "-";

/** The same result in each form, made only where it is asked for. */
export interface Forms {
  readonly table: (width: number, style: Style) => string;
  readonly json: () => string;
  readonly csv?: () => string;
}

/** Refuses, before any work is done, places that nothing can be written to. @throws UsageError, FileError */
export async function checkOutputs(options: OutputOptions): Promise<void> {
  const { json, csv } = options;
  if (json !== undefined && json === csv)
    throw new UsageError(`--json and --csv cannot both go to ${json === STANDARD_OUTPUT ? "standard output" : json}`);
  if (json === "" || csv === "") throw new UsageError("a file to write to must have a name");
  const paths = outputFiles(options).map(({ path }) => path);
  for (const path of paths) await checkWritable(path);
  const [first, second] = paths;
  if (first !== undefined && second !== undefined && (await isSameFile(first, second)))
    throw new UsageError(`--json and --csv cannot both go to ${first}, which is the same file as ${second}`);
}

/** Refuses, before any work is done, to replace a file that was read. @throws UsageError */
export async function checkInputsKept(options: OutputOptions, inputs: readonly string[]): Promise<void> {
  for (const { option, path } of outputFiles(options)) {
    for (const input of inputs) {
      if (await isSameFile(path, input)) throw new UsageError(`${option} ${path} would replace ${input}, which the scenario is read from`);
    }
  }
}

function outputFiles({ json, csv }: OutputOptions): { readonly option: string; readonly path: string }[] {
  const asked = [
    { option: "--json", path: json },
    { option: "--csv", path: csv },
  ];
  return asked.flatMap(({ option, path }) => (path === undefined || path === STANDARD_OUTPUT ? [] : [{ option, path }]));
}

/** Files first, so that they are complete whatever becomes of standard output. */
export async function putOut(forms: Forms, options: OutputOptions, io: CommandIo): Promise<void> {
  const wanted = [
    { path: options.json, form: forms.json },
    { path: options.csv, form: forms.csv },
  ];
  const files: PlannedFile[] = [];
  let text = options.quiet ? "" : undefined;
  for (const { path, form } of wanted) {
    if (path === undefined || form === undefined) continue;
    if (path === STANDARD_OUTPUT) text = form();
    else files.push({ path, text: form() });
  }
  await writeFilesWhole(files);
  io.stdout.write(text ?? forms.table(io.stdout.columns, styleOf(io.stdout)));
}

function styleOf(stream: OutputStream): Style {
  const colours = pico.createColors(stream.hasColour);
  return { title: colours.bold, faint: colours.dim, good: colours.green, warning: colours.yellow };
}
