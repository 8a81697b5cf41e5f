/** Writes docs/scenario.md, with every field of a scenario, from the JSON Schema. */
import { formsOf, hasFreeKeys, mappingsOf, rangeOf, type Schema, splitDefault, unitsOf } from "./scenario-schema.js";
import { quantityOf } from "./scenario-types.js";

const HEAD = `# The scenario

Every field, written by \`node scripts/write-scenario.js\` from the schema that checks scenarios; a test compares. The same texts are in the
JSON Schema (\`xenvmc-sim schema\`), in \`xenvmc-sim explain FIELD\`, and in the TypeScript types.

A scenario is YAML or JSON text, or an object in JavaScript. \`version\`, \`vm.memory\` and \`link.bandwidth\` are required:

\`\`\`yaml
version: 1
vm: { memory: 4 GiB }
link: { bandwidth: 10 Gbit/s }
workload:
  - { kind: uniform, size: 256 MiB, dirtyRate: 42 k/s }
engine: { preset: qemu-10.0, downtimeLimit: 500 ms, autoConverge: true }
\`\`\`

Unknown keys are faults, as are values out of range and values that would do nothing. A result's scenario, whole or in part, is a scenario
too: its names carry the unit (\`memoryBytes\`), its numbers are in base units.

## Quantities

A quantity is a number in its base unit, or a text with a unit: \`4 GiB\`, \`300 ms\`, \`10 Gbit/s\`. KiB, MiB, GiB and TiB are powers of 1024, kB,
MB, GB and TB of 1000; bits (\`bit/s\`) and bytes (\`B/s\`) are never confused. A bare number that only a forgotten unit explains is a fault
(\`bandwidth: 10\`); with a unit the whole range can be written.`;

/** The whole page. */
export function scenarioPage(root: Schema): string {
  const mappings = mappingsOf(root);
  return `${[HEAD, unitTable(mappings), ...mappings.map(section)].join("\n\n")}\n`;
}

function unitTable(mappings: ReturnType<typeof mappingsOf>): string {
  const rows = new Map<string, string>();
  for (const schema of mappings.flatMap(({ properties }) => Object.values(properties))) {
    const unit = quantityOf(schema)?.["x-unit"];
    if (unit !== undefined)
      rows.set(
        unit,
        unitsOf(schema)
          .map((symbol) => `\`${symbol}\``)
          .join(", "),
      );
  }
  return ["| Base unit | Units of a text |", "| --- | --- |", ...[...rows].map(([unit, symbols]) => `| ${unit} | ${symbols} |`)].join("\n");
}

function section({ title, description, properties, required = [] }: ReturnType<typeof mappingsOf>[number]): string {
  const rows = Object.entries(properties).map(([key, schema]) => {
    const { text, byDefault } = splitDefault(schema.description ?? "");
    const shown = required.includes(key) ? "required" : (byDefault ?? defaultText(schema, title));
    return `| \`${key}\` | ${cell(text)} | ${cell(valueText(schema))} | ${cell(shown)} |`;
  });
  return [`## ${title}`, "", description ?? "", "", "| Field | Meaning | Value | Default |", "| --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function defaultText({ default: byDefault }: Schema, title: string): string {
  if (byDefault === undefined) return /(?:engine|policy)$/.test(title) ? "the preset's" : "none";
  if (typeof byDefault === "object")
    return Object.keys(byDefault as object).length === 0 && !Array.isArray(byDefault) ? "every default" : "none";
  return `\`${String(byDefault)}\``;
}

/** The allowed values of a field, with their range. */
function valueText(schema: Schema): string {
  const quantity = quantityOf(schema);
  const forms = formsOf(schema).filter((form) => quantity === undefined || !formsOf(quantity).includes(form));
  const parts = [...new Set(forms.map(formText))];
  return [...(quantity === undefined ? [] : [quantityText(quantity)]), ...parts].join("; or ");
}

function quantityText(quantity: Schema): string {
  const bare = formsOf(quantity).find(({ type }) => type === "number" || type === "integer");
  const range = quantity["x-range"];
  const closer = bare === undefined || rangeOf(bare) === range ? "" : bareText(bare, range);
  return `${quantity["x-unit"]}${range === undefined ? "" : `, ${range}`}${closer}`;
}

/** Narrower bounds of a number without a unit. */
function bareText({ minimum, maximum }: Schema, range = ""): string {
  const bounds = [
    ...(minimum === undefined || range.includes(`>= ${minimum}`) ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined || range.includes(`<= ${maximum}`) ? [] : [`at most ${maximum}`]),
  ];
  return bounds.length === 0 ? "" : ` (a bare number ${bounds.join(" and ")})`;
}

function formText(form: Schema): string {
  if (form.title !== undefined) return `[${form.title}](#${anchor(form.title)})`;
  if (form.items !== undefined) return `list of ${formsOf(form.items).map(formText).join(", ")}`;
  if (form.const !== undefined) return `\`${form.const}\``;
  if (form.enum !== undefined) return form.enum.map((name) => `\`${name}\``).join(", ");
  if (form.type === "boolean") return "`true`, `false`";
  if (form.type === "string") return "text";
  if (hasFreeKeys(form)) return "mapping";
  const range = rangeOf(form);
  return `${form.type === "integer" ? "whole number" : "number"}${range === "" ? "" : ` ${range}`}`;
}

/** The anchor of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}
