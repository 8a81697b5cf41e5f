/**
 * Schemas with our own check functions: they report every fault instead of the first of its kind, and put the probably intended
 * value into `requirement`.
 */
import type * as v from "valibot";
import type { Look } from "./json-schema-only.js";

/** Types of the issues created here; read by `issues.ts`. */
export const UNKNOWN_KEY = "unknown_key";
export const MISSING_KEY = "missing_key";
export const WRONG_VALUE = "wrong_value";

export type Dataset = { typed?: boolean; value: unknown; issues?: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] | undefined };

export type Run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>) => Dataset;

/**
 * A schema with its own check function. Its equivalent for the converter to JSON Schema, a pipe of valibot's schemas and their
 * metadata, is created on demand, which makes the first scenario of a program faster.
 */
export class OwnReading {
  readonly kind = "schema";
  readonly async = false;
  readonly type: string;
  readonly expects: string;
  readonly "~run": Run;
  readonly #look: Look;
  #pipe: readonly unknown[] | undefined;

  constructor(type: string, expects: string, run: Run, look: Look) {
    this.type = type;
    this.expects = expects;
    this["~run"] = run;
    this.#look = look;
  }

  get pipe(): readonly unknown[] {
    this.#pipe ??= this.#look();
    return this.#pipe;
  }
}

/** Creates a value on first use. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Adds a fault; the value is none of the schema's type then. */
export function addIssue(
  dataset: Dataset,
  type: string,
  expected: string,
  suggestion?: string | (() => string | undefined),
  path?: v.BaseIssue<unknown>["path"],
  input: unknown = dataset.value,
): Dataset {
  const issue = {
    kind: "schema",
    type,
    input,
    expected,
    received: "",
    message: expected,
    requirement: suggestion,
    path,
  } as v.BaseIssue<unknown>;
  dataset.typed = false;
  if (dataset.issues === undefined) dataset.issues = [issue];
  else dataset.issues.push(issue);
  return dataset;
}
