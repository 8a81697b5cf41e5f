/**
 * Converts scenarios to the form in which users write them. Scenarios of results, in whole or in part, have other names, numbers in base units and every default
 * filled in. They are converted back, so that one schema and one set of checks apply to both forms.
 */
import type { LocatedIssue, Path } from "../issues.js";
import { settingsOfResult } from "../resolve/policy-settings.js";
import { readQuantity } from "../units.js";
import { SCENARIO } from "./shapes.js";
import { writeEngine } from "./write-engine.js";
import { isMapping, type Mapping, Writer } from "./writer.js";

export interface WrittenForm {
  readonly value: unknown;
  /** Contradictions among derived fields, which the written form does not have. */
  readonly issues: readonly LocatedIssue[];
  /** True if the scenario was taken from a result. */
  readonly isOfResult: boolean;
  /** Converts a path in the written form to that of the same field in the input. */
  givenPath(path: Path): Path;
}

/** The written form; unchanged if it already is. Of a result or another report the scenario is used. */
export function writtenForm(input: unknown): WrittenForm {
  const isOfResult = isMapping(input) && isMapping(input.generator) && isMapping(input.scenario);
  const scenario = isOfResult ? input.scenario : input;
  const root: Path = isOfResult ? ["scenario"] : [];
  if (!isMapping(scenario) || !isResolvedForm(scenario)) return { value: scenario, issues: [], isOfResult, givenPath: (path) => path };
  const writer = new Writer(pageBytesOf(scenario.vm));
  const value = writer.write(scenario, SCENARIO, [], root);
  const settings = settingsOfResult(scenario.policy, (scenario.vm as Mapping).memoryBytes, writer.pageBytes)?.engine;
  const context = { pageBytes: writer.pageBytes, bandwidthBitsPerSecond: bandwidthOf(scenario.link), settings };
  const engine = writeEngine(scenario.engine, context, { written: ["engine"], given: [...root, "engine"], writer });
  return {
    value: engine === scenario.engine ? value : { ...(value as Mapping), engine },
    issues: writer.issues,
    isOfResult,
    givenPath: (path) => writer.givenPath(path, root),
  };
}

/** Results name the memory with its unit; users do not. So a name of results in what a user wrote stays an unknown key. */
function isResolvedForm({ vm }: Mapping): boolean {
  return isMapping(vm) && vm.memoryBytes !== undefined;
}

const SMALL_PAGE_BYTES = 4096;

/** In either form; that of small pages where it is missing, or a fault that the schema finds. */
function pageBytesOf(vm: unknown): number {
  if (!isMapping(vm)) return SMALL_PAGE_BYTES;
  const bytes = quantityOf(vm.pageBytes ?? vm.pageSize, "size");
  return bytes >= 1 ? bytes : SMALL_PAGE_BYTES;
}

function bandwidthOf(link: unknown): number {
  return isMapping(link) ? quantityOf(link.bandwidthBitsPerSecond ?? link.bandwidth, "bandwidth") : Number.NaN;
}

function quantityOf(value: unknown, dimension: "size" | "bandwidth"): number {
  const reading = readQuantity(value, dimension);
  return "value" in reading ? reading.value : Number.NaN;
}
