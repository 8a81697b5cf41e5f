/** The fields that axes and variants set, and the values they take. */
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type Faults, isMapping } from "./faults.js";
import type { AxisValue } from "./study.js";
import type { Bench, FieldValues } from "./trial.js";

/** Reports the faults that a value brings into the scenario. */
export function reportTrial(bench: Bench, set: FieldValues, steps: Path, faults: Faults): void {
  for (const { path, expected, received, suggestion } of bench.try(set).issues) {
    const own = Object.keys(set).length === 1 && path === Object.keys(set)[0];
    faults.add(steps, expected, own ? received : `${received}${path === "" ? "" : ` at ${path}`}`, suggestion);
  }
}

/** The number of a checked quantity or rate. */
export function numberOf(field: unknown): number | undefined {
  if (typeof field === "number") return field;
  return isMapping(field) && typeof field.perSecond === "number" ? field.perSecond : undefined;
}

/** Two values with one label could not be told apart. */
export function reportTwins(values: readonly AxisValue[], steps: Path, faults: Faults): void {
  const seen = new Set<string>();
  for (const { label } of values) {
    if (seen.has(label)) faults.add(steps, "values that differ", `${showValue(label)} twice`);
    seen.add(label);
  }
}
