/** The scenario: parse what a user wrote, get every default filled in or every fault listed. */
import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "./config-error.js";
import { describeSchemaIssue, type LocatedIssue } from "./issues.js";
import { overrideScenario, overridesPath } from "./overrides.js";
import { resolveScenario } from "./resolve/resolve.js";
import type { ResolvedScenario } from "./resolved/resolved.js";
import { salvageScenario } from "./salvage.js";
import { type Scenario, scenarioSchema } from "./schema/scenario.js";
import { readScenarioText, type ScenarioText } from "./text.js";

export { ConfigError, type ConfigIssue } from "./config-error.js";
export { applyOverrides } from "./overrides.js";
export { ENGINE_PRESETS, type EnginePreset } from "./presets/engines.js";
export { POLICY_PRESETS, type PolicyPreset } from "./presets/policies.js";
export { type WorkloadPreset, workloadPresets } from "./presets/workloads.js";
export type { ResolvedScenario } from "./resolved/resolved.js";
export type { ChannelKind, ResolvedChannel } from "./resolved/resolved-channel.js";
export type { ResolvedFlow, ResolvedPeer } from "./resolved/resolved-peers.js";
export type { Scenario } from "./schema/scenario.js";
export type { Source } from "./schema/workload.js";

/** What `parseScenario` is told besides the scenario. */
export interface ParseOptions {
  /** Name of the file the text comes from, for messages. */
  readonly fileName?: string | undefined;
  /** Reads a file that the scenario names (a trace). Without it, naming a file is a fault. */
  readonly loadText?: ((path: string) => string) | undefined;
  /** Fields to set before the check, each `path=value`: `link.bandwidth=10 Gbit/s`. */
  readonly overrides?: readonly string[] | undefined;
}

/**
 * Reads a scenario: YAML or JSON text, or the same as an object. The result is deeply frozen and echoes every value in
 * canonical units. The input is not changed.
 *
 * @throws ConfigError with every fault: of the text, of types, units and ranges, unknown keys, and contradictions.
 */
export function parseScenario(input: string | Scenario | object, options: ParseOptions = {}): ResolvedScenario {
  const text = typeof input === "string" ? readScenarioText(input) : undefined;
  const overrides = options.overrides ?? [];
  if (text?.readable === false) throw new ConfigError(text.issues, options.fileName);
  const given = text === undefined ? input : text.value;
  const { value, issues: overrideIssues } = overrides.length === 0 ? { value: given, issues: [] } : overrideScenario(given, overrides);
  const { scenario, issues } = checkScenario(value, options.loadText);
  const all = [...(text?.issues ?? []), ...overrideIssues, ...issues.map((issue) => addPosition(issue, text, overrides))];
  if (scenario === undefined || all.length > 0) throw new ConfigError(sortIssues(all), options.fileName);
  resolvedScenarios.add(scenario);
  return deepFreeze(scenario);
}

/** Scenarios that were checked and resolved here: frozen, so they are still what was checked. */
const resolvedScenarios = new WeakSet<object>();

/** True for what `parseScenario` has returned, false for anything that only looks like it, a changed copy included. */
export function isResolvedScenario(scenario: object): scenario is ResolvedScenario {
  return resolvedScenarios.has(scenario);
}

function checkScenario(value: unknown, loadText: ParseOptions["loadText"]): { scenario?: ResolvedScenario; issues: LocatedIssue[] } {
  const result = v.safeParse(scenarioSchema, value);
  if (result.success) {
    const { scenario, issues } = resolveScenario(result.output, loadText);
    return { scenario, issues: [...issues] };
  }
  const structural = result.issues.map(describeSchemaIssue);
  const rest = salvageScenario(value, result.issues);
  const known = new Set(structural.map(({ issue }) => issue.path));
  const others = rest === undefined ? [] : resolveScenario(rest, loadText).issues.filter(({ issue }) => !known.has(issue.path));
  return { issues: [...structural, ...others] };
}

/** An override has no place in the text, so what it set gets none. */
function addPosition({ steps, atKey, issue }: LocatedIssue, text: ScenarioText | undefined, overrides: readonly string[]): ConfigIssue {
  if (text === undefined || overridesPath(overrides, steps, text.holds)) return issue;
  const position = text.locate(steps, atKey);
  return position === undefined ? issue : { ...issue, ...position };
}

/** In the order of the text; what has no place there comes last. */
function sortIssues(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const line = (issue: ConfigIssue): number => issue.line ?? Number.MAX_SAFE_INTEGER;
  return [...issues].sort((left, right) => line(left) - line(right) || (left.column ?? 0) - (right.column ?? 0));
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // The columns of a trace are long lists of numbers: nothing in them to freeze.
    if (Array.isArray(value) && typeof value[0] === "number") return value;
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
