/** Reads an axis { from, to, steps, scale }. */
import { isField } from "../input/read-variants.js";
import { nearestName } from "../scenario/nearest.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type UnitName, unitOf } from "../scenario/units.js";
import type { Faults } from "./faults.js";
import { numberOf, reportTrial, reportTwins } from "./set-fields.js";
import type { StudyAxis } from "./study.js";
import type { Bench } from "./trial.js";

const KEYS = ["from", "to", "steps", "scale"];
const STEPS_MAX = 100_000;
/** Digits of a step that is no whole number: fewer than those in which platforms' logarithms may differ. */
const STEP_DIGITS = 12;
const LABEL_DIGITS = [4, 6, STEP_DIGITS];

interface End {
  readonly value: number;
  readonly unit?: { readonly name: UnitName; readonly symbol: string };
  /** The unit as typed, and how many base units it is: for labels. */
  readonly typed?: { readonly symbol: string; readonly size: number };
}

/** The axis, or undefined after reporting its faults. */
export function readRange(name: string, given: Readonly<Record<string, unknown>>, bench: Bench, faults: Faults): StudyAxis | undefined {
  const at = ["vary", name];
  const before = faults.list.length;
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key))
      faults.add([...at, key], `one of the keys ${KEYS.join(", ")}`, `the key ${showValue(key)}`, nearestName(key, KEYS), true);
  }
  const { steps, scale = "lin" } = given;
  if (scale !== "lin" && scale !== "log") faults.add([...at, "scale"], "one of lin, log", showValue(scale));
  const isCount = Number.isInteger(steps) && (steps as number) >= 2 && (steps as number) <= STEPS_MAX;
  if (!isCount) faults.add([...at, "steps"], `a whole number >= 2 and <= ${STEPS_MAX}`, showValue(steps));
  if (!isField(name, at, faults)) return undefined;
  const [from, to] = ["from", "to"].map((key) => readEnd(name, given[key], [...at, key], bench, faults));
  if (from === undefined || to === undefined || faults.list.length > before) return undefined;
  if (from.value === to.value) faults.add([...at, "to"], "another value than from", showValue(given.to));
  if (scale === "log" && !(from.value > 0 && to.value > 0)) faults.add([...at, "scale"], "lin where an end is not above 0", "log");
  if (faults.list.length > before) return undefined;
  const grain = grainOf([from.value, to.value], bench);
  const numbers = stepsOf(from.value, to.value, steps as number, scale as "lin" | "log", grain);
  const labels = labelsOf(numbers, from.typed);
  const values = numbers.map((value, index) => ({
    label: labels[index] as string,
    value,
    set: { [name]: from.unit === undefined ? value : `${value} ${from.unit.symbol}` },
  }));
  reportTwins(values, at, faults);
  return { name, kind: "number", ...(from.unit === undefined ? {} : { unit: from.unit.name }), scale: scale as "lin" | "log", values };
}

/** An end of the range, tried in the scenario as the others between them are not: fields have ranges without gaps. */
function readEnd(path: string, given: unknown, steps: Path, bench: Bench, faults: Faults): End | undefined {
  if (typeof given !== "number" && typeof given !== "string") {
    faults.add(steps, "a number or a quantity such as 1 MB/s", showValue(given));
    return undefined;
  }
  const before = faults.list.length;
  reportTrial(bench, { [path]: given }, steps, faults);
  const value = numberOf(bench.fieldAt(path, { [path]: given }));
  if (value === undefined) {
    if (faults.list.length === before) faults.add(steps, "a number or a quantity such as 1 MB/s", showValue(given));
    return undefined;
  }
  if (typeof given === "number") return { value };
  const unit = unitOf(given, value);
  const [, digits = "", symbol = ""] = /^\s*([-+.\de]+?)\s*([^\s\d.+-].*)$/i.exec(given) ?? [];
  const size = value / Number(digits);
  const typed = Number.isFinite(size) && size > 0 ? { typed: { symbol: symbol.trim(), size } } : {};
  return { value, ...(unit === undefined ? {} : { unit }), ...typed };
}

/** Steps are whole where both ends are, and whole pages where both ends are. */
function grainOf(ends: readonly number[], bench: Bench): number {
  return [bench.pageBytes, 1].find((grain) => ends.every((end) => end % grain === 0)) ?? 0;
}

function stepsOf(from: number, to: number, steps: number, scale: "lin" | "log", grain: number): number[] {
  return Array.from({ length: steps }, (_, index) => {
    if (index === 0) return from;
    if (index === steps - 1) return to;
    const ratio = index / (steps - 1);
    const value = scale === "lin" ? from + (to - from) * ratio : from * (to / from) ** ratio;
    return grain > 0 ? Math.round(value / grain) * grain : Number(value.toPrecision(STEP_DIGITS));
  });
}

/** In the unit typed, with as few digits as tell them apart. */
function labelsOf(values: readonly number[], { symbol, size }: NonNullable<End["typed"]> = { symbol: "", size: 1 }): string[] {
  const labels = LABEL_DIGITS.map((digits) => values.map((value) => `${Number((value / size).toPrecision(digits))} ${symbol}`.trim()));
  return labels.find((list) => new Set(list).size === list.length) ?? (labels.at(-1) as string[]);
}
