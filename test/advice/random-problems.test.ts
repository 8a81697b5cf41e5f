/**
 * Advice on random problems whose answer is known by construction. A feasible one has goals that a known setting met in replicated runs, with
 * a margin; an infeasible one has a total time below that of sending memory once at the best compression, or a downtime below the time that
 * the guest takes to resume. STUDY_ADVICE=100 makes that many feasible problems and half as many infeasible ones; the figures are printed.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastBytes } from "../../src/advice/bounds.js";
import { advise } from "../../src/advice.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { applyOverrides } from "../../src/scenario/overrides.js";
import { simulate } from "../../src/simulation/simulate.js";

const PROBLEMS = Number(process.env.STUDY_ADVICE ?? 4);
const SEED = Number(process.env.STUDY_ADVICE_SEED ?? 20261128);
/** Shares of the advice that may fail when it is replayed: the contract of the study. */
const MET_SHARE = 0.95;
const REPLAYS = 5;
/** Room between the worst of the known setting's runs and the goals. */
const [TOTAL_MARGIN, DOWNTIME_MARGIN] = [1.15, 1.25];

type Fields = Readonly<Record<string, unknown>>;

/** Settings that an operator may have had before, by engine. Their values are not those that advice tries. */
const KNOWN: Readonly<Record<string, readonly Fields[]>> = {
  "qemu-10.2": [
    { "engine.maxBandwidth": 0 },
    { "engine.maxBandwidth": 0, "engine.downtimeLimit": "120 ms" },
    { "engine.maxBandwidth": 0, "engine.downtimeLimit": "700 ms", "engine.multifd": { channels: 4 } },
    { "engine.maxBandwidth": 0, "engine.autoConverge": true },
    { "engine.maxBandwidth": "80 MiB/s", "engine.autoConverge": true },
    { "engine.maxBandwidth": 0, "engine.multifd": { channels: 8, compression: "zstd" } },
    { "engine.maxBandwidth": 0, "engine.postcopy": true },
    { "engine.maxBandwidth": 0, "engine.xbzrle": true },
  ],
  "qemu-8.2": [
    { "engine.maxBandwidth": 0 },
    { "engine.maxBandwidth": 0, "engine.downtimeLimit": "450 ms" },
    { "engine.maxBandwidth": 0, "engine.autoConverge": true },
    { "engine.maxBandwidth": 0, "engine.postcopy": { preempt: true } },
  ],
  "cloud-hypervisor-53": [{}, { "engine.downtime": "150 ms" }, { "engine.downtime": "600 ms", "engine.connections": 4 }],
};

const regions = fc.array(fc.record({ kind: fc.constant("uniform"), size: fc.constantFrom("4 MiB", "16 MiB", "48 MiB"), rate: rates() }), {
  minLength: 0,
  maxLength: 2,
});

function rates() {
  return fc.constantFrom(0.5, 2, 10, 40, 150, 600).map((rate) => `${rate} MB/s`);
}

const problems = fc.record({
  engine: fc.constantFrom(...Object.keys(KNOWN)),
  memory: fc.constantFrom("192 MiB", "256 MiB", "320 MiB"),
  zero: fc.constantFrom(0, 0.2, 0.4),
  vcpus: fc.constantFrom(1, 2, 8),
  workload: regions,
  bandwidth: fc.constantFrom("1 Gbit/s", "2.5 Gbit/s", "10 Gbit/s"),
  pick: fc.nat(),
  /** Of the infeasible ones: how far below the bound, and which goal. */
  share: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
  isLate: fc.boolean(),
});
type Problem = typeof problems extends fc.Arbitrary<infer Value> ? Value : never;

function scenarioOf({ engine, memory, zero, vcpus, workload, bandwidth }: Problem): object {
  return {
    version: 1,
    vm: { memory, vcpus, content: { zero, where: "outside the workload" } },
    workload,
    link: { bandwidth },
    engine: { preset: engine },
    timeout: "2 min",
  };
}

async function runsOf(scenario: object, fields: Fields, seed: number, runs: number) {
  const set = Object.entries(fields).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  return (await simulate(applyOverrides(structuredClone(scenario), [...set, `seed=${seed}`, `runs=${runs}`]) as never)).runs;
}

