/** What needs the parser of YAML, loaded when a text has to be read or changed. */
import { type Document, isMap, parseDocument } from "yaml";
import { openScenarioText } from "../src/text.js";
import type { Edit, Path, Written } from "./protocol.js";

export { applyOverrides, openScenarioText, parseScenario, parseVariants, type WrittenVariant } from "../src/text.js";

/** The first variant of a page that had none. */
const BASE = "as written";
const LAYOUT = { lineWidth: 0, flowCollectionPadding: true } as const;

/** The texts after a change. @throws ConfigError for a text that cannot be read */
export function edited({ scenario, variants }: Written, edit: Edit): Written {
  switch (edit.kind) {
    case "set":
      return edit.label === undefined
        ? { scenario: withField(scenario, edit.path, edit.value), variants }
        : { scenario, variants: withSetting(variants, edit.label, edit.path, edit.value) };
    case "add":
      return { scenario, variants: withVariant(variants) };
    case "remove":
      return { scenario, variants: withoutVariant(variants, edit.label) };
    case "variants":
      return { scenario, variants: textOf(edit.variants) };
  }
}

function textOf(variants: object): string {
  const lines = Object.entries(variants).map(([label, settings]) => {
    const document = parseDocument("{}");
    document.set(label, document.createNode(settings, { flow: true }));
    if (isMap(document.contents)) document.contents.flow = false;
    return document.toString(LAYOUT);
  });
  return lines.join("");
}

function opened(text: string): Document {
  openScenarioText(text);
  return parseDocument(text);
}

/** The text with one field set; undefined takes it out. */
function withField(text: string, path: Path, value: unknown): string {
  const document = opened(text);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  return document.toString(LAYOUT);
}

/** A field of a variant, where it sets the field already or a mapping around it; undefined leaves it as in the scenario. */
function withSetting(text: string, label: string, path: Path, value: unknown): string {
  const document = opened(text);
  const settings = (document.toJS() as Record<string, Record<string, unknown> | undefined>)[label] ?? {};
  const steps = path.map((_, index) => formatted(path.slice(0, index + 1)));
  const around = steps.findLastIndex((key) => Object.hasOwn(settings, key));
  const key = formatted(path);
  if (value === undefined) document.deleteIn([label, around < 0 ? key : (steps[around] as string), ...path.slice(around + 1)]);
  else if (around >= 0 && isNested(settings[steps[around] as string], path.length - around - 1)) {
    document.setIn([label, steps[around] as string, ...path.slice(around + 1)], value);
  } else {
    for (const below of Object.keys(settings))
      if (below.startsWith(`${key}.`) || below.startsWith(`${key}[`)) document.deleteIn([label, below]);
    document.setIn([label, key], value);
  }
  return document.toString(LAYOUT);
}

/** Whether steps below a value can be set in it. */
function isNested(value: unknown, steps: number): boolean {
  return steps === 0 || (typeof value === "object" && value !== null);
}

function withVariant(text: string): string {
  if (text.trim() === "") return textOf({ [BASE]: {}, "variant 2": {} });
  const document = opened(text);
  const labels = Object.keys(document.toJS() as object);
  let number = labels.length + 1;
  while (labels.includes(`variant ${number}`)) number++;
  document.set(`variant ${number}`, document.createNode({}, { flow: true }));
  return document.toString(LAYOUT);
}

/** One variant alone is none. */
function withoutVariant(text: string, label: string): string {
  const document = opened(text);
  document.delete(label);
  return Object.keys(document.toJS() as object).length < 2 ? "" : document.toString(LAYOUT);
}

/** A path as in --set. */
export function formatted(path: Path): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}
