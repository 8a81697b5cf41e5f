/** From logs of real migrations to a scenario: loaded when a log is opened. */
import { calibrate, type NamedLog, scenarioText } from "../src/calibrate.js";
import { LogError, readLog } from "../src/logs.js";

/** Bytes of all logs at most: those of migrations take some kilobytes, recorded traces may take more. */
const BYTES_MOST = 64 * 2 ** 20;

export interface CalibrationHooks {
  readonly signal: AbortSignal;
  readonly onTried: (tried: number) => void;
}

/** The text of the scenario that comes nearest to the logs. @throws Error with the line that cannot be read, RangeError if nothing can be fitted */
export async function scenarioFrom(files: readonly File[], hooks: CalibrationHooks): Promise<string> {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > BYTES_MOST) throw new Error(`it has ${Math.ceil(bytes / 2 ** 20)} MiB. This page opens up to 64: take xenvmc-sim calibrate.`);
  const logs: NamedLog[] = [];
  for (const file of files) logs.push({ name: nameOf(file), reading: await readingOf(file) });
  const found = await calibrate(logs, hooks);
  return scenarioText(found, ["xenvmc-sim calibrate", ...files.map((file) => quoted(nameOf(file)))].join(" "));
}

/** On one line, since it goes into comments. */
function nameOf({ name }: File): string {
  return name.replace(/\p{Cc}/gu, " ");
}

/** For the shell of Unix. */
function quoted(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

async function readingOf(file: File): Promise<NamedLog["reading"]> {
  try {
    return await readLog(piecesOf(file));
  } catch (error) {
    throw error instanceof LogError ? new Error(`${nameOf(file)}:${error.line}: ${error.detail}`) : error;
  }
}

/** Not every browser iterates over a stream. */
async function* piecesOf(file: File): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}
