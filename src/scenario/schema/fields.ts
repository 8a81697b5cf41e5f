/** Values of a scenario: quantities with units, numbers, names, and choices between forms. */
import * as v from "valibot";
import { nearestName, oneOf } from "../nearest.js";
import { type Dimension, describeDimension, type QuantityReading, readQuantity } from "../units.js";
import {
  described,
  type Look,
  lookOfEither,
  lookOfFlagOr,
  lookOfNames,
  lookOfNumber,
  lookOfNumbers,
  lookOfQuantity,
} from "./json-schema-only.js";
import { type BareLimits, boundsOf, describeLimits, type Limits } from "./limits.js";
import { addIssue, type Dataset, OwnReading, type Run, WRONG_VALUE } from "./own-reading.js";

/** A quantity of a dimension: a number in its base unit or a string with a unit. The output is in the base unit. */
export function quantity(
  dimension: Exclude<Dimension, "write rate">,
  limits: Limits,
  description: string,
): v.GenericSchema<number | string, number> {
  const run = (dataset: Dataset): Dataset => {
    const reading = readQuantity(dataset.value, dimension);
    if ("value" in reading && isQuantityWithin(dataset.value, reading.value, limits)) {
      return { typed: true, value: withoutMinusZero(reading.value) };
    }
    return addQuantityIssue(dataset, reading, dimension, limits);
  };
  return numberOrText(dimension, limits, description, run) as unknown as v.GenericSchema<number | string, number>;
}

function numberOrText(dimension: Dimension, limits: Limits, description: string, run: Run, unit?: string): OwnReading {
  return new OwnReading("union", "(number | string)", run, lookOfQuantity(dimension, limits, description, unit));
}

function addQuantityIssue(dataset: Dataset, reading: QuantityReading, dimension: Dimension, limits: Limits): Dataset {
  const { bare } = limits;
  const expected = describeDimension(dimension, describeLimits(limits), describeBareLimits(bare));
  if ("value" in reading) {
    const isForgotten = bare !== undefined && isPlausible(dataset.value) && !isWithin(reading.value, boundsOf(bare));
    return addIssue(dataset, WRONG_VALUE, expected, isForgotten ? `${reading.value} ${bare.unitFor(reading.value)}` : undefined);
  }
  return addIssue(dataset, WRONG_VALUE, reading.fault === "" ? expected : `${expected}: ${reading.fault}`, reading.suggestion);
}

/** A rate of pages: the number of pages per second, or of their bytes. */
export interface PageRate {
  readonly perSecond: number;
  readonly of: "pages" | "bytes";
}

/** A rate of pages: a number of writes or of distinct pages per second, or a string with a unit of these or of bytes. */
export function pageRate(limits: Limits, description: string, unit?: "pages/s"): v.GenericSchema<number | string, PageRate> {
  const run = (dataset: Dataset): Dataset => {
    const reading = readQuantity(dataset.value, "write rate");
    if ("value" in reading && isWithin(reading.value, limits)) {
      return { typed: true, value: { perSecond: withoutMinusZero(reading.value), of: reading.ofBytes ? "bytes" : "pages" } };
    }
    return addQuantityIssue(dataset, reading, "write rate", limits);
  };
  return numberOrText("write rate", limits, description, run, unit) as unknown as v.GenericSchema<number | string, PageRate>;
}

/** A number or a text is read by the first schema, a mapping by the second. */
export function valueOr<In, Out, Other, OtherOut>(
  value: v.GenericSchema<In, Out>,
  mapping: v.GenericSchema<Other, OtherOut>,
): v.GenericSchema<In | Other, Out | OtherOut> {
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const isMapping = typeof dataset.value === "object" && dataset.value !== null && !Array.isArray(dataset.value);
    return (isMapping ? mapping : value)["~run"]({ value: dataset.value }, config);
  };
  const schema = new OwnReading("union", value.expects, run, lookOfEither([value, mapping]));
  return schema as unknown as v.GenericSchema<In | Other, Out | OtherOut>;
}

/** A number without a unit. */
export function plainNumber(limits: Limits, description: string): v.GenericSchema<number, number> {
  const run = (dataset: Dataset): Dataset => {
    const value = dataset.value;
    if (typeof value !== "number" || !isWithin(value, limits)) {
      return addIssue(dataset, WRONG_VALUE, `${limits.integer === true ? "a whole number" : "a number"}${describeLimits(limits)}`);
    }
    return { typed: true, value: withoutMinusZero(value) };
  };
  return new OwnReading("number", "number", run, lookOfNumber(limits, description)) as unknown as v.GenericSchema<number, number>;
}

