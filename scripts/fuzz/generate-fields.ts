/** Draws values of scenario fields from the package's JSON Schema, so that new fields are fuzzed automatically. */
import fc, { type Arbitrary } from "fast-check";
import { scenarioJsonSchema } from "../../src/schema.js";

/** The parts of JSON Schema that the schema of scenarios uses. */
export interface FieldSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly items?: FieldSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

export const SCENARIO_SCHEMA = scenarioJsonSchema() as FieldSchema;

const known = new WeakMap<FieldSchema, Arbitrary<unknown>>();

/** Values that the schema allows; they may contradict each other. */
export function valuesOf(schema: FieldSchema): Arbitrary<unknown> {
  const existing = known.get(schema);
  if (existing) return existing;
  const made = makeArbitrary(schema);
  known.set(schema, made);
  return made;
}

function makeArbitrary(schema: FieldSchema): Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valuesOf));
  if (schema.type === "object") return objectOf(schema);
  if (schema.type === "array") return fc.array(valuesOf(schema.items ?? {}), { maxLength: 4 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") return numberWithin(schema).map(Math.floor);
  if (schema.type === "number") return numberWithin(schema);
  if (schema.type === "string")
    return schema.pattern === undefined ? fc.string({ maxLength: 12, unit: "grapheme" }) : quantityOf(schema.pattern);
  return fc.constantFrom(null, 0, "", [], {});
}

/** Objects with every required field and about one in four of the others. */
function objectOf({ properties = {}, required = [] }: FieldSchema): Arbitrary<unknown> {
  const always = Object.fromEntries(required.map((key) => [key, valuesOf(properties[key] ?? {})]));
  const optional = Object.entries(properties).filter(([key]) => !required.includes(key));
  if (optional.length === 0) return fc.record(always);
  const few = fc.shuffledSubarray(
    optional.map(([key]) => key),
    { maxLength: Math.ceil(optional.length / 4) },
  );
  return fc
    .tuple(fc.record(always), few)
    .chain(([given, keys]) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, valuesOf(properties[key] ?? {})]))).map((more) => ({ ...given, ...more })),
    );
}

/** Numbers over all magnitudes between the bounds, and the bounds themselves. */
function numberWithin({ minimum, exclusiveMinimum, maximum }: FieldSchema): Arbitrary<number> {
  const least = minimum ?? exclusiveMinimum ?? -1e6;
  const most = maximum ?? 1e13;
  const span = most - least;
  const anywhere = fc.double({ min: 0, max: 1, noNaN: true }).map((share) => least + share * span);
  const magnitudes = fc.double({ min: -6, max: Math.log10(span), noNaN: true }).map((exponent) => round(least + 10 ** exponent));
  const small = fc.integer({ min: Math.ceil(least), max: Math.floor(Math.min(most, least + 8)) });
  return fc.oneof(
    { weight: 4, arbitrary: magnitudes },
    { weight: 1, arbitrary: anywhere },
    { weight: 3, arbitrary: small },
    fc.constantFrom(least, most),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** Quantities with the units that the pattern lists. */
function quantityOf(pattern: string): Arbitrary<string> {
  const units = (/\(([^()]+)\)\\s\*\$$/.exec(pattern)?.[1] ?? "").split("|");
  const figure = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.double({ min: 0, max: 2000, noNaN: true }).map(round));
  return fc
    .tuple(figure, fc.constantFrom(" ", "", "  "), fc.constantFrom(...units))
    .map(([value, space, unit]) => `${value}${space}${unit}`);
}

/** The schemas of the object forms of a field, such as `engine`. */
export function objectForms(schema: FieldSchema | undefined): readonly FieldSchema[] {
  if (!schema) return [];
  if (schema.properties) return [schema];
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(objectForms);
}
