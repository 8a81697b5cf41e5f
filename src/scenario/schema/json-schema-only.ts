/**
 * Metadata used only for the JSON Schema: descriptions, and equivalents of our own schemas for the converter, as pipes of valibot's
 * schemas. Reading a scenario does not need it, so scripts/build.js bundles the library with `json-schema-absent.ts` in its
 * place, without the texts.
 */
import * as v from "valibot";
import { baseUnit, type Dimension, unitSymbols } from "../units.js";
import { boundsOf, describeLimits, type Limits } from "./limits.js";

/** The schema that the converter uses instead of ours; created on demand. */
export type Look = () => readonly unknown[];

/** Adds a description to a field. */
export function meaning(text: string): string {
  return text;
}

/** Adds a title and a description to a mapping. */
export function about(title: string, description: string): { readonly title: string; readonly description: string } {
  return { title, description };
}

/** The schema with a description of its own. */
export function described<Schema extends v.GenericSchema>(schema: Schema, description: string): Schema {
  return v.pipe(schema, v.description(description)) as unknown as Schema;
}

/** The schema with a default that is filled in elsewhere. */
export function withDefault<Schema extends v.GenericSchema>(schema: Schema, byDefault: string | number): Schema {
  return v.pipe(schema, v.metadata({ default: byDefault })) as unknown as Schema;
}

/** `unit`: that of a bare number, where it is not the dimension's. */
export function lookOfQuantity(dimension: Dimension, limits: Limits, description: string, unit = baseUnit(dimension)): Look {
  return () => {
    const bare = v.pipe(v.number(), v.metadata(jsonLimits({ ...limits, ...boundsOf(limits.bare) })));
    const zero = limits.bare?.min !== undefined && limits.min === 0 ? [v.literal(0)] : [];
    const text = v.pipe(v.string(), v.metadata({ pattern: quantityPattern(dimension) }));
    return [v.union([...zero, bare, text]), v.description(description), v.metadata(annotations(unit, limits))];
  };
}

export function lookOfNumber(limits: Limits, description: string): Look {
  return () => [v.number(), v.metadata(jsonLimits(limits)), v.description(description)];
}

export function lookOfNames(names: readonly string[], description: string): Look {
  return () => [v.picklist(names), v.description(description)];
}

/** A list of numbers, or of lists of them. */
export function lookOfNumbers(description: string, ofRows: boolean): Look {
  return () => [ofRows ? v.array(v.array(v.number())) : v.array(v.number()), v.description(description)];
}

export function lookOfEither(schemas: readonly v.GenericSchema[]): Look {
  return () => [v.union(schemas)];
}

export function lookOfFlagOr(other: v.GenericSchema, description: string): Look {
  return () => [v.union([v.boolean(), other]), v.description(description)];
}

export function lookOfKinds<const Key extends string>(key: Key, kinds: v.VariantOptions<Key>): Look {
  return () => [v.variant(key, kinds)];
}

/** Extensions of JSON Schema: the unit of a number, and the range of a quantity in any unit. */
function annotations(unit: string, limits: Limits): Record<string, string> {
  const range = describeLimits(limits).trim();
  return { "x-unit": unit, ...(range === "" ? {} : { "x-range": range }) };
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
