/** Reads `vary`: the axes of a study. */
import { isField, readFields } from "../input/read-variants.js";
import { nearestName } from "../scenario/nearest.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { unitOf } from "../scenario/units.js";
import { type Faults, isMapping } from "./faults.js";
import { readRange } from "./range.js";
import { numberOf, reportTrial, reportTwins } from "./set-fields.js";
import type { AxisValue, StudyAxis } from "./study.js";
import type { Bench } from "./trial.js";

const AXIS_SHAPES = "a list of values, a list of { label, set }, or { from, to, steps, scale }";
const VALUE_KEYS = ["label", "set"];

/** The axes, and every fault of their shape; values are tried against the scenario one by one. */
export function readAxes(vary: Readonly<Record<string, unknown>>, taken: ReadonlySet<string>, bench: Bench, faults: Faults): StudyAxis[] {
  return Object.entries(vary).flatMap(([name, given]) => {
    const steps = ["vary", name];
    if (taken.has(name) || name.trim() === "") {
      faults.add(steps, "the name of no column that rows have already", showValue(name), undefined, true);
      return [];
    }
    const axis = isMapping(given) ? readRange(name, given, bench, faults) : readList(name, given, bench, faults);
    return axis === undefined ? [] : [axis];
  });
}

function readList(name: string, given: unknown, bench: Bench, faults: Faults): StudyAxis | undefined {
  const steps = ["vary", name];
  if (!Array.isArray(given) || given.length === 0) {
    faults.add(steps, AXIS_SHAPES, Array.isArray(given) ? "an empty list" : showValue(given));
    return undefined;
  }
  const isNamed = given.some((value) => isMapping(value) && "set" in value);
  if (!isNamed && !isField(name, steps, faults)) return undefined;
  const values = given.flatMap((value: unknown, index) => {
    const at = [...steps, index];
    const read = isNamed ? readNamed(value, at, faults) : plainValue(name, value, bench);
    if (read === undefined) return [];
    reportTrial(bench, read.set, isNamed ? [...at, "set"] : at, faults);
    return [read];
  });
  reportTwins(values, steps, faults);
  return { name, ...kindOf(values, given), scale: "lin", values };
}

function readNamed(value: unknown, steps: Path, faults: Faults): AxisValue | undefined {
  if (!isMapping(value)) {
    faults.add(steps, "a mapping { label, set } as its neighbours are", showValue(value));
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!VALUE_KEYS.includes(key))
      faults.add([...steps, key], "one of the keys label, set", `the key ${showValue(key)}`, nearestName(key, VALUE_KEYS), true);
  }
  const { label, set } = value;
  if (typeof label !== "string" && typeof label !== "number") faults.add([...steps, "label"], "a text", showValue(label));
  const fields = readFields(set, [...steps, "set"], faults);
  return fields === undefined || label === undefined ? undefined : { label: String(label), value: label as string | number, set: fields };
}

/** The value of a field: its number in base units where the field is a quantity. */
function plainValue(path: string, given: unknown, bench: Bench): AxisValue {
  const set = { [path]: given };
  const label = labelOf(given);
  return { label, value: numberOf(bench.fieldAt(path, set)) ?? (isScalar(given) ? given : label), set };
}

function isScalar(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** A short text: `{ preset: qemu-10.0, downtimeLimit: 100 ms }`. */
function labelOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(labelOf).join(", ")}]`;
  if (!isMapping(value)) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${labelOf(inner)}`)
    .join(", ")} }`;
}

function kindOf(values: readonly AxisValue[], given: readonly unknown[]): Pick<StudyAxis, "kind" | "unit"> {
  if (!values.every(({ value }) => typeof value === "number")) return { kind: "name" };
  const texts = given.map((text, index) => (typeof text === "string" ? unitOf(text, values[index]?.value as number)?.name : undefined));
  const unit = texts.find((name) => name !== undefined);
  return { kind: "number", ...(unit === undefined || new Set(texts.filter(Boolean)).size > 1 ? {} : { unit }) };
}
