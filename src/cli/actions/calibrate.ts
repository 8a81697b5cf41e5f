/** The action of `xenvmc-sim calibrate`, called with valid arguments. */
import { basename } from "node:path";
import { type Calibration, calibrate, scenarioText } from "../../calibrate.js";
import { FileError, readText, readTextFile } from "../../node/files.js";
import { readLogBytes, readLogFile } from "../../node/log-file.js";
import { writeFilesWhole } from "../../node/whole-files.js";
import { formatCalibration } from "../../output/calibration-table.js";
import { calibrationReport } from "../../report.js";
import { openScenarioText, TEXT_BYTES_LIMIT } from "../../text.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { CommandIo, OutputStream } from "../io.js";
import type { InputFile, OutputOptions } from "../options.js";
import { checkOutputs, styleOf } from "../outputs.js";
import { commandText } from "./command-text.js";
import { createProgressLine } from "./progress-line.js";

const STANDARD_STREAM = "-";
/** Simulations that a search takes, about: for its progress alone. */
const TRIED_ABOUT = 600;

export interface CalibrateCommandOptions extends Pick<OutputOptions, "json" | "report" | "quiet"> {
  readonly scenario?: string;
  readonly out?: string;
}

export async function calibrateCommand(files: readonly string[], options: CalibrateCommandOptions, io: CommandIo): Promise<void> {
  const { scenario, out, json, report, quiet = false } = options;
  const piped = [...files, ...(scenario === undefined ? [] : [scenario])].filter((path) => path === STANDARD_STREAM);
  if (piped.length > 1) throw new UsageError("standard input can be read once: one log, or the scenario");
  const outputs = { ...(json !== undefined && { json }), ...(report !== undefined && { report }), ...(out !== undefined && { out }) };
  await checkOutputs(outputs, inputsOf(files, scenario), io);
  const found = await search(files, options, io);
  const command = commandOf(files, options);
  const text = scenarioText(found, command);
  const planned = [
    { path: out, pieces: () => [text] },
    { path: json, pieces: () => [`${JSON.stringify(found, null, 2)}\n`] },
    { path: report, pieces: () => [calibrationReport(found, { command, againCommand: "xenvmc-sim run scenario.json" })] },
  ].flatMap(({ path, pieces }) => (path === undefined ? [] : [{ path, pieces: pieces() }]));
  await writeFilesWhole(planned.filter(({ path }) => path !== STANDARD_STREAM));
  const printed = planned.find(({ path }) => path === STANDARD_STREAM);
  const toStandardOutput = printed?.pieces ?? (out === undefined ? [text] : undefined);
  const stream: OutputStream = toStandardOutput === undefined ? io.stdout : io.stderr;
  if (!quiet) stream.write(formatCalibration(found, { width: stream.columns, style: styleOf(stream) }));
  if (toStandardOutput !== undefined) await io.stdout.writeAll(toStandardOutput);
}

async function search(files: readonly string[], { scenario, quiet = false }: CalibrateCommandOptions, io: CommandIo): Promise<Calibration> {
  const logs = await readLogs(files, io);
  if (!quiet) {
    for (const { name, reading } of logs) for (const { line, text } of reading.warnings) io.stderr.write(`${name}:${line}: ${text}\n`);
  }
  const base = scenario === undefined ? undefined : await readBase(scenario, io);
  const line = createProgressLine(io.stderr, quiet);
  try {
    return await calibrate(logs, {
      ...(base && { base }),
      signal: io.signal,
      onTried: (tried) => line.update({ doneRatio: Math.min(0.95, tried / TRIED_ABOUT), words: `${tried} simulations`, isBound: true }),
    });
  } catch (error) {
    if (io.signal.aborted) throw new InterruptedError("interrupted before the fit was finished: nothing was written");
    if (error instanceof RangeError) throw new FileError(error.message);
    throw error;
  } finally {
    line.clear();
  }
}

/** Reads every log. @throws FileError with the fault of each that cannot be read */
async function readLogs(files: readonly string[], io: CommandIo) {
  const logs = [];
  const faults: string[] = [];
  for (const file of files) {
    try {
      const reading = await (file === STANDARD_STREAM
        ? readLogBytes(io.readStandardInput(), "standard input", io.signal)
        : readLogFile(file, io.signal));
      logs.push({ name: file === STANDARD_STREAM ? "standard input" : basename(file), reading });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new FileError(faults.join("\n"));
  return logs;
}

/** The part of a scenario that is known: its faults are found with the fields of the log. */
async function readBase(path: string, io: CommandIo): Promise<object> {
  const isPiped = path === STANDARD_STREAM;
  const fileName = isPiped ? "standard input" : path;
  const text = isPiped ? await readText(io.readStandardInput(), fileName, TEXT_BYTES_LIMIT) : await readTextFile(path, TEXT_BYTES_LIMIT);
  const { value } = openScenarioText(text, { fileName });
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FileError(`${fileName}: expected a mapping of fields`);
  return value;
}

function inputsOf(files: readonly string[], scenario: string | undefined): InputFile[] {
  const logs = files.map((path) => ({ path, content: "a log" }));
  return scenario === undefined ? logs : [...logs, { path: scenario, content: "the scenario" }];
}

function commandOf([first = "", ...others]: readonly string[], { scenario, out }: CalibrateCommandOptions): string {
  const typed = commandText("calibrate", first, [
    ["--scenario", scenario],
    ["--out", out],
  ]);
  if (others.length === 0) return typed;
  const rest = others.map((path) => commandText("", path, []).replace(/^xenvmc-sim +/, ""));
  return typed.replace(commandText("calibrate", first, []), [commandText("calibrate", first, []), ...rest].join(" "));
}
