/** Reads the scenario that a command is given: a file, or standard input for `-`. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ResolvedScenario } from "../../index.js";
import { decodeText, readTextFile } from "../../node/files.js";
import { parseScenario } from "../../text.js";
import type { CommandIo } from "../io.js";
import { overridesOf, type ScenarioOptions } from "../options.js";

const STANDARD_INPUT = "-";

export interface LoadedScenario {
  readonly scenario: ResolvedScenario;
  /** Every file that was read for it. */
  readonly files: readonly string[];
}

/** Files named in a scenario lie relative to it; those of standard input relative to the working directory. @throws ConfigError, FileError */
export async function loadScenario(path: string, options: ScenarioOptions, io: CommandIo): Promise<LoadedScenario> {
  const isPiped = path === STANDARD_INPUT;
  const fileName = isPiped ? "standard input" : path;
  const text = isPiped ? decodeText(await io.readStandardInput(), fileName) : await readTextFile(path);
  const directory = isPiped ? "." : dirname(path);
  const files = isPiped ? [] : [path];
  const loadText = (name: string): string => {
    const file = resolve(directory, name);
    files.push(file);
    return readFileSync(file, "utf8");
  };
  const scenario = parseScenario(text, { fileName, overrides: overridesOf(options), loadText });
  return { scenario, files };
}
