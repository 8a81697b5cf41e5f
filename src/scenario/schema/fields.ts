/**
 * Building blocks of the schema on top of valibot: they report every fault rather than the first of its kind, speak of
 * units, and carry what was probably meant in `requirement`.
 */
import * as v from "valibot";
import { nearestName } from "../nearest.js";
import { type Dimension, describeDimension, readQuantity, unitSymbols } from "../units.js";
import { appearance } from "./json-schema-only.js";

/** `above` is exclusive, `min` and `max` are inclusive. */
export interface Limits {
  readonly above?: number;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}

/** Types of the issues made here; `issues.ts` reads them. */
export const UNKNOWN_KEY = "unknown_key";
export const MISSING_KEY = "missing_key";
export const WRONG_VALUE = "wrong_value";

type Dataset = { typed?: boolean; value: unknown; issues?: [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]] | undefined };

type Run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>) => Dataset;

/**
 * A schema with a reading of its own. What it looks like to the converter to JSON Schema, a pipe of valibot's schemas and their
 * metadata, is made when somebody looks at it: most programs never do, and a new one reads its first scenario sooner.
 */
class OwnReading {
  readonly kind = "schema";
  readonly async = false;
  readonly type: string;
  readonly expects: string;
  readonly "~run": Run;
  readonly #describe: () => readonly unknown[];
  #pipe: readonly unknown[] | undefined;

  constructor(type: string, expects: string, run: Run, describe: () => readonly unknown[]) {
    this.type = type;
    this.expects = expects;
    this["~run"] = run;
    this.#describe = describe;
  }

  get pipe(): readonly unknown[] {
    this.#pipe ??= this.#describe();
    return this.#pipe;
  }
}

/** Makes a value when it is first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A mapping that knows all its keys. Its entries are made when it is first read: no scenario has all mappings there are. */
class ClosedObject<Entries extends v.ObjectEntries> {
  readonly kind = "schema";
  readonly async = false;
  readonly type = "strict_object";
  readonly expects = "Object";
  readonly "~run": Run;
  readonly #entries: () => Entries;

  constructor(makeEntries: () => Entries) {
    const open = once(() => v.object(this.entries));
    this.#entries = once(makeEntries);
    this["~run"] = (dataset, config) => readMapping(dataset, config, open());
  }

  get entries(): Entries {
    return this.#entries();
  }
}

/** A mapping that knows all its keys: each unknown one is a fault, and so is each missing one without a default. */
export function closedObject<const Entries extends v.ObjectEntries>(makeEntries: () => Entries): v.StrictObjectSchema<Entries, undefined> {
  return new ClosedObject(makeEntries) as unknown as v.StrictObjectSchema<Entries, undefined>;
}

function readMapping(dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>, open: v.ObjectSchema<v.ObjectEntries, undefined>): Dataset {
  const { value: input } = dataset;
  const { entries } = open;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return addIssue(dataset, WRONG_VALUE, "a mapping");
  const result: Dataset = open["~run"]({ value: input }, config);
  for (const issue of result.issues ?? []) {
    const key = issue.path?.[0].key;
    if (issue.type !== "object" || issue.path?.length !== 1 || typeof key !== "string") continue;
    const wanted = entries[key]?.["~run"]({ value: undefined }, config).issues?.[0]?.expected;
    Object.assign(issue, { type: MISSING_KEY, expected: wanted ?? "a value" });
  }
  const known = Object.keys(entries);
  for (const key of Object.keys(input)) {
    if (Object.hasOwn(entries, key)) continue;
    const path: [v.ObjectPathItem] = [{ type: "object", origin: "key", input: {}, key, value: key }];
    const suggestion = nearestName(key, known);
    addIssue(result, UNKNOWN_KEY, suggestion === undefined ? `one of the keys ${known.join(", ")}` : "no such key", suggestion, path);
  }
  return result;
}

/** A mapping from any key to values of one kind. */
export function mappingOf<In, Out>(values: v.GenericSchema<In, Out>): v.GenericSchema<Record<string, In>, Record<string, Out>> {
  const base = v.record(v.string(), values);
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    if (Array.isArray(dataset.value)) return addIssue(dataset, WRONG_VALUE, "a mapping");
    return base["~run"]({ value: dataset.value }, config);
  };
  return { ...base, "~run": run } as unknown as v.GenericSchema<Record<string, In>, Record<string, Out>>;
}

/** A quantity of a dimension: a number in its base unit or a string with a unit. The output is in the base unit. */
export function quantity(dimension: Dimension, limits: Limits, description: string): v.GenericSchema<number | string, number> {
  const describe = appearance(() => {
    const bare = v.pipe(v.number(), v.metadata(jsonLimits(limits)));
    const text = v.pipe(v.string(), v.metadata({ pattern: quantityPattern(dimension) }));
    return [v.union([bare, text]), v.description(description)];
  });
  const run = (dataset: Dataset): Dataset => {
    const reading = readQuantity(dataset.value, dimension);
    if ("value" in reading && isWithin(reading.value, limits)) return { typed: true, value: withoutMinusZero(reading.value) };
    const expected = describeDimension(dimension, describeLimits(limits));
    if ("value" in reading) return addIssue(dataset, WRONG_VALUE, expected);
    return addIssue(dataset, WRONG_VALUE, reading.fault === "" ? expected : `${expected}: ${reading.fault}`, reading.suggestion);
  };
  return new OwnReading("union", "(number | string)", run, describe) as unknown as v.GenericSchema<number | string, number>;
}

