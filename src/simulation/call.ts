/** Checks a call of the library: resolves the scenario and checks the options. Unknown options are faults, with the nearest name. */
import { isResolvedScenario, parseScenario } from "../input/parse-scenario.js";
import {
  BOOLEAN,
  type FieldCheck,
  type FieldChecks,
  fieldIssues,
  functionCheck,
  objectCheck,
  optional,
  unknownFieldIssues,
} from "../scenario/check-fields.js";
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { nearestName } from "../scenario/nearest.js";
import { POLICY_PRESETS } from "../scenario/presets/policies.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { Scenario } from "../scenario/scenario.js";
import { showValue } from "../scenario/show-value.js";
import type { SimulateOptions, SimulationOptions } from "./options.js";

/** Checks of every option of `Options`, and of nothing else. */
type ChecksOf<Options> = { readonly [Name in keyof Required<Options>]: FieldCheck };

const POLICY: FieldCheck = {
  ...functionCheck("a function (statistics) => decision"),
  suggestionFor: (value) => {
    const names = POLICY_PRESETS.map(({ name }) => name);
    const name = typeof value === "string" ? nearestName(value, names) : undefined;
    return name && `createPolicy("${name}"), or policy: ${name} in the scenario`;
  },
};
const PAGES: FieldCheck = {
  expected: '"core", "reference" or a core from loadCore',
  accepts: (value) => value === "core" || value === "reference" || hasField(value, "buildId", "string"),
};
const SIGNAL: FieldCheck = { expected: "an AbortSignal", accepts: (value) => hasField(value, "aborted", "boolean") };
const ROLES: FieldCheck = {
  expected: "the resolved channels { exchange, dirtying }",
  accepts: (value) => hasField(value, "exchange", "object") && hasField(value, "dirtying", "object"),
};

export const POLICY_OPTIONS = {
  policy: optional(POLICY),
  createPolicy: optional(functionCheck("a function () => policy")),
};
export const PAGES_OPTION = { pages: optional(PAGES) };
export const SIGNAL_OPTION = { signal: optional(SIGNAL) };
export const CALLBACK: FieldCheck = optional(functionCheck("a function"));

export const EXECUTOR_OPTION = { executor: optional(functionCheck("a function (cells) => executor")) };

export const SIMULATION_OPTIONS: ChecksOf<SimulationOptions> = {
  ...POLICY_OPTIONS,
  engine: optional(objectCheck("an own engine, an object with migrate; presets are named in the scenario")),
  ...PAGES_OPTION,
  channels: optional(ROLES),
};
export const SIMULATE_OPTIONS: ChecksOf<SimulateOptions> = {
  ...SIMULATION_OPTIONS,
  ...SIGNAL_OPTION,
  keepFinishedRuns: optional(BOOLEAN),
  onRound: CALLBACK,
  onRun: CALLBACK,
  onProgress: CALLBACK,
  ...EXECUTOR_OPTION,
};

/** The scenario of a call named `call`. @throws ConfigError with every fault of the scenario and of the options. */
export function resolveCall(call: string, scenario: Scenario | ResolvedScenario, options: object, checks: FieldChecks): ResolvedScenario {
  const issues = optionIssues(options, checks);
  if (issues.length === 0) return resolve(scenario);
  throw new ConfigError([...scenarioIssues(scenario), ...issues], `${call}(scenario, options)`);
}

/** A scenario that `parseScenario` made is not checked again; anything else is, whatever its fields are called. */
function resolve(scenario: Scenario | ResolvedScenario): ResolvedScenario {
  return isResolvedScenario(scenario) ? scenario : parseScenario(scenario);
}

function scenarioIssues(scenario: Scenario | ResolvedScenario): readonly ConfigIssue[] {
  try {
    resolve(scenario);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

function optionIssues(options: unknown, checks: FieldChecks): ConfigIssue[] {
  if (typeof options !== "object" || options === null) return [{ path: "options", expected: "an object", received: showValue(options) }];
  return [...fieldIssues(options, checks, "options."), ...unknownFieldIssues(options, checks, "options.")];
}

function hasField(value: unknown, name: string, type: "string" | "boolean" | "object"): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === type;
}
