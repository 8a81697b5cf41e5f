/** Paths of fields as users type them, and the setting of the fields there. */
import type { ConfigIssue } from "./config-error.js";
import { DEFAULT_CHANNEL, DEFAULT_ENGINE } from "./defaults.js";
import { formatPath, showValue } from "./show-value.js";

type Container = Record<string | number, unknown>;

/** Fields that may be just a name: the name's key in the equivalent mapping, and the default name. */
const NAMED: ReadonlyMap<string | number, readonly [key: string, byDefault?: string]> = new Map<string | number, [string, string?]>([
  ["engine", ["preset", DEFAULT_ENGINE]],
  ["channel", ["kind", DEFAULT_CHANNEL]],
  ["policy", ["name"]],
]);

/** Sets the field at a path, inside `root` itself; returns the fault if there is no such place. Mappings on the way are created. */
export function setAt(root: unknown, steps: readonly (string | number)[], value: unknown): ConfigIssue | undefined {
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
export function parsePath(text: string): (string | number)[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_PATH) return undefined;
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\.\d+|\[\d+\])*$/.test(trimmed)) return undefined;
  return [...trimmed.matchAll(/[A-Za-z_][\w-]*|\d+/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));
}
