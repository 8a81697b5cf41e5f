/** Reads the variants of a comparison: for each, the fields of the scenario that it sets. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { Path } from "../scenario/origin.js";
import { formatPath, showValue } from "../scenario/show-value.js";
import { readScenarioText } from "../scenario/text.js";
import { type FaultTaker, type NamedFields, readVariants } from "./read-variants.js";

/** A variant as written: its name, and its fields as overrides (`path=value`) of `parseScenario`. */
export interface WrittenVariant {
  readonly label: string;
  readonly overrides: readonly string[];
}

/**
 * Reads variants from YAML or JSON: a mapping from names to fields, whose paths are those of overrides.
 *
 *     today: { channel: netfront }
 *     on a faster link: { channel: xenvmc, link.bandwidth: 10 Gbit/s }
 *
 * @throws ConfigError with every fault of the text and of its structure. Whether a path and its value exist, only the scenario tells.
 */
export function parseVariants(text: string, fileName?: string): WrittenVariant[] {
  const { value, issues, unlistedIssues, isReadable, locate } = readScenarioText(text);
  const faults = new FoundFaults();
  const variants = isReadable ? readMapping(value, faults) : [];
  const places = locate(faults.list);
  const located = faults.list.map(({ steps, expected, received }, index) => ({
    path: formatPath(steps),
    expected,
    received,
    ...places[index],
  }));
  const all: ConfigIssue[] = [...issues, ...located];
  if (all.length + unlistedIssues > 0) throw new ConfigError(all, fileName ?? "the variants", unlistedIssues);
  return variants.map(({ name, set }) => ({
    label: name,
    overrides: Object.entries(set).map(([path, field]) => `${path}=${JSON.stringify(field)}`),
  }));
}

class FoundFaults implements FaultTaker {
  readonly list: { readonly steps: Path; readonly atKey: boolean; readonly expected: string; readonly received: string }[] = [];

  add(steps: Path, expected: string, received: string, _suggestion?: string, atKey = false): void {
    this.list.push({ steps, atKey, expected, received });
  }
}

const EXPECTED = "a mapping from names of variants to the fields that each sets, as in today: { channel: netfront }";

/** The variants of a text: at least two, so that they can be compared. */
function readMapping(value: unknown, faults: FaultTaker): NamedFields[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    faults.add([], EXPECTED, showValue(value));
    return [];
  }
  const { length } = Object.keys(value);
  if (length < 2) faults.add([], "at least two variants to compare", String(length));
  return readVariants(value as Readonly<Record<string, unknown>>, [], faults);
}
