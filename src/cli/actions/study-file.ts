/** Reads a study from a file, or from standard input for `-`, with the traces that it names. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname } from "node:path";
import type { SimulationOptions } from "../../index.js";
import { readText, readTextFile } from "../../node/files.js";
import { planStudy, type Study, type StudyPlan, type StudySubject, scenarioSubject } from "../../study.js";
import { applyOverrides, openScenarioText, TEXT_BYTES_LIMIT } from "../../text.js";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import type { EngineOptions, PolicyOptions } from "../options.js";
import { loadEngine } from "./engine-module.js";
import { loadPolicy } from "./policy-module.js";
import { TraceFiles } from "./trace-files.js";

/** What a plan is made of; can be sent to a thread. */
export interface StudySource {
  readonly text: string;
  readonly fileName: string;
  /** Where the names of traces begin. */
  readonly directory: string;
  readonly overrides: readonly string[];
}

export interface LoadedPlan {
  readonly plan: StudyPlan<unknown>;
  /** Paths of the traces that it reads. */
  readonly traces: readonly string[];
}

const STANDARD_INPUT = "-";

/** Reads the text. @throws FileError */
export async function readStudySource(path: string, overrides: readonly string[], io: CommandIo): Promise<StudySource> {
  const isPiped = path === STANDARD_INPUT;
  const fileName = isPiped ? "standard input" : path;
  const text = isPiped ? await readText(io.readStandardInput(), fileName, TEXT_BYTES_LIMIT) : await readTextFile(path, TEXT_BYTES_LIMIT);
  return { text, fileName, directory: isPiped ? "." : dirname(path), overrides };
}

/** The study as written, with the fields of --set. */
export function writtenStudy({ text, fileName, overrides }: StudySource): unknown {
  return applyOverrides(openScenarioText(text, { fileName }).value, overrides);
}

/** Plans the study; reads its traces first if it names any. `isChecked`: it was planned before, in another thread. @throws ConfigError */
export async function loadPlan(
  { text, fileName, directory, overrides }: StudySource,
  isQuiet: boolean,
  io: Pick<CommandIo, "stderr" | "signal">,
  isChecked = false,
): Promise<LoadedPlan> {
  const traces = new TraceFiles(directory);
  const subject = await subjectOf(text, fileName);
  const plan = (): StudyPlan<unknown> => {
    const { value, origin } = openScenarioText(text, { fileName, overrides });
    return planStudy(value, { fileName, origin, loadText: traces.load, isChecked }, subject);
  };
  try {
    const planned = plan();
    if (!traces.areAwaited) return { plan: planned, traces: traces.paths };
  } catch (error) {
    if (!traces.areAwaited) throw error;
  }
  await traces.read(isQuiet, io);
  return { plan: plan(), traces: traces.paths };
}

/** What the file describes: a fleet has hosts and guests. */
async function subjectOf(text: string, fileName: string): Promise<StudySubject<unknown>> {
  if (!isFleetText({ text, fileName })) return scenarioSubject as StudySubject<unknown>;
  const { fleetSubject } = await import("../../fleet-study.js");
  return fleetSubject as StudySubject<unknown>;
}

/** Whether a text is a fleet's. */
export function isFleetText({ text, fileName }: Pick<StudySource, "text" | "fileName">): boolean {
  const { value } = openScenarioText(text, { fileName });
  return typeof value === "object" && value !== null && ("guests" in value || "hosts" in value);
}

/** An own engine and policy for the runs of a study, from modules. @throws UsageError */
export async function loadOwn(
  modules: EngineOptions & PolicyOptions,
  { scenario }: Study,
  io: CommandIo,
): Promise<Pick<SimulationOptions, "engine" | "createPolicy">> {
  if (scenario === undefined) {
    const [module] = Object.values(modules);
    if (module !== undefined) throw new UsageError(`${module}: a fleet takes no engine or policy from a module`);
    return {};
  }
  return { ...(await loadEngine(modules, io)), ...(await loadPolicy(modules, scenario, io)) };
}

/** SHA-256 of files that a study reads, by a name that is the same on every machine. */
export async function hashesOf(files: readonly string[], directory: string): Promise<Record<string, string>> {
  const { relative } = await import("node:path");
  const entries = files.map(async (path) => {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
    return [relative(directory, path), hash.digest("hex")] as const;
  });
  return Object.fromEntries((await Promise.all(entries)).sort(([left], [right]) => (left < right ? -1 : 1)));
}
