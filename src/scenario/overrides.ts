/** Overrides (`--set path=value`) of single fields of a scenario. */
import { CHANNEL_DEFAULTS } from "./channel-defaults.js";
import { ConfigError, type ConfigIssue } from "./config-error.js";
import { DEFAULTS } from "./defaults.js";
import type { Path } from "./origin.js";
import { readPlain } from "./plain.js";
import { formatPath, showValue } from "./show-value.js";
import { readScenarioText } from "./text.js";

type Container = Record<string | number, unknown>;

/** Fields that may be just a name: the name's key in the equivalent mapping, and the default name. */
const NAMED: ReadonlyMap<string | number, readonly [key: string, byDefault?: string]> = new Map<string | number, [string, string?]>([
  ["engine", ["preset", DEFAULTS.engine]],
  ["channel", ["kind", CHANNEL_DEFAULTS.kind]],
  ["policy", ["name"]],
]);

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

function setAt(root: unknown, steps: readonly (string | number)[], value: unknown): ConfigIssue | undefined {
  let container: unknown = root;
  for (const [index, step] of steps.entries()) {
    const path = formatPath(steps.slice(0, index + 1));
    if (typeof container !== "object" || container === null) {
      return { path, expected: "a mapping or a list around it", received: showValue(container) };
    }
    if (Array.isArray(container) && (typeof step !== "number" || step > container.length)) {
      return { path, expected: `an index from 0 to ${container.length}`, received: showValue(step) };
    }
    if (!Array.isArray(container) && typeof step === "number") return { path, expected: "a list to index", received: "a mapping" };
    const holder = container as Container;
    const named = index === 0 && typeof holder[step] !== "object" ? NAMED.get(step) : undefined;
    if (index === steps.length - 1) define(holder, step, value);
    else if (named !== undefined) define(holder, step, { [named[0]]: holder[step] ?? named[1] });
    else if (!Object.hasOwn(holder, step) || holder[step] === undefined || holder[step] === null) define(holder, step, {});
    container = Object.hasOwn(holder, step) ? holder[step] : undefined;
  }
  return undefined;
}

/** Sets an own property, also one named `__proto__`. */
function define(holder: Container, step: string | number, value: unknown): void {
  Object.defineProperty(holder, step, { value, writable: true, enumerable: true, configurable: true });
}

const LONGEST_PATH = 1000;

/** Splits `workload[0].phases.1.duration` into steps; undefined if it is not a path. */
function parsePath(text: string): (string | number)[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_PATH) return undefined;
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\.\d+|\[\d+\])*$/.test(trimmed)) return undefined;
  return [...trimmed.matchAll(/[A-Za-z_][\w-]*|\d+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));
}
