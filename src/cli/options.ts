/** The options that several commands share. */
import { extname } from "node:path";
import type { Command } from "commander";

/** Options as commander passes them: values are the texts typed. */
export interface ScenarioOptions {
  readonly set: readonly string[];
  readonly seed?: string;
  readonly runs?: string;
}

export interface OutputOptions {
  readonly jobs?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly runsCsv?: string;
  readonly report?: string;
  readonly quiet?: boolean;
}

/** Options of `validate`. */
export interface LogOptions extends OutputOptions, ScenarioOptions {
  readonly log?: readonly string[];
  readonly scenario?: string;
  readonly cases?: readonly string[];
}

export interface PolicyOptions {
  readonly policy?: string;
}

export interface EngineOptions {
  readonly engine?: string;
}

export function addScenarioOptions(command: Command): Command {
  return addSetOption(command).option(
    "--runs <number>",
    "number of runs; run k uses the random streams of (seed, k): the scenario's field runs",
  );
}

export function addSetOption(command: Command): Command {
  return command
    .option(
      "--set <path=value>",
      "set any field of the scenario: names separated by dots, list indices in brackets, the value as in YAML: link.bandwidth='10 Gbit/s', workload[0].rate='5 k/s', engine.autoConverge=true, 'peers=[]'; may be repeated",
      collect,
      [],
    )
    .option("--seed <number>", "seed of all random draws: the scenario's field seed");
}

export function addJobsOption(command: Command): Command {
  return command.option(
    "--jobs <number>",
    "runs at once, each in a thread of its own; the result is the same (default: 1, as most runs take less time than a thread takes to start)",
  );
}

/** `row`: what a row of the CSV is. */
export function addOutputOptions(command: Command, row = "round"): Command {
  return command
    .option("--json <file>", "write the whole result as JSON; - writes to standard output instead of the table")
    .option("--csv <file>", `write one row per ${row} as CSV; - writes to standard output instead of the table`)
    .option("-q, --quiet", "no table and no progress: print only errors");
}

/** Options of the commands that advise. */
export interface AdviceCommandOptions extends ScenarioOptions, EngineOptions, PolicyOptions {
  readonly json?: string;
  readonly jobs?: string;
  readonly quiet?: boolean;
}

export function addAdviceOptions(command: Command): Command {
  return command
    .option("--json <file>", "write the whole result as JSON; - writes to standard output instead of the table")
    .option("--jobs <number>", "runs at once, each in a thread of its own (default: the processors of this machine)")
    .option("-q, --quiet", "no table and no progress: print only errors");
}

export function addReportOption(command: Command): Command {
  return command.option(
    "--report <file>",
    "write a report as one HTML file: the answer in words, the totals, figures to look at and to save; - writes to standard output instead of the table",
  );
}

export function addPolicyOption(command: Command): Command {
  return command.option(
    "--policy <name|file>",
    "stop policy: a name or mapping as in the scenario's field policy, as in '{ name: nova, downtime: 1 s }', or a JavaScript module with a default export (statistics) => decision, or createPolicy()",
  );
}

/** A file that a command reads. */
export interface InputFile {
  /** Path, or - for standard input. */
  readonly path: string;
  /** Its role in messages: "the scenario". */
  readonly content: string;
}

/** Module extensions; TypeScript works on Node versions that run it. */
const MODULES: readonly string[] = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

/** True if a name is a module's path rather than a preset. */
export function isModule(name: string): boolean {
  return MODULES.includes(extname(name));
}

export function addEngineOption(command: Command): Command {
  return command.option(
    "--engine <name|file>",
    "engine: a name or mapping as in the scenario's field engine, as in '{ preset: qemu-10.0, downtimeLimit: 100 ms }', or a JavaScript module with an export createEngine(library)",
  );
}

/** The input files among the arguments; those named in a scenario are known only after reading it. */
export function inputsOf(scenario: string, { policy, engine }: PolicyOptions & EngineOptions = {}): InputFile[] {
  const named = [
    { path: policy, content: "the policy" },
    { path: engine, content: "the engine" },
  ];
  const modules = named.flatMap(({ path, content }) => (path === undefined || !isModule(path) ? [] : [{ path, content }]));
  return [{ path: scenario, content: "the scenario" }, ...modules];
}

/** Scenario overrides of --set, --seed and --runs, in this order: a special option wins over --set. */
export function overridesOf(options: ScenarioOptions): string[] {
  return [
    ...options.set,
    ...(options.seed === undefined ? [] : [`seed=${options.seed}`]),
    ...(options.runs === undefined ? [] : [`runs=${options.runs}`]),
  ];
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}
