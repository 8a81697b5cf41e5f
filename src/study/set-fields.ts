/** The fields that axes and variants set, and the values they take. */
import { parsePath } from "../scenario/field-paths.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";
import { type Faults, isMapping } from "./faults.js";
import type { AxisValue } from "./study.js";
import type { Bench, FieldValues } from "./trial.js";

/** Fields that are no question of a study: they are the same at all its points. */
const FIXED_FIELDS: ReadonlySet<string | number> = new Set(["version", "name", "seed", "runs", "study"]);
/** Whether an axis named by a path names a field that may vary; a fault if not. */
export function isField(path: string, steps: Path, faults: Faults): boolean {
  const first = parsePath(path)?.[0];
  if (first === undefined)
    faults.add(steps, "a path of a field as in --set: link.bandwidth, workload[0].rate", showValue(path), undefined, true);
  else if (FIXED_FIELDS.has(first))
    faults.add(steps, "a field that may vary; runs of a point differ by themselves", showValue(path), undefined, true);
  else return true;
  return false;
}

/** Reports the faults that a value brings into the scenario. */
export function reportTrial(bench: Bench, set: FieldValues, steps: Path, faults: Faults): void {
  for (const { path, expected, received, suggestion } of bench.try(set).issues) {
    const own = Object.keys(set).length === 1 && path === Object.keys(set)[0];
    faults.add(steps, expected, own ? received : `${received}${path === "" ? "" : ` at ${path}`}`, suggestion);
  }
}

/** A mapping of paths to values; undefined and a fault if it is none. */
export function readFields(set: unknown, steps: Path, faults: Faults): FieldValues | undefined {
  if (!isMapping(set)) {
    faults.add(steps, "a mapping of paths to values, such as { vm.memory: 1 GiB }", showValue(set));
    return undefined;
  }
  const wrong = Object.keys(set).filter((path) => !isField(path, [...steps, path], faults));
  return wrong.length === 0 ? set : undefined;
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
