/** A scenario given to the library: checked whole, with every default filled in. */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { type ParseOptions, readScenario, type Scenario } from "../scenario/scenario.js";
import { findWriteRate } from "../workload/dirty-rate.js";

/**
 * Scenarios that were checked and resolved here: frozen, so they are still what was checked. Any other one with the same fields is
 * checked again; this saves 6 ms of the first start and 0.3 us per write of a trace.
 */
const resolvedScenarios = new WeakSet<object>();

/**
 * Checks a scenario and fills in every default. The result is deeply frozen and echoes every value in canonical units. The input
 * is not changed; it may be a result's scenario too, whole or in parts, or the result itself. YAML and JSON text: `parseScenario` of `xenvmc-sim/text`.
 *
 * @throws ConfigError with every fault: of types, units and ranges, unknown keys, and contradictions.
 */
export function parseScenario(input: Scenario | object, options: ParseOptions = {}): ResolvedScenario {
  const scenario = readScenario(input, { ...options, findWriteRate });
  resolvedScenarios.add(scenario);
  return scenario;
}

/** True for what `parseScenario` has returned, false for anything that only looks like it, a changed copy included. */
export function isResolvedScenario(scenario: object): scenario is ResolvedScenario {
  return resolvedScenarios.has(scenario);
}
