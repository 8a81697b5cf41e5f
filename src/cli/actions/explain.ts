/** The action of `xenvmc-sim explain FIELD`: describes one field of a scenario or fleet, using the JSON Schema only. */
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { nearestFields } from "./nearest-fields.js";

const DEEPEST_PATH = 4;

/** The parts of JSON Schema that the schema of scenarios uses. */
interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
  /** Base unit of a quantity; its range applies in this unit. */
  readonly "x-unit"?: string;
  readonly "x-range"?: string;
  readonly items?: Schema;
  /** Schema of what stands under names of the user's own. */
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** What the file describes, and has its schema named after. */
type Whole = "scenario" | "fleet";

/** Explains the field at a path, or the whole for an empty path. @throws UsageError for an unknown path */
export function explainCommand(field: string, whole: Whole, io: CommandIo): void {
  const root = JSON.parse(io.readPackageFile(`${whole}.schema.json`)) as Schema;
  io.stdout.write(`${explain(root, field, whole).join("\n")}\n`);
}

/** The lines that explain a field. @throws UsageError for an unknown path, listing the existing fields */
function explain(root: Schema, path: string, whole: Whole): string[] {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
  let found: readonly Schema[] = formsOf(root);
  for (const [index, step] of steps.entries()) {
    const next = found.flatMap((schema) => below(schema, step));
    if (next.length === 0) throw nothingThere(root, steps, index, found, whole);
    found = next.flatMap(formsOf);
  }
  const descriptions = [...new Set(found.flatMap(({ description }) => description ?? []))];
  return [
    path === "" ? whole : path,
    ...descriptions.map((text) => `  ${text}`),
    ...factsOf(found).map((fact) => `  ${fact}`),
    ...childrenOf(found),
  ];
}

/** A schema and all its alternatives; each inherits the description of the schema that contains it. */
function formsOf(schema: Schema): Schema[] {
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [schema, ...alternatives.flatMap(formsOf)];
}

/** Schemas of a mapping's field, a list's entry, or a field of the entries (all entries have the same schema). */
function below(schema: Schema, step: string): Schema[] {
  if (/^\d+$/.test(step)) return schema.items ? [schema.items] : [];
  if (schema.items) return formsOf(schema.items).flatMap((form) => below(form, step));
  const property = schema.properties?.[step] ?? namedBy(schema);
  return property ? [property] : [];
}

/** Schema of the values of a mapping whose keys are names. */
function namedBy({ additionalProperties }: Schema): Schema | undefined {
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

function nothingThere(root: Schema, steps: readonly string[], index: number, found: readonly Schema[], whole: Whole): UsageError {
  const names = [...new Set(found.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const around = index === 0 ? `the ${whole}` : steps.slice(0, index).join(".");
  const lists = found.some(({ items }) => items) ? ["a list: continue with an index, such as [0]"] : [];
  const known = [...lists, ...(names.length > 0 ? [`its fields are ${names.join(", ")}`] : [])].join("; ");
  const nearest = nearestFields(steps[index] ?? "", names, fieldPaths(root));
  const hint = nearest.length === 0 ? "" : `; did you mean ${nearest.join(" or ")}?`;
  return new UsageError(`there is no field "${steps[index] ?? ""}" in ${around}${known === "" ? "" : ` (${known})`}${hint}`);
}

/** Paths of all fields in the form accepted by the command, without indices of lists. */
function fieldPaths(schema: Schema, above: readonly string[] = []): string[] {
  // Phases contain workloads but no further phases, so paths repeat beyond this depth.
  if (above.length >= DEEPEST_PATH) return [];
  const mappings = formsOf(schema).flatMap((form) => [form, ...(form.items ? formsOf(form.items) : [])]);
  const paths = mappings.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([name, child]) => [[...above, name].join("."), ...fieldPaths(child, [...above, name])]),
  );
  return [...new Set(paths)];
}

function factsOf(forms: readonly Schema[]): string[] {
  const choices = [...new Set(forms.flatMap((form) => (form.const === undefined ? (form.enum ?? []) : [form.const])).map(String))];
  const units = forms.flatMap(({ pattern }) => pattern?.match(/\(([^()]*)\)\\s\*\$$/)?.[1]?.split("|") ?? []).filter((unit) => unit !== "");
  const unit = forms.find((form) => form["x-unit"] !== undefined)?.["x-unit"];
  const ofQuantity = forms.flatMap((form) => form["x-range"] ?? []);
  const ofNumber = forms.map(rangeOf).filter((range) => range !== "" && !ofQuantity.includes(range));
  const ranges = [...new Set(ofNumber)];
  const examples = forms.flatMap((form) => form.examples ?? []);
  const byDefault = forms.find((form) => form.default !== undefined)?.default;
  return [
    ...(choices.length > 0 ? [`one of: ${choices.join(", ")}`] : []),
    ...(units.length > 0 ? [`units: ${[...new Set(units)].join(", ")}`] : []),
    ...(ofQuantity.length > 0 ? [`range: ${[...new Set(ofQuantity)].join("; or ")}${unit === undefined ? "" : ` ${unit}`}`] : []),
    ...(ranges.length > 0
      ? [`${unit === undefined ? "range" : `range of a number without a unit, in ${unit}`}: ${ranges.join("; or ")}`]
      : []),
    ...(examples.length === 0 ? [] : [`examples: ${examples.map(shown).join(", ")}`]),
    ...(byDefault === undefined ? [] : [`default: ${shown(byDefault)}`]),
  ];
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  return [
    ...(minimum === undefined ? [] : [`>= ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`<= ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`]),
  ].join(" and ");
}

/** The fields of a mapping, or of the entries of a list, each with its first sentence. */
function childrenOf(forms: readonly Schema[]): string[] {
  const mappings = forms.flatMap((form) => [form, ...[form.items, namedBy(form)].flatMap((inner) => (inner ? formsOf(inner) : []))]);
  const children = new Map<string, string>();
  for (const { properties, required = [] } of mappings) {
    for (const [name, child] of Object.entries(properties ?? {})) {
      const text = formsOf(child).find(({ description }) => description !== undefined)?.description ?? "";
      if (!children.get(name)) children.set(name, `${text}${required.includes(name) ? " (required)" : ""}`.trim());
    }
  }
  if (children.size === 0) return [];
  const width = Math.max(...[...children.keys()].map((name) => name.length)) + 2;
  return ["", ...[...children].map(([name, text]) => `  ${name.padEnd(width)}${text}`.trimEnd())];
}
