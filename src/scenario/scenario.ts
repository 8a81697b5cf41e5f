/** The scenario: parse what a user wrote, get every default filled in or every fault listed. */
import * as v from "valibot";
import { ConfigError, type ConfigIssue } from "./config-error.js";
import { describeSchemaIssue, type LocatedIssue } from "./issues.js";
import type { ScenarioOrigin } from "./origin.js";
import { type ResolveTools, resolveScenario } from "./resolve/resolve.js";
import type { ResolvedScenario } from "./resolved/resolved.js";
import { salvageScenario } from "./salvage.js";
import { type Scenario, scenarioSchema } from "./schema/scenario.js";

export { ConfigError, type ConfigIssue } from "./config-error.js";
export type { Position, ScenarioOrigin } from "./origin.js";
export { ENGINE_PRESETS, type EnginePreset } from "./presets/engines.js";
export { POLICY_PRESETS, type PolicyPreset } from "./presets/policies.js";
export { type WorkloadPreset, workloadPresets } from "./presets/workloads.js";
export type { ChannelKind, ResolvedChannel } from "./resolved/resolved-channel.js";
export type { ResolvedFlow, ResolvedPeer } from "./resolved/resolved-peers.js";
export type { Scenario } from "./schema/scenario.js";
export type { Source } from "./schema/workload.js";

/** What `parseScenario` is told besides the scenario. */
export interface ParseOptions {
  /** Name of the file the scenario comes from, for messages. */
  readonly fileName?: string | undefined;
  /** Reads a file that the scenario names (a trace). Without it, naming a file is a fault. */
  readonly loadText?: ((path: string) => string) | undefined;
  /** The text that the scenario was read from; `xenvmc-sim/text` fills it in. */
  readonly origin?: ScenarioOrigin | undefined;
}

/**
 * Checks a scenario and fills in every default; the result is deeply frozen. `input` may be a text only where `origin` says that it
 * was read from one and what is wrong with it.
 *
 * @throws ConfigError with every fault.
 */
export function readScenario(input: Scenario | object, options: ParseOptions & ResolveTools): ResolvedScenario {
  const { fileName, origin } = options;
  if (typeof input === "string" && origin === undefined) throw new ConfigError([UNREAD_TEXT], fileName);
  const { scenario, issues } = checkScenario(input, options);
  const all = [...(origin?.issues ?? []), ...issues.map((issue) => addPosition(issue, origin))];
  if (scenario === undefined || all.length > 0) throw new ConfigError(sortIssues(all), fileName);
  return deepFreeze(scenario);
}

const UNREAD_TEXT: ConfigIssue = {
  path: "",
  expected: "an object: YAML and JSON text is read by parseScenario of xenvmc-sim/text",
  received: "a text",
};

function checkScenario(value: unknown, tools: ResolveTools): { scenario?: ResolvedScenario; issues: LocatedIssue[] } {
  const result = v.safeParse(scenarioSchema, value);
  if (result.success) {
    const { scenario, issues } = resolveScenario(result.output, tools);
    return { scenario, issues: [...issues] };
  }
  const structural = result.issues.map(describeSchemaIssue);
  const rest = salvageScenario(value, result.issues);
  const known = new Set(structural.map(({ issue }) => issue.path));
  const others = rest === undefined ? [] : resolveScenario(rest, tools).issues.filter(({ issue }) => !known.has(issue.path));
  return { issues: [...structural, ...others] };
}

function addPosition({ steps, atKey, issue }: LocatedIssue, origin: ScenarioOrigin | undefined): ConfigIssue {
  const position = origin?.locate(steps, atKey);
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
