/** Formats paths and values of a scenario for faults. */
import { cutText } from "./unprintable.js";

/** Steps of a path as users write it: `workload[0].phases[1].duration`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.map((step, index) => formatStep(step, index === 0)).join("");
}

function formatStep(step: PropertyKey, isFirst: boolean): string {
  if (typeof step === "number") return `[${step}]`;
  const name = String(step);
  if (!/^[\w-]{1,40}$/.test(name)) return `[${showValue(name)}]`;
  return isFirst ? name : `.${name}`;
}

const LONGEST_SHOWN_TEXT = 60;

/** A short text for any value. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(cutText(value, LONGEST_SHOWN_TEXT));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a mapping";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return String(value);
}
