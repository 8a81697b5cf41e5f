/** Reads the scenario of a command from a file, or from standard input for `-`. */
import { dirname } from "node:path";
import type { ResolvedScenario } from "../../index.js";
import { readText, readTextFile } from "../../node/files.js";
import { parseScenario, TEXT_BYTES_LIMIT } from "../../text.js";
import type { CommandIo } from "../io.js";
import { type InputFile, overridesOf, type ScenarioOptions } from "../options.js";
import { TraceFiles } from "./trace-files.js";

const STANDARD_INPUT = "-";

export interface LoadedScenario {
  readonly scenario: ResolvedScenario;
  /** The trace files that the scenario names. */
  readonly traces: readonly InputFile[];
}

/** Loads a scenario. Its file names are relative to it, or to the working directory for standard input. @throws ConfigError, FileError */
export async function loadScenario(
  path: string,
  options: ScenarioOptions & { readonly quiet?: boolean },
  io: CommandIo,
): Promise<LoadedScenario> {
  const isPiped = path === STANDARD_INPUT;
  const fileName = isPiped ? "standard input" : path;
  const text = isPiped ? await readText(io.readStandardInput(), fileName, TEXT_BYTES_LIMIT) : await readTextFile(path, TEXT_BYTES_LIMIT);
  const traces = new TraceFiles(isPiped ? "." : dirname(path));
  const notices = new Set<string>();
  const isQuiet = options.quiet === true;
  const parse = (): ResolvedScenario =>
    parseScenario(text, { fileName, overrides: overridesOf(options), loadText: traces.load, onNotice: (notice) => notices.add(notice) });
  try {
    const scenario = await parseWithTraces(parse, traces, isQuiet, io);
    return { scenario, traces: traces.paths.map((file) => ({ path: file, content: "the scenario" })) };
  } finally {
    if (!isQuiet) for (const notice of notices) io.stderr.write(`${fileName}: ${notice}\n`);
  }
}

/** Parses once to find the traces that the scenario names; if there are any, reads them and parses again. */
async function parseWithTraces(
  parse: () => ResolvedScenario,
  traces: TraceFiles,
  isQuiet: boolean,
  io: Pick<CommandIo, "stderr" | "signal">,
): Promise<ResolvedScenario> {
  try {
    const scenario = parse();
    if (!traces.areAwaited) return scenario;
  } catch (error) {
    if (!traces.areAwaited) throw error;
  }
  await traces.read(isQuiet, io);
  return parse();
}
