/**
 * `npm run bench -- [--quick] [--profile] [--json FILE] [FILTER ...]`: checks every competitor's answer, times it, and compares it with
 * the targets.
 */

import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { BENCHMARK_NAMES, loadBenchmark } from "./catalogue.js";
import type { Benchmark, Case, Competitor } from "./harness/benchmark.js";
import { buildNamedCore } from "./harness/function-names.js";
import { describeMachine } from "./harness/machine.js";
import { FULL_EFFORT, pool, QUICK_EFFORT, summarise } from "./harness/measure.js";
import { answerOf, profileOf, type Setting, timesOf } from "./harness/processes.js";
import { machineLine, measurementTable, profileTable, verdictTable } from "./harness/tables.js";
import type { ChildTimes, Measurement, Verdict } from "./harness/types.js";

import { createYardstick } from "./harness/yardstick.js";

/** Above this load per processor, other processes distort the measurement. */
const QUIET_LOAD_PER_PROCESSOR = 0.5;

type AnyBenchmark = Benchmark<unknown>;

const printed: string[] = [];

/** Prints a text and keeps it for the Markdown file beside the JSON file. */
function print(text: string): void {
  console.log(text);
  printed.push(text);
}

/** Competitors that can do the case on this machine. */
function competitorsOn(benchmark: AnyBenchmark, work: Case<unknown>, setting: Setting): Competitor<unknown>[] {
  return benchmark.competitors.filter((one) => {
    if (one.takesPart?.(work.input) === false) return false;
    return one.kind === "module" || setting.yardstick.has(one.build);
  });
}

/** Throws if two competitors that draw the same numbers give different answers. */
function checkAnswers(benchmark: AnyBenchmark, work: Case<unknown>, competitors: readonly Competitor<unknown>[], setting: Setting): void {
  let right: { readonly name: string; readonly answer: string } | undefined;
  for (const competitor of competitors) {
    const answer = answerOf(benchmark, work, competitor, setting);
    if (competitor.hasOwnDraws) continue;
    right ??= { name: competitor.name, answer };
    if (answer === right.answer) continue;
    throw new Error(`${benchmark.name}, ${work.name}: ${competitor.name} answers ${answer}, ${right.name} ${right.answer}`);
  }
}

function runCase(benchmark: AnyBenchmark, work: Case<unknown>, setting: Setting): Measurement[] {
  const competitors = competitorsOn(benchmark, work, setting);
  checkAnswers(benchmark, work, competitors, setting);
  const timed = competitors.filter((one) => !one.isUntimed);
  const { passes } = setting.isQuick ? QUICK_EFFORT : FULL_EFFORT;
  const rounds = Array.from({ length: passes }, () => timed.map((competitor) => timesOf(benchmark, work, competitor, setting)));
  return timed.map((competitor, index) => {
    const times = rounds.map((round) => round[index] as ChildTimes);
    const { figures, units = work.units } = times.at(-1) as ChildTimes;
    return summarise({ benchmark: benchmark.name, case: work.name, competitor: competitor.name, units, figures }, pool(times));
  });
}

function runBenchmark(benchmark: AnyBenchmark, setting: Setting): Measurement[] {
  print(`\n## ${benchmark.name}\n\n${benchmark.question}\n`);
  const cases = benchmark.cases.filter((one) => one.quick || !setting.isQuick);
  const measurements = cases.flatMap((work) => runCase(benchmark, work, setting));
  print(measurementTable(measurements, benchmark.unit, benchmark.ours));
  const report = benchmark.report?.(measurements);
  if (report !== undefined) print(`\n${report}`);
  return measurements;
}

/** Prints the profile of our competitor. */
function profileBenchmark(benchmark: AnyBenchmark, setting: Setting): void {
  const ours = benchmark.competitors.find((one) => one.kind === "module" && one.name === benchmark.ours);
  if (ours?.kind !== "module") return;
  for (const work of benchmark.cases.filter((one) => one.quick || !setting.isQuick))
    print(`\n${benchmark.name}, ${work.name}\n\n${profileTable(profileOf(benchmark, work, ours, setting))}`);
}

async function profileAll(setting: Setting): Promise<void> {
  buildNamedCore();
  for (const name of names) profileBenchmark(await loadBenchmark(name), setting);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
    json: { type: "string", default: "build/benchmarks.json" },
  },
});
for (const filter of positionals) {
  if (BENCHMARK_NAMES.some((name) => name.includes(filter))) continue;
  throw new RangeError(`no benchmark is called ${filter}; there are ${BENCHMARK_NAMES.join(", ")}`);
}
const names = BENCHMARK_NAMES.filter((name) => positionals.length === 0 || positionals.some((filter) => name.includes(filter)));
if (!values.json.endsWith(".json")) throw new RangeError(`--json: expected a file that ends in .json, received ${values.json}`);

const yardstick = createYardstick();
const machine = describeMachine(yardstick.compiler);
print(machineLine(machine));
if (machine.loadAverage > machine.processors * QUIET_LOAD_PER_PROCESSOR) {
  print("The machine is busy: trust ratios within one table, and best and processor times rather than medians.");
}
const setting: Setting = { isQuick: values.quick, yardstick };
if (values.profile) await profileAll(setting);
else await measureAll(setting);

async function measureAll(setting: Setting): Promise<void> {
  // Before any measurement: fails here if the file cannot be written.
  mkdirSync(dirname(values.json), { recursive: true });
  closeSync(openSync(values.json, "a"));
  const measurements: Measurement[] = [];
  const verdicts: Verdict[] = [];
  for (const name of names) {
    const benchmark = await loadBenchmark(name);
    try {
      const own = runBenchmark(benchmark, setting);
      measurements.push(...own);
      verdicts.push(...(benchmark.judge?.(own) ?? []));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
  print(`\n## Targets\n\nEvery answer was compared before it was timed.\n\n${verdictTable(verdicts)}`);
  writeFileSync(values.json, `${JSON.stringify({ machine, isQuick: setting.isQuick, measurements, verdicts }, undefined, 2)}\n`);
  writeFileSync(values.json.replace(/\.json$/, ".md"), `${printed.join("\n").trim()}\n`);
}
