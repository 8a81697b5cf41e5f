/** Parses a scenario: fills in every default, or lists every fault. */
import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "./config-error.js";
import { describeSchemaIssue, type LocatedIssue, schemaPlace } from "./issues.js";
import { FAULTS_LISTED } from "./limits.js";
import type { Path, PlaceQuery, ScenarioOrigin } from "./origin.js";
import { readPlain } from "./plain.js";
import { type ResolveTools, resolveScenario } from "./resolve/resolve.js";
import type { ResolvedScenario } from "./resolved/resolved.js";
import { salvageScenario } from "./salvage.js";
import { scenarioSchema } from "./schema/scenario.js";
import type { Scenario } from "./schema/scenario-types.js";
import { formatPath } from "./show-value.js";
import { ownColumns } from "./trace/recorded-source.js";
import type { Trace } from "./trace/trace.js";
import type { TraceSetting } from "./trace/trace-rows.js";
import { type WrittenForm, writtenForm } from "./written/written-form.js";

export { ConfigError, type ConfigIssue } from "./config-error.js";
export type { ChangedScenario, PlaceQuery, Position, ScenarioOrigin } from "./origin.js";
export { ENGINE_PRESETS, type EnginePreset } from "./presets/engines.js";
export { HOST_PRESETS, type HostPreset } from "./presets/hosts.js";
export { POLICY_PRESETS, type PolicyPreset } from "./presets/policies.js";
export { type WorkloadPreset, workloadPresets } from "./presets/workloads.js";
export type { ChannelKind, ResolvedChannel } from "./resolved/resolved-channel.js";
export type { ResolvedFlow, ResolvedPeer } from "./resolved/resolved-peers.js";
export type { Scenario, Source } from "./schema/scenario-types.js";
export type { Trace } from "./trace/trace.js";
export type { TraceSetting } from "./trace/trace-rows.js";

