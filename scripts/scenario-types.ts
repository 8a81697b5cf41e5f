/** Writes the TypeScript types of a scenario from the JSON Schema, with its descriptions as hover texts. */
import { formsOf, hasFreeKeys, mappingsOf, rangeOf, type Schema, splitDefault, unitsOf } from "./scenario-schema.js";

const COLUMNS = 140;

const HEAD = `/**
 * The types of a scenario as users write it. Written by scripts/write-scenario.js from the schema; a test holds the two together.
 */
`;

/** Names of the item types of some lists. */
const NAMED_ITEMS: Readonly<Record<string, string>> = {
  "Scenario.workload": "Source",
  "Phase.workload": "SimpleSource",
  "Peer.flows": "Flow",
};

/** Lists of numbers that programs may give as typed arrays. */
const TYPED_COLUMNS: ReadonlySet<string> = new Set(["TraceColumns.seconds", "TraceColumns.pages"]);

/** The text of src/scenario/schema/scenario-types.ts, in the project's format. */
export function scenarioTypes(root: Schema): string {
  const aliases = new Map<string, string>();
  const interfaces = mappingsOf(root).map((mapping) => interfaceText(mapping, aliases));
  return `${[HEAD.trimEnd(), ...[...aliases].map(([name, type]) => aliasText(name, type)), ...interfaces].join("\n\n")}\n`;
}

function aliasText(name: string, type: string): string {
  const members = type.split(" | ");
  const line = `export type ${name} = ${type};`;
  return `/** ${ALIAS_TEXTS[name] ?? name} */\n${line.length <= COLUMNS ? line : `export type ${name} =\n${members.map((member) => `  | ${member}`).join("\n")};`}`;
}

const ALIAS_TEXTS: Readonly<Record<string, string>> = {
  EnginePresetName: "Names of engine presets.",
  HostPresetName: "Names of host presets.",
  Source: "A source of page writes.",
  SimpleSource: "A source that a phase can have.",
  Flow: "Traffic with a peer.",
};

/** `HotColdSource` for "Hot-cold source"; acronyms keep only their first capital. */
export function interfaceName(title: string): string {
  const words = title.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words
    .map((word) => (/^[A-Z]{3,}$/.test(word) ? word[0] + word.slice(1).toLowerCase() : word[0]?.toUpperCase() + word.slice(1)))
    .join("");
}

function interfaceText(
  { title, description, properties, required = [] }: ReturnType<typeof mappingsOf>[number],
  aliases: Map<string, string>,
): string {
  const name = interfaceName(title);
  const fields = Object.entries(properties).map(([key, schema]) => {
    const isRequired = required.includes(key);
    const type = typeOf(schema, `${name}.${key}`, aliases);
    return `${docText(schema, "  ")}\n${fieldText(key, isRequired ? type : `${type} | undefined`, isRequired)}`;
  });
  return `/** ${description ?? title} */\nexport interface ${name} {\n${fields.join("\n")}\n}`;
}

function fieldText(key: string, type: string, isRequired: boolean): string {
  const start = `  readonly ${key}${isRequired ? "" : "?"}:`;
  const line = `${start} ${type};`;
  return line.length <= COLUMNS
    ? line
    : `${start}\n${type
        .split(" | ")
        .map((member) => `    | ${member}`)
        .join("\n")};`;
}

function typeOf(schema: Schema, path: string, aliases: Map<string, string>): string {
  return [...new Set(formsOf(schema).map((form) => formType(form, path, aliases)))].join(" | ");
}

function formType(form: Schema, path: string, aliases: Map<string, string>): string {
  // JSON has no typed arrays.
  if (TYPED_COLUMNS.has(path)) return "readonly number[] | Float64Array | Uint32Array";
  if (form.items !== undefined) return listType(form.items, path, aliases);
  if (form.title !== undefined) return interfaceName(form.title);
  // `number` instead of `1`, since TypeScript infers `number` for objects held in variables.
  if (path === "Scenario.version") return "number";
  if (path === "Scenario.engine" && form.enum !== undefined) {
    aliases.set("EnginePresetName", form.enum.map((name) => JSON.stringify(name)).join(" | "));
    return "EnginePresetName | (string & {})";
  }
  // As with the engine: a name in a variable is any text for the compiler.
  if (path === "Scenario.host" && form.enum !== undefined) {
    aliases.set("HostPresetName", form.enum.map((name) => JSON.stringify(name)).join(" | "));
    return "HostPresetName | (string & {})";
  }
  if (form.const !== undefined) return typeof form.const === "string" ? JSON.stringify(form.const) : "number";
  if (form.enum !== undefined) return form.enum.map((name) => JSON.stringify(name)).join(" | ");
  if (hasFreeKeys(form)) return "Readonly<Record<string, unknown>>";
  return form.type === "integer" ? "number" : (form.type ?? "unknown");
}

function listType(items: Schema, path: string, aliases: Map<string, string>): string {
  const type = typeOf(items, path, aliases);
  const name = NAMED_ITEMS[path];
  if (name !== undefined) aliases.set(name, type);
  const item = name ?? type;
  return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
}

function docText(schema: Schema, indent: string): string {
  const { text, byDefault } = splitDefault(schema.description ?? "");
  const lines = wrap([text, ...valueSentences(schema)].filter((part) => part !== "").join(" "), COLUMNS - indent.length - 3);
  const shown = byDefault ?? (schema.default === undefined ? undefined : JSON.stringify(schema.default));
  if (shown !== undefined && shown !== "{}" && shown !== "[]") lines.push(...wrap(`@defaultValue ${shown}`, COLUMNS - indent.length - 3));
  if (lines.length === 1 && indent.length + 7 + (lines[0] as string).length <= COLUMNS) return `${indent}/** ${lines[0]} */`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join("\n");
}

/** Sentences on the unit of a number, the units of a text, and the range. */
function valueSentences(schema: Schema): string[] {
  const units = unitsOf(schema);
  const quantity = quantityOf(schema);
  if (quantity === undefined) {
    const ranges = formsOf(schema)
      .map(rangeOf)
      .filter((range) => range !== "");
    return ranges.length === 0 ? [] : [`Range: ${ranges[0]}.`];
  }
  const range = quantity["x-range"];
  return [
    `A number counts ${quantity["x-unit"]}; a text has a unit, one of ${units.join(", ")}.`,
    ...(range === undefined ? [] : [`Range: ${range}.`]),
  ];
}

/** The schema of the quantity that a value may be. */
export function quantityOf(schema: Schema): Schema | undefined {
  if (schema["x-unit"] !== undefined) return schema;
  return schema.type === "object" ? undefined : (schema.anyOf ?? []).map(quantityOf).find((found) => found !== undefined);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
