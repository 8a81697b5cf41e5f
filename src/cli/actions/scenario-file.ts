/** Reads the scenario of a command from a file, or from standard input for `-`. */
import { dirname, resolve } from "node:path";
import type { ResolvedScenario } from "../../index.js";
import { readText, readTextFile, readTraceText } from "../../node/files.js";
import { parseScenario, TEXT_BYTES_LIMIT } from "../../text.js";
import type { CommandIo } from "../io.js";
import { type InputFile, overridesOf, type ScenarioOptions } from "../options.js";

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
  const directory = isPiped ? "." : dirname(path);
  const traces: InputFile[] = [];
  const loadText = (name: string): string => {
    const file = resolve(directory, name);
    traces.push({ path: file, content: "the scenario" });
    return readTraceText(file);
  };
  const onNotice = (notice: string): void => io.stderr.write(`${fileName}: ${notice}\n`);
  const scenario = parseScenario(text, {
    fileName,
    overrides: overridesOf(options),
    loadText,
    ...(options.quiet === true ? {} : { onNotice }),
  });
  return { scenario, traces };
}
