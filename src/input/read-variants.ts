/** Reads fields to set, by their paths, and variants: what is compared with the others, a name and the fields that it sets. */
import { parsePath } from "../scenario/field-paths.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";

/** A variant as written: its name, and values by the paths of fields, as in `--set`. */
export interface NamedFields {
  readonly name: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** Takes faults. `steps` lead to the place; `atKey`: to a key instead of its value. */
export interface FaultTaker {
  add(steps: Path, expected: string, received: string, suggestion?: string, atKey?: boolean): void;
}

/** Fields that are one for all variants and points: without common seeds no difference could be taken run by run. */
const COMMON_FIELDS: ReadonlySet<string | number> = new Set(["version", "name", "seed", "runs", "study"]);
const LONGEST_NAME = 100;

/** The variants of a mapping from names to fields, without those whose fields are at fault. Whether a path exists, only the scenario tells. */
export function readVariants(given: Readonly<Record<string, unknown>>, steps: Path, faults: FaultTaker): NamedFields[] {
  return Object.entries(given).flatMap(([name, fields]) => {
    const at = [...steps, name];
    if (name.trim() === "" || name.length > LONGEST_NAME) {
      faults.add(at, `a name of 1 to ${LONGEST_NAME} characters`, showValue(name), undefined, true);
    }
    const set = readFields(fields, at, faults);
    return set === undefined ? [] : [{ name, set }];
  });
}

/** A mapping of paths to values; undefined and a fault if it is none. */
export function readFields(set: unknown, steps: Path, faults: FaultTaker): NamedFields["set"] | undefined {
  if (typeof set !== "object" || set === null || Array.isArray(set)) {
    faults.add(steps, "a mapping of paths to values, such as { vm.memory: 1 GiB }", showValue(set));
    return undefined;
  }
  const fields = set as NamedFields["set"];
  const wrong = Object.keys(fields).filter((path) => !isField(path, [...steps, path], faults));
  return wrong.length === 0 ? fields : undefined;
}

/** Whether a path names a field that may vary; a fault if not. */
export function isField(path: string, steps: Path, faults: FaultTaker): boolean {
  const first = parsePath(path)?.[0];
  if (first !== undefined && !COMMON_FIELDS.has(first)) return true;
  const expected =
    first === undefined
      ? "a path of a field as in --set: link.bandwidth, workload[0].rate"
      : `a field that may vary: ${first} is the same for all`;
  faults.add(steps, expected, showValue(path), undefined, true);
  return false;
}