/** A number without a unit. */
export function plainNumber(limits: Limits, description: string): v.GenericSchema<number, number> {
  const describe = appearance(() => [v.number(), v.metadata(jsonLimits(limits)), v.description(description)]);
  const run = (dataset: Dataset): Dataset => {
    const value = dataset.value;
    if (typeof value !== "number" || !isWithin(value, limits)) {
      return addIssue(dataset, WRONG_VALUE, `${limits.integer === true ? "a whole number" : "a number"}${describeLimits(limits)}`);
    }
    return { typed: true, value: withoutMinusZero(value) };
  };
  return new OwnReading("number", "number", run, describe) as unknown as v.GenericSchema<number, number>;
}

/** One of a few names. */
export function choice<const Name extends string>(names: readonly Name[], description: string): v.GenericSchema<Name, Name> {
  const run = (dataset: Dataset): Dataset => {
    const value = dataset.value;
    if (names.some((name) => name === value)) return { typed: true, value };
    return addIssue(dataset, WRONG_VALUE, `one of ${names.join(", ")}`, typeof value === "string" ? nearestName(value, names) : undefined);
  };
  const expects = names.map((name) => `"${name}"`).join(" | ");
  const describe = appearance(() => [v.picklist(names), v.description(description)]);
  return new OwnReading("picklist", expects, run, describe) as unknown as v.GenericSchema<Name, Name>;
}

/** A mapping whose key `key` says which of several kinds of mapping it is. */
export function tagged<const Key extends string, const Options extends v.VariantOptions<Key>>(
  key: Key,
  options: Options,
): v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>> {
  const base = once(() => v.variant(key, options));
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const input = dataset.value;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      return addIssue(dataset, WRONG_VALUE, `a mapping with the key ${key}`);
    }
    return base()["~run"]({ value: input }, config);
  };
  const schema = new OwnReading(
    "variant",
    "Object",
    run,
    appearance(() => [base()]),
  );
  return schema as unknown as v.GenericSchema<v.InferInput<Options[number]>, v.InferOutput<Options[number]>>;
}

/** A string is read by the first schema, anything else by the second. */
export function textOr<Text, TextOut, Other, OtherOut>(
  text: v.GenericSchema<Text, TextOut>,
  other: v.GenericSchema<Other, OtherOut>,
): v.GenericSchema<Text | Other, TextOut | OtherOut> {
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const schema = typeof dataset.value === "string" ? text : other;
    return schema["~run"]({ value: dataset.value }, config);
  };
  const schema = new OwnReading(
    "union",
    "(string | Object)",
    run,
    appearance(() => [v.union([text, other])]),
  );
  return schema as unknown as v.GenericSchema<Text | Other, TextOut | OtherOut>;
}

/** True for all defaults, false for off, or a mapping. */
export function flagOr<Other, OtherOut>(
  other: v.GenericSchema<Other, OtherOut>,
  description: string,
): v.GenericSchema<boolean | Other, boolean | OtherOut> {
  const describe = appearance(() => [v.union([v.boolean(), other]), v.description(description)]);
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const { value } = dataset;
    if (typeof value === "boolean") return { typed: true, value };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return addIssue(dataset, WRONG_VALUE, "true, false or a mapping");
    }
    return other["~run"]({ value }, config);
  };
  return new OwnReading("union", "(boolean | Object)", run, describe) as unknown as v.GenericSchema<boolean | Other, boolean | OtherOut>;
}

function addIssue(dataset: Dataset, type: string, expected: string, suggestion?: string, path?: v.BaseIssue<unknown>["path"]): Dataset {
  const input = dataset.value;
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

/** -0 + 0 is 0; every other number stays. */
function withoutMinusZero(value: number): number {
  return value + 0;
}

function isWithin(value: number, { above, min, max, integer }: Limits): boolean {
  if (!Number.isFinite(value)) return false;
  if (above !== undefined && value <= above) return false;
  if (min !== undefined && value < min) return false;
  if (max !== undefined && value > max) return false;
  return integer !== true || Number.isSafeInteger(value);
}

function describeLimits({ above, min, max }: Limits): string {
  const lower = above !== undefined ? `> ${above}` : min !== undefined ? `>= ${min}` : undefined;
  const upper = max === undefined ? undefined : `<= ${max}`;
  const parts = [lower, upper].filter((part) => part !== undefined);
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

function jsonLimits({ above, min, max, integer }: Limits): Record<string, string | number> {
  return {
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(integer === true ? { type: "integer" } : {}),
  };
}

function quantityPattern(dimension: Dimension): string {
  return `^\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?\\s*(${unitSymbols(dimension).join("|")})\\s*$`;
}
