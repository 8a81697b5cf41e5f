/** Checks objects passed by programs: options of the library, engines, actions of an engine. */
import type { ConfigIssue } from "./config-error.js";
import { nearestName } from "./nearest.js";
import { showValue } from "./show-value.js";

/** A check of one field. */
export interface FieldCheck {
  /** The end of a sentence that begins with "expected". */
  readonly expected: string;
  accepts(value: unknown): boolean;
  /** The probably intended value for a refused one. */
  suggestionFor?(value: unknown): string | undefined;
}

export type FieldChecks = Readonly<Record<string, FieldCheck>>;

export const BOOLEAN: FieldCheck = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
export const SENTENCE: FieldCheck = { expected: "a text", accepts: (value) => typeof value === "string" && value.trim() !== "" };
export const LIST: FieldCheck = { expected: "a list", accepts: Array.isArray };

export function functionCheck(expected: string): FieldCheck {
  return { expected, accepts: (value) => typeof value === "function" };
}

/** A finite number of at least `least`. */
export function numberCheck(least: number): FieldCheck {
  return { expected: `a number of at least ${least}`, accepts: (value) => Number.isFinite(value) && (value as number) >= least };
}

export function wholeNumberCheck(least: number): FieldCheck {
  return { expected: `an integer of at least ${least}`, accepts: (value) => Number.isInteger(value) && (value as number) >= least };
}

/** A number above 0, Infinity included. */
export const RATE: FieldCheck = { expected: "a number above 0", accepts: (value) => typeof value === "number" && value > 0 };
/** A number of at least 0, Infinity included. */
export const LIMIT: FieldCheck = {
  expected: "a number of at least 0, or Infinity",
  accepts: (value) => typeof value === "number" && value >= 0,
};
export const RATIO: FieldCheck = {
  expected: "a number from 0 to 1",
  accepts: (value) => typeof value === "number" && value >= 0 && value <= 1,
};

export function choiceCheck(names: readonly string[]): FieldCheck {
  return {
    expected: `one of ${names.join(", ")}`,
    accepts: (value) => names.includes(value as string),
    suggestionFor: (value) => (typeof value === "string" ? nearestName(value, names) : undefined),
  };
}

/** An object; its fields are checked separately. */
export function objectCheck(expected: string): FieldCheck {
  return { expected, accepts: (value) => typeof value === "object" && value !== null };
}

export function optional(check: FieldCheck): FieldCheck {
  return { ...check, accepts: (value) => value === undefined || check.accepts(value) };
}

/** The faults of an object's fields; `prefix` is put before their names. */
export function fieldIssues(object: object, checks: FieldChecks, prefix = ""): ConfigIssue[] {
  return Object.entries(checks).flatMap(([name, check]) => {
    const issue = fieldIssue(object, name, check);
    return issue === undefined ? [] : [{ path: `${prefix}${name}`, ...issue }];
  });
}

/** Checks one field; a getter that throws is a fault too. */
function fieldIssue(object: object, name: string, check: FieldCheck): Omit<ConfigIssue, "path"> | undefined {
  const { expected } = check;
  try {
    const value: unknown = Reflect.get(object, name);
    if (check.accepts(value)) return undefined;
    const suggestion = check.suggestionFor?.(value);
    return { expected, received: showValue(value), ...(suggestion === undefined ? {} : { suggestion }) };
  } catch {
    return { expected, received: "a value that cannot be read" };
  }
}

/** A fault for each own field of an object that has no check. */
export function unknownFieldIssues(object: object, checks: FieldChecks, prefix = ""): ConfigIssue[] {
  const names = Object.keys(checks);
  const unknown = Object.keys(object).filter((name) => !Object.hasOwn(checks, name));
  return unknown.map((name) => {
    const suggestion = nearestName(name, names);
    const issue = { path: `${prefix}${name}`, expected: `one of ${names.join(", ")}`, received: `the key ${showValue(name)}` };
    return suggestion === undefined ? issue : { ...issue, suggestion };
  });
}
