/** Reads the variants of a comparison: for each, the fields of the scenario that it sets. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { formatPath, showValue } from "../scenario/show-value.js";
import { readScenarioText } from "../scenario/text.js";

/** A variant as written: its name, and its fields as overrides (`path=value`) of `parseScenario`. */
export interface WrittenVariant {
  readonly label: string;
  readonly overrides: readonly string[];
}

/** Fields that are one for all variants: without common seeds no difference could be taken run by run. */
const COMMON_FIELDS: readonly string[] = ["version", "seed", "runs"];

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
  const found = isReadable ? faultsOf(value) : [];
  const places = locate(found.map(({ steps }) => ({ steps, atKey: false })));
  const located = found.map(({ steps, ...issue }, index) => ({ path: formatPath(steps), ...issue, ...places[index] }));
  const all: ConfigIssue[] = [...issues, ...located];
  if (all.length + unlistedIssues > 0) throw new ConfigError(all, fileName ?? "the variants", unlistedIssues);
  return Object.entries(value as Record<string, Record<string, unknown>>).map(([label, fields]) => ({
    label,
    overrides: Object.entries(fields).map(([path, field]) => `${path}=${JSON.stringify(field)}`),
  }));
}

interface Fault extends Pick<ConfigIssue, "expected" | "received"> {
  readonly steps: readonly string[];
}

function faultsOf(value: unknown): Fault[] {
  if (!isMapping(value)) return [{ steps: [], expected: EXPECTED, received: showValue(value) }];
  const entries = Object.entries(value);
  const few = entries.length < 2 ? [{ steps: [], expected: "at least two variants to compare", received: String(entries.length) }] : [];
  return [...few, ...entries.flatMap(([label, fields]) => fieldFaults(label, fields))];
}

function fieldFaults(label: string, fields: unknown): Fault[] {
  if (!isMapping(fields)) return [{ steps: [label], expected: "a mapping from fields to values", received: showValue(fields) }];
  return Object.keys(fields)
    .filter((path) => COMMON_FIELDS.includes(path))
    .map((path) => ({
      steps: [label, path],
      expected: `no ${path} of its own: it is the same for all variants`,
      received: showValue(fields[path]),
    }));
}

const EXPECTED = "a mapping from names of variants to the fields that each sets, as in today: { channel: netfront }";

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
