/** Reads the JSON Schema of scenarios, for the scripts that write its documentation and types. */

export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Present in a mapping whose keys are free. */
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly "x-unit"?: string;
  readonly "x-range"?: string;
}

/** The alternative forms of a value; a schema without alternatives is its only form. */
export function formsOf(schema: Schema): Schema[] {
  // `oneOf` in a mapping only restricts combinations of keys.
  const alternatives = schema.type === "object" ? [] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return alternatives.length === 0 ? [schema] : alternatives.flatMap(formsOf);
}

/** Every mapping in the schema, each title once, containers first. */
export function mappingsOf(root: Schema): (Schema & Required<Pick<Schema, "title" | "properties">>)[] {
  const found = new Map<string, Schema & Required<Pick<Schema, "title" | "properties">>>();
  const queue = [root];
  for (let schema = queue.shift(); schema !== undefined; schema = queue.shift()) {
    const { title, properties } = schema;
    if (title !== undefined && properties !== undefined && !found.has(title)) found.set(title, { ...schema, title, properties });
    const inside = [...Object.values(properties ?? {}), ...(schema.items ? [schema.items] : []), ...formsOf(schema)];
    queue.push(...inside.filter((each) => each !== schema));
  }
  return [...found.values()];
}

/** Units of a quantity in schema order; empty for other values. */
export function unitsOf(schema: Schema): string[] {
  return formsOf(schema).flatMap(({ pattern }) => pattern?.match(/\(([^()]*)\)\\s\*\$$/)?.[1]?.split("|") ?? []);
}

/** Splits a description into its text and the default named in its last sentence. */
export function splitDefault(description: string): { readonly text: string; readonly byDefault?: string } {
  const [, text = description, byDefault] = /^(.*?)\s*Default: (.*)\.$/s.exec(description) ?? [];
  return byDefault === undefined ? { text } : { text, byDefault };
}

/** The range of a number without a unit: "> 0 and <= 1". */
export function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  // Of two lower bounds the stricter one applies.
  const lower = minimum !== undefined ? `>= ${minimum}` : exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : undefined;
  const upper = maximum === undefined ? undefined : `<= ${maximum}`;
  return [lower, upper].filter((bound) => bound !== undefined).join(" and ");
}

/** True for a mapping whose keys are the user's. */
export function hasFreeKeys({ type, properties, additionalProperties }: Schema): boolean {
  return type === "object" && properties === undefined && additionalProperties !== undefined;
}
