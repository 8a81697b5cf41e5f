/** Reads the scenario of a command from a file, or from standard input for `-`. */
import { dirname } from "node:path";
import { ConfigError, type ConfigIssue, type ResolvedScenario } from "../../index.js";
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
  const { scenarios, traces } = await loadScenarios(path, options, [{ overrides: [] }], io);
  return { scenario: scenarios[0] as ResolvedScenario, traces };
}

/** Fields that one of several readings of a file sets, after those of the options. */
export interface Setting {
  /** Name for messages, after that of the file. */
  readonly label?: string;
  readonly overrides: readonly string[];
}

/** Loads a scenario once for each setting, reading its file once. @throws ConfigError, FileError */
export async function loadScenarios(
  path: string,
  options: ScenarioOptions & { readonly quiet?: boolean },
  settings: readonly Setting[],
  io: CommandIo,
): Promise<{ readonly scenarios: readonly ResolvedScenario[] } & Pick<LoadedScenario, "traces">> {
  const isPiped = path === STANDARD_INPUT;
  const file = isPiped ? "standard input" : path;
  const text = isPiped ? await readText(io.readStandardInput(), file, TEXT_BYTES_LIMIT) : await readTextFile(path, TEXT_BYTES_LIMIT);
  const traces = new TraceFiles(isPiped ? "." : dirname(path));
  const notices = new Set<string>();
  const isQuiet = options.quiet === true;
  const scenarios: ResolvedScenario[] = [];
  const faults = new SettingFaults(file);
  try {
    for (const setting of settings) {
      const parse = (): ResolvedScenario =>
        parseScenario(text, {
          fileName: file,
          overrides: [...overridesOf(options), ...setting.overrides],
          loadText: traces.load,
          onNotice: (notice) => notices.add(notice),
        });
      try {
        scenarios.push(await parseWithTraces(parse, traces, isQuiet, io));
      } catch (error) {
        faults.add(setting, error);
      }
    }
    faults.check(settings.length);
    return { scenarios, traces: traces.paths.map((trace) => ({ path: trace, content: "the scenario" })) };
  } finally {
    if (!isQuiet) for (const notice of notices) io.stderr.write(`${file}: ${notice}\n`);
  }
}

/** The faults of several readings of one file: those of every reading once, any other with the name of its reading. */
class SettingFaults {
  readonly #file: string;
  readonly #found = new Map<string, { readonly issue: ConfigIssue; readonly labels: (string | undefined)[] }>();
  #unlistedIssues = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws anything that is not a fault of the scenario */
  add({ label }: Setting, error: unknown): void {
    if (!(error instanceof ConfigError)) throw error;
    for (const issue of error.issues) {
      const key = JSON.stringify(issue);
      const known = this.#found.get(key) ?? { issue, labels: [] };
      known.labels.push(label);
      this.#found.set(key, known);
    }
    this.#unlistedIssues += error.unlistedIssues;
  }

  /** @throws ConfigError if any of the readings has a fault */
  check(readings: number): void {
    const issues = [...this.#found.values()].flatMap(({ issue, labels }) =>
      labels.length === readings
        ? [issue]
        : labels.map((label) => ({ ...issue, path: label === undefined ? issue.path : `${label}: ${issue.path}` })),
    );
    if (issues.length > 0) throw new ConfigError(issues, this.#file, this.#unlistedIssues);
  }
}

/** Parses once to find the traces that a scenario or fleet names; if there are any, reads them and parses again. */
export async function parseWithTraces<Parsed>(
  parse: () => Parsed,
  traces: TraceFiles,
  isQuiet: boolean,
  io: Pick<CommandIo, "stderr" | "signal">,
): Promise<Parsed> {
  try {
    const parsed = parse();
    if (!traces.areAwaited) return parsed;
  } catch (error) {
    if (!traces.areAwaited) throw error;
  }
  await traces.read(isQuiet, io);
  return parse();
}
