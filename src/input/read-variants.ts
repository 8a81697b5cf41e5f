/** Reads variants: what is compared with the others, a name and the fields of the scenario that it sets. */
import { parsePath } from "../scenario/field-paths.js";
import type { Path } from "../scenario/origin.js";
import { showValue } from "../scenario/show-value.js";

/** A variant as written: its name, and values by the paths of fields, as in `--set`. */
export interface NamedFields {
  readonly name: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** A fault. `steps` lead to it from the mapping of variants; `atKey`: to a key instead of its value. */
export interface VariantFault {
  readonly steps: Path;
  readonly atKey: boolean;
  readonly expected: string;
  readonly received: string;
}

/** Fields that are one for all variants: without common seeds no difference could be taken run by run. */
const COMMON_FIELDS: ReadonlySet<string | number> = new Set(["version", "name", "seed", "runs", "study"]);
const LONGEST_NAME = 100;

/**
 * The variants of a mapping from names to fields, without those at fault, and every fault. Whether a path and its value exist, only the
 * scenario tells.
 */
export function readVariants(given: Readonly<Record<string, unknown>>): {
  readonly variants: NamedFields[];
  readonly faults: VariantFault[];
} {
  const faults: VariantFault[] = [];
  const variants = Object.entries(given).flatMap(([name, set]) => {
    const own = [...nameFaults(name), ...fieldFaults(name, set)];
    faults.push(...own);
    return own.length === 0 ? [{ name, set: set as NamedFields["set"] }] : [];
  });
  return { variants, faults };
}

function nameFaults(name: string): VariantFault[] {
  if (name.trim() !== "" && name.length <= LONGEST_NAME) return [];
  return [{ steps: [name], atKey: true, expected: `a name of 1 to ${LONGEST_NAME} characters`, received: showValue(name) }];
}

function fieldFaults(name: string, set: unknown): VariantFault[] {
  if (typeof set !== "object" || set === null || Array.isArray(set)) {
    const expected = "a mapping of paths to values, such as { vm.memory: 1 GiB }";
    return [{ steps: [name], atKey: false, expected, received: showValue(set) }];
  }
  return Object.keys(set).flatMap((path) => {
    const expected = expectedOf(path);
    return expected === undefined ? [] : [{ steps: [name, path], atKey: true, expected, received: showValue(path) }];
  });
}

/** What a path that no variant may set should have been. */
function expectedOf(path: string): string | undefined {
  const first = parsePath(path)?.[0];
  if (first === undefined) return "a path of a field as in --set: link.bandwidth, workload[0].rate";
  return COMMON_FIELDS.has(first) ? `no ${first} of its own: it is the same for all variants` : undefined;
}
