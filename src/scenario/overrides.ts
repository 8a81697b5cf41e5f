/** Overrides (`--set path=value`) of single fields of a scenario. */
import { ConfigError, type ConfigIssue } from "./config-error.js";
import { parsePath, setAt } from "./field-paths.js";
import type { Path } from "./origin.js";
import { readPlain } from "./plain.js";
import { formatPath, showValue } from "./show-value.js";
import { readScenarioText } from "./text.js";

/**
 * A copy of a scenario with fields set, in order: `link.bandwidth=10 Gbit/s`, `workload[0].rate=5 k/s`. Values are typed as in
 * YAML. A parameter of the engine or the channel may also be set if the scenario only names it or leaves it out.
 *
 * @throws ConfigError with every override that is not an assignment or has an unknown path
 */
export function applyOverrides(scenario: unknown, overrides: readonly string[]): unknown {
  const { value, issues } = overrideScenario(scenario, overrides);
  if (issues.length > 0) throw new ConfigError(issues);
  return value;
}

/** The same without throwing: the copy has all valid overrides. */
export function overrideScenario(scenario: unknown, overrides: readonly string[]): { value: unknown; issues: readonly ConfigIssue[] } {
  const { value, issues } = readPlain(scenario);
  const own = issues.map(({ issue }) => issue);
  return { value, issues: [...own, ...overrides.map((override) => applyOverride(value, override)).filter((issue) => issue !== undefined)] };
}

/**
 * Returns a function that tells whether the value at a path comes from an override: one set it or a container of it, or created a mapping
 * on the path that the text (see `holds`) does not have.
 */
export function overriddenPaths(overrides: readonly string[], holds: (path: Path) => boolean): (path: Path) => boolean {
  const paths = overrides
    .map((override) => parsePath(override.slice(0, Math.max(0, override.indexOf("=")))))
    .filter((set) => set !== undefined);
  return (path) =>
    paths.some((set) => {
      const common = set.findIndex((step, index) => index >= path.length || String(step) !== String(path[index]));
      if (common < 0) return true;
      return path.slice(0, common).some((_, index) => !holds(path.slice(0, index + 1)));
    });
}

function applyOverride(root: unknown, override: string): ConfigIssue | undefined {
  const equals = override.indexOf("=");
  const steps = equals < 0 ? undefined : parsePath(override.slice(0, equals));
  if (steps === undefined) {
    return { path: "", expected: "an override such as link.bandwidth=10 Gbit/s or workload[0].rate=5 k/s", received: showValue(override) };
  }
  const text = override.slice(equals + 1);
  const { value, issues } = readScenarioText(text);
  if (issues.length > 0) return { path: formatPath(steps), expected: "a value as in YAML", received: showValue(text) };
  return setAt(root, steps, value);
}
