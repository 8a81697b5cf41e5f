/**
 * Every scenario as users write it. What results echo, whole or in part, has other names, numbers in base units and every default
 * filled in: it is turned back, so that one schema and one set of checks serve both forms.
 */
import type { LocatedIssue, Path } from "../issues.js";
import { readQuantity } from "../units.js";
import { SCENARIO } from "./shapes.js";
import { writeEngine } from "./write-engine.js";
import { isMapping, type Mapping, Writer } from "./writer.js";

export interface WrittenForm {
  readonly value: unknown;
  /** Contradictions among fields that follow from others and are no longer there. */
  readonly issues: readonly LocatedIssue[];
  /** True where the scenario was taken out of a result. */
  readonly isOfResult: boolean;
  /** From a path in the written form to that of the same field in what was given. */
  givenPath(path: Path): Path;
}

/** The written form; the value itself where it is that already. A result, or another report with a scenario in it, gives its scenario. */
export function writtenForm(input: unknown): WrittenForm {
  const isOfResult = isMapping(input) && isMapping(input.generator) && isMapping(input.scenario);
  const scenario = isOfResult ? input.scenario : input;
  const root: Path = isOfResult ? ["scenario"] : [];
  if (!isMapping(scenario) || !isResolvedForm(scenario)) return { value: scenario, issues: [], isOfResult, givenPath: (path) => path };
  const writer = new Writer(pageBytesOf(scenario.vm));
  const value = writer.write(scenario, SCENARIO, [], root);
  const context = { pageBytes: writer.pageBytes, bandwidthBitsPerSecond: bandwidthOf(scenario.link) };
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
