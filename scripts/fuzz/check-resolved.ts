/** Invariants of every resolved scenario: valid numbers in the units of their names. */
import type { ResolvedScenario, ResolvedSource } from "../../src/index.js";
import { claim } from "./fuzzer.js";

/** Throws a finding for a scenario that should not have been accepted. */
export function checkResolved(scenario: ResolvedScenario): void {
  checkValues(scenario, "");
  const { vm, link, workload, seed, runs } = scenario;
  const pages = vm.memoryBytes / vm.pageBytes;
  claim(
    Number.isInteger(Math.log2(vm.pageBytes)) && vm.pageBytes >= 4096 && vm.pageBytes <= 2 ** 30,
    () => `vm.pageBytes is ${vm.pageBytes}`,
  );
  claim(Number.isInteger(pages) && pages >= 1 && pages <= 2 ** 32, () => `${pages} pages`);
  claim(vm.slotsBytes >= vm.memoryBytes && Number.isInteger(vm.slotsBytes / vm.pageBytes), () => `vm.slotsBytes is ${vm.slotsBytes}`);
  claim(vm.deferredPages <= pages, () => `vm.deferredPages is ${vm.deferredPages} of ${pages}`);
  claim(
    link.goodputBytesPerSecond > 0 && link.goodputBytesPerSecond <= link.bandwidthBitsPerSecond / 8,
    () => `link.goodputBytesPerSecond is ${link.goodputBytesPerSecond}`,
  );
  claim(Number.isSafeInteger(seed) && Number.isSafeInteger(runs) && runs >= 1, () => `seed ${seed}, runs ${runs}`);
  claim(scenario.timeoutSeconds > 0, () => `timeoutSeconds is ${scenario.timeoutSeconds}`);
  for (const source of workload) checkSource(source, pages);
}

/** Fields with these suffixes are numbers of at least 0; ratios, except those of compression, are at most 1. */
const QUANTITY = /(Bytes|Seconds|Pages|PerSecond|Ratio|Cpus|vcpus|runs|seed)$/;

function checkValues(value: unknown, path: string): void {
  if (typeof value === "number") {
    claim(Number.isFinite(value) && !Object.is(value, -0), () => `${path} is ${Object.is(value, -0) ? "-0" : value}`);
    if (QUANTITY.test(path)) claim(value >= 0, () => `${path} is ${value}`);
    if (/Ratio$/.test(path) && !/compression/i.test(path)) claim(value <= 1, () => `${path} is ${value}`);
    return;
  }
  claim(value !== undefined && value !== null && typeof value !== "function", () => `${path} is ${value}`);
  if (typeof value !== "object" || value === null) return;
  // The columns of a trace are copies.
  claim(Object.isFrozen(value) || /^workload\[\]\.(seconds|pages)$/.test(path), () => `${path} is not frozen`);
  for (const [key, child] of Object.entries(value))
    checkValues(child, Array.isArray(value) ? `${path}[]` : path === "" ? key : `${path}.${key}`);
}

function checkSource(source: ResolvedSource, pages: number): void {
  if (source.kind === "phases") {
    for (const phase of source.phases) for (const inner of phase.workload) checkSource(inner, pages);
    return;
  }
  if (source.kind === "trace") {
    const { seconds, pages: written, durationSeconds, repeat, recordedWrites } = source;
    claim(seconds.length === written.length && written.length <= (recordedWrites ?? Infinity), () => `a trace of ${written.length} writes`);
    claim(
      written.every((page) => page >= 0 && page < pages),
      () => "a trace page beyond memory",
    );
    claim(
      seconds.every((second, index) => second >= (seconds[index - 1] ?? 0) && second <= durationSeconds),
      () => "a trace that goes back in time, or beyond its end",
    );
    claim(!repeat || durationSeconds > 0, () => "a trace that repeats in no time");
    return;
  }
  claim(
    source.pages >= 1 && source.startPage >= 0 && source.startPage + source.pages <= pages,
    () => `a region of ${source.pages} pages at ${source.startPage} of ${pages}`,
  );
}