/** The one value that a key may have, such as the kind of a mapping. */
export function constant<const Value extends string | number>(value: Value, description: string): v.LiteralSchema<Value, undefined> {
  return described(v.literal(value), description);
}

/** A text. */
export function words(description: string): v.GenericSchema<string, string> {
  return described(v.string(), description);
}

/** True or false. */
export function yesOrNo(description: string): v.GenericSchema<boolean, boolean> {
  return described(v.boolean(), description);
}

/** A list of values of one kind. */
export function listOf<In, Out>(items: v.GenericSchema<In, Out>, description: string): v.GenericSchema<In[], Out[]> {
  return described(v.array(items), description);
}

/** One of a few names, or of `aliases`, which faults do not list. */
export function choice<const Name extends string>(
  names: readonly Name[],
  description: string,
  aliases: readonly Name[] = [],
): v.GenericSchema<Name, Name> {
  const accepted = [...names, ...aliases];
  const run = (dataset: Dataset): Dataset => {
    const value = dataset.value;
    if (accepted.some((name) => name === value)) return { typed: true, value };
    // Looked for only if the fault is shown: a tagged mapping tries its kinds one after the other.
    return addIssue(dataset, WRONG_VALUE, oneOf(names), () => (typeof value === "string" ? nearestName(value, names) : undefined));
  };
  const expects = names.map((name) => `"${name}"`).join(" | ");
  return new OwnReading("picklist", expects, run, lookOfNames(accepted, description)) as unknown as v.GenericSchema<Name, Name>;
}

/** A list of rows, possibly millions. The rows are checked where they are used. */
export function numberRows(description: string): v.GenericSchema<number[][], readonly unknown[]> {
  return ownList(lookOfNumbers(description, true)) as unknown as v.GenericSchema<number[][], readonly unknown[]>;
}

function ownList(look: Look): OwnReading {
  const run = (dataset: Dataset): Dataset =>
    Array.isArray(dataset.value) || ArrayBuffer.isView(dataset.value)
      ? { typed: true, value: dataset.value }
      : addIssue(dataset, WRONG_VALUE, "a list");
  return new OwnReading("array", "Array", run, look);
}

/** A list of numbers or a typed array, which are checked where they are used. */
export function numberColumn(description: string): v.GenericSchema<number[] | Float64Array | Uint32Array, ArrayLike<unknown>> {
  return ownList(lookOfNumbers(description, false)) as unknown as v.GenericSchema<
    number[] | Float64Array | Uint32Array,
    ArrayLike<unknown>
  >;
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
  const schema = new OwnReading("union", "(string | Object)", run, lookOfEither([text, other]));
  return schema as unknown as v.GenericSchema<Text | Other, TextOut | OtherOut>;
}

/** True for all defaults, false for off, or a mapping. */
export function flagOr<Other, OtherOut>(
  other: v.GenericSchema<Other, OtherOut>,
  description: string,
): v.GenericSchema<boolean | Other, boolean | OtherOut> {
  const run = (dataset: Dataset, config: v.Config<v.BaseIssue<unknown>>): Dataset => {
    const { value } = dataset;
    if (typeof value === "boolean") return { typed: true, value };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return addIssue(dataset, WRONG_VALUE, "true, false or a mapping");
    }
    return other["~run"]({ value }, config);
  };
  return new OwnReading("union", "(boolean | Object)", run, lookOfFlagOr(other, description)) as unknown as v.GenericSchema<
    boolean | Other,
    boolean | OtherOut
  >;
}

/** -0 + 0 is 0; every other number stays. */
function withoutMinusZero(value: number): number {
  return value + 0;
}

function isQuantityWithin(given: unknown, value: number, limits: Limits): boolean {
  return isWithin(value, limits) && (typeof given !== "number" || given === 0 || isWithin(given, boundsOf(limits.bare)));
}

/** A number above 0 without a unit, for which a unit can be suggested. */
function isPlausible(given: unknown): boolean {
  return typeof given === "number" && given > 0;
}

function describeBareLimits(bare: BareLimits | undefined): string {
  if (bare === undefined) return "";
  return [bare.min === undefined ? "" : `, at least ${bare.min}`, bare.max === undefined ? "" : `, at most ${bare.max}`].join("");
}

function isWithin(value: number, { above, min, max, integer }: Limits): boolean {
  if (!Number.isFinite(value)) return false;
  if (above !== undefined && value <= above) return false;
  if (min !== undefined && value < min) return false;
  if (max !== undefined && value > max) return false;
  return integer !== true || Number.isSafeInteger(value);
}
