/** The JSON Schema of a scenario as the scripts see it that write its documentation and its types. */

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
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly "x-unit"?: string;
  readonly "x-range"?: string;
}

/** The forms of a value, one after the other; a schema without alternatives is its only form. */
export function formsOf(schema: Schema): Schema[] {
  // `oneOf` of a mapping only says which of its keys go together.
  const alternatives = schema.type === "object" ? [] : [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return alternatives.length === 0 ? [schema] : alternatives.flatMap(formsOf);
}

/** Every mapping in the schema, each title once, from the outside in. */
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

/** Units that a text may have, in the order of the schema; none for anything but a quantity. */
export function unitsOf(schema: Schema): string[] {
  return formsOf(schema).flatMap(({ pattern }) => pattern?.match(/\(([^()]*)\)\\s\*\$$/)?.[1]?.split("|") ?? []);
}

/** A description without its last sentence on the default, and that default. */
export function splitDefault(description: string): { readonly text: string; readonly byDefault?: string } {
  const [, text = description, byDefault] = /^(.*?)\s*Default: (.*)\.$/s.exec(description) ?? [];
  return byDefault === undefined ? { text } : { text, byDefault };
}

/** "> 0 and <= 1", of a bare number. */
export function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  // A bare quantity has the closer bound of two.
  const lower = minimum !== undefined ? `>= ${minimum}` : exclusiveMinimum !== undefined ? `> ${exclusiveMinimum}` : undefined;
  const upper = maximum === undefined ? undefined : `<= ${maximum}`;
  return [lower, upper].filter((bound) => bound !== undefined).join(" and ");
}