/** Goals that the known setting meets; undefined where it leaves the guest at the source. */
async function goalsOf(scenario: object, problem: Problem) {
  const known = KNOWN[problem.engine] as readonly Fields[];
  const runs = await runsOf(scenario, known[problem.pick % known.length] as Fields, 1, REPLAYS);
  if (runs.some(({ stop }) => !stop.converged && stop.kind !== "postcopy")) return undefined;
  const most = (values: readonly number[]): number => Math.max(...values);
  return {
    maxTotal: TOTAL_MARGIN * most(runs.map(({ totals }) => totals.totalSeconds)),
    maxDowntime: DOWNTIME_MARGIN * most(runs.map(({ totals }) => totals.downtimeSeconds)),
  };
}

async function isMet(scenario: object, fields: Fields, goals: { readonly maxTotal: number; readonly maxDowntime: number }) {
  const runs = await runsOf(scenario, fields, 4242, REPLAYS);
  return runs.every(({ totals }) => totals.totalSeconds <= goals.maxTotal && totals.downtimeSeconds <= goals.maxDowntime);
}

/** Goals below a bound: memory sent once at the best compression, or the time to resume. */
function unreachable(scenario: Fields, { share, isLate }: Problem): { readonly scenario: object; readonly goals: object } {
  const { host: _host, ...rest } = scenario;
  if (isLate) return { scenario: { ...rest, host: { resume: "200 ms" } }, goals: { maxTotal: "2 min", maxDowntime: share * 0.2 } };
  const resolved = parseScenario(scenario);
  const zstd = parseScenario({ ...scenario, engine: { preset: "qemu-10.2", multifd: { channels: 8, compression: "zstd" } } });
  const ratio = zstd.engine.family === "qemu" ? (zstd.engine.multifd?.compressionRatio as number) : Number.NaN;
  const seconds = leastBytes(resolved) / ratio / resolved.link.goodputBytesPerSecond;
  return { scenario: rest, goals: { maxTotal: share * seconds, maxDowntime: "10 s" } };
}

describe("advice on random problems", () => {
  it(
    "meets feasible goals with new seeds",
    async () => {
      const missed: string[] = [];
      let count = 0;
      for (const problem of fc.sample(problems, { seed: SEED, numRuns: 4 * PROBLEMS })) {
        if (count === PROBLEMS) break;
        const scenario = scenarioOf(problem);
        const goals = await goalsOf(scenario, problem);
        if (goals === undefined) continue;
        count++;
        const system = problem.engine.startsWith("qemu") ? "qemu" : "cloud-hypervisor";
        const { advised, nearest } = await advise(scenario, { ...goals, system });
        if (advised === undefined) missed.push(`none: ${JSON.stringify({ problem, goals, nearest: nearest?.label })}`);
        else if (!(await isMet(scenario, advised.set, goals)))
          missed.push(`replay: ${JSON.stringify({ problem, goals, label: advised.label })}`);
      }
      if (PROBLEMS > 4) console.log(`feasible: ${count - missed.length} of ${count} met when replayed, seed ${SEED}\n${missed.join("\n")}`);
      expect(count).toBe(PROBLEMS);
      expect(count - missed.length, missed.join("\n")).toBeGreaterThanOrEqual(MET_SHARE * count);
    },
    PROBLEMS * 60_000,
  );

  it(
    "never calls infeasible goals feasible",
    async () => {
      const wrong: string[] = [];
      const asked = fc.sample(problems, { seed: SEED + 1, numRuns: Math.ceil(PROBLEMS / 2) });
      for (const problem of asked) {
        const { scenario, goals } = unreachable(scenarioOf(problem) as Fields, problem);
        const { advised } = await advise(scenario, goals as { maxTotal: string; maxDowntime: string });
        if (advised !== undefined) wrong.push(JSON.stringify({ problem, goals, label: advised.label }));
      }
      if (PROBLEMS > 4) console.log(`infeasible: ${wrong.length} of ${asked.length} called feasible, seed ${SEED + 1}`);
      expect(wrong).toEqual([]);
    },
    PROBLEMS * 60_000,
  );
});