/** Options of `parseScenario`. */
export interface ParseOptions {
  /** Name of the file the scenario comes from, for messages. */
  readonly fileName?: string | undefined;
  /**
   * Reads a file named in the scenario, a trace: returns its text, or the `Trace` that `readTrace` made of it, which has no limit of length.
   * `setting` is to be passed on to `readTrace`. Without `loadText`, naming a file is a fault.
   */
  readonly loadText?: ((path: string, setting: TraceSetting) => string | Trace) | undefined;
  /** The text that the scenario was read from; set by `xenvmc-sim/text`. */
  readonly origin?: ScenarioOrigin | undefined;
  /** Called with a sentence if only a part of the input is used: the scenario of a result, or that of a study. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Checks a scenario and fills in every default; the result is deeply frozen. `input` may be a string only if `origin` is set
 * (a text that could not be parsed).
 *
 * @throws ConfigError with every fault.
 */
export function readScenario(input: Scenario | object, options: ParseOptions & ResolveTools): ResolvedScenario {
  const { fileName, origin } = options;
  if (typeof input === "string" && origin === undefined) throw new ConfigError([UNREAD_TEXT], fileName);
  const { scenario, issues, unlistedIssues = 0, changeIssues } = checkScenario(input, options);
  const ownIssues = [...(origin?.issues ?? []), ...changeIssues];
  const unlisted = (origin?.unlistedIssues ?? 0) + unlistedIssues;
  if (scenario === undefined || issues.length + ownIssues.length + unlisted > 0) {
    throw listIssues(issues, ownIssues, unlisted, options);
  }
  return deepFreeze(scenario);
}

const UNREAD_TEXT: ConfigIssue = {
  path: "",
  expected: "an object: YAML and JSON text is read by parseScenario of xenvmc-sim/text",
  received: "a text",
};

/** A fault whose text is created only if it is listed. */
interface FoundIssue extends PlaceQuery {
  /** True if an override set the value, so that it has no position in the text. */
  readonly isChanged?: boolean;
  describe(): ConfigIssue;
}

interface Check {
  readonly scenario?: ResolvedScenario;
  readonly issues: readonly FoundIssue[];
  /** Faults that are not among them. */
  readonly unlistedIssues?: number;
  readonly changeIssues: readonly ConfigIssue[];
}

function checkScenario(input: unknown, options: ParseOptions & ResolveTools): Check {
  const { value: plainValue, issues: plain } = readPlain(input);
  if (plainValue === undefined && plain.length > 0) return { issues: plain.map(foundIssue), changeIssues: [] };
  const form = writtenForm(plainValue);
  if (form.isOfResult) options.onNotice?.(OF_RESULT);
  if (options.onNotice !== undefined && hasStudy(form.value)) options.onNotice(WITHOUT_STUDY);
  const { value, issues: changed, changeIssues, isChanged } = changeScenario(form, options);
  /** Converts a fault's path from the written form to that of the input. */
  const given = (issue: FoundIssue): FoundIssue =>
    isChanged(issue.steps) ? { ...issue, isChanged: true } : givenIssue(issue, form.givenPath);
  const ownIssues = [...[...plain, ...form.issues].map(foundIssue), ...changed.map(foundIssue).map(given)];
  const result = v.safeParse(scenarioSchema, value);
  if (result.success && ownIssues.length === 0) {
    const { scenario, issues, unlistedIssues } = resolveScenario(result.output, options);
    return { scenario, issues: issues.map(foundIssue).map(given), unlistedIssues, changeIssues };
  }
  const faults = result.issues ?? [];
  const structural = faults.map((issue) => ({ ...schemaPlace(issue), describe: () => describeSchemaIssue(issue) }));
  const rest = result.success ? result.output : salvageScenario(value, faults);
  const others = rest === undefined ? undefined : resolveScenario(rest, options);
  const found = others?.issues.map(foundIssue).map(given) ?? [];
  const issues = withoutEchoes([ownIssues, structural.map(given), found]);
  return { issues, unlistedIssues: others?.unlistedIssues ?? 0, changeIssues };
}

/** A scenario in written form, with the overrides of its origin applied and unchecked. Undefined if it is no mapping. */
export function writtenScenario(input: object, options: ParseOptions): object | undefined {
  const { value } = changeScenario(writtenForm(readPlain(input).value), options);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/**
 * The fields of a written scenario as its schema reads them: quantities as numbers in base units, under the names they are written with.
 * Undefined if a field is at fault.
 */
export function readScenarioFields(written: object): object | undefined {
  const result = v.safeParse(scenarioSchema, written);
  return result.success ? result.output : undefined;
}

/** The scenario with the overrides applied. */
function changeScenario(form: WrittenForm, { origin }: ParseOptions) {
  const changed = origin?.change?.(form.value, form.givenPath);
  if (changed === undefined) return { value: form.value, issues: [], changeIssues: [], isChanged: () => false };
  // Values set by overrides are subject to the same limits.
  const { value, issues } = readPlain(changed.value);
  return { value, issues, changeIssues: changed.issues, isChanged: changed.isChanged };
}

const OF_RESULT = "this is a result: the scenario in it is taken";
const WITHOUT_STUDY = "the scenario alone is taken; xenvmc-sim study computes the study in it";

function hasStudy(value: unknown): boolean {
  return typeof value === "object" && value !== null && "study" in value && value.study !== undefined && value.study !== null;
}

function foundIssue({ steps, atKey, issue }: LocatedIssue): FoundIssue {
  return { steps, atKey, describe: () => issue };
}

/** A fault with the field names of the input. */
function givenIssue(issue: FoundIssue, givenPath: (path: Path) => Path): FoundIssue {
  const steps = givenPath(issue.steps);
  return { ...issue, steps, describe: () => ({ ...issue.describe(), path: formatPath(steps) }) };
}

/** All faults without those at a path for which an earlier list has one: the same fault found twice. */
function withoutEchoes(lists: readonly (readonly FoundIssue[])[]): FoundIssue[] {
  const known = new Set<string>();
  const kept: FoundIssue[] = [];
  for (const list of lists) {
    const fresh = list.map((issue) => ({ issue, path: formatPath(issue.steps) })).filter(({ path }) => !known.has(path));
    for (const { issue, path } of fresh) {
      known.add(path);
      kept.push(issue);
    }
  }
  return kept;
}

/** The error that lists the first faults in text order; those without a position come last. */
function listIssues(
  issues: readonly FoundIssue[],
  ownIssues: readonly ConfigIssue[],
  unlistedIssues: number,
  { origin, fileName }: ParseOptions,
): ConfigError {
  const unchanged = issues.filter(({ isChanged }) => isChanged !== true);
  const places = unchanged.length === 0 ? [] : (origin?.locate(unchanged) ?? []);
  const positions = new Map(unchanged.map((issue, index) => [issue, places[index]]));
  const all = [
    ...ownIssues.map((issue) => ({ line: issue.line, column: issue.column, describe: () => issue })),
    ...issues.map((issue) => ({ ...positions.get(issue), describe: () => ({ ...issue.describe(), ...positions.get(issue) }) })),
  ];
  const lineOf = ({ line }: { readonly line?: number | undefined }): number => line ?? Number.MAX_SAFE_INTEGER;
  all.sort((left, right) => lineOf(left) - lineOf(right) || (left.column ?? 0) - (right.column ?? 0));
  const listed = all.slice(0, FAULTS_LISTED).map(({ describe }) => describe());
  return new ConfigError(listed, fileName, unlistedIssues + all.length - listed.length);
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // Already frozen; its columns are private and read as copies.
    if (ownColumns(value) !== undefined) return value;
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
