/** The fidelity for sweeps and searches: expected counts instead of pages. */

import { createSimulation, parseScenario, type ResolvedScenario, type Scenario, simulate } from "../../src/index.js";
import { type Benchmark, type Case, find, type NativeCompetitor, type Subject } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, milliseconds, scaled } from "../harness/verdict.js";

interface Input {
  readonly scenario: Scenario;
  /** Send passes of the migration. */
  readonly rounds: number;
  /** Dirty rate of SimGrid's guest, in per cent of the link's speed, that gives about as many passes. */
  readonly simgridPercent: number;
}

/** Migrations per call: a single one is too short to be timed. */
const BATCH = 100;
const CHECK_RUNS = 40;
/** Tolerance in addition to four standard errors: expected counts are not whole pages. */
const CHECK_TOLERANCE_RATIO = 0.002;

/** The web server of the examples, under an engine. */
function scenarioUnder(engine: Scenario["engine"]): Scenario {
  return {
    version: 1,
    vm: { memory: "4 GiB" },
    workload: [{ kind: "hot-cold", hot: { size: "16 MiB", rate: "35 k/s" }, cold: { size: "512 MiB", rate: "2 k/s" } }],
    link: { bandwidth: "1 Gbit/s" },
    engine,
  };
}

function expectedCase(name: string, engine: Scenario["engine"], rounds: number, simgridPercent: number): Case<Input> {
  return { name, units: BATCH, quick: true, input: { scenario: scenarioUnder(engine), rounds, simgridPercent } };
}

const CASES: readonly Case<Input>[] = [
  expectedCase("xen-4.10, 6 rounds", "xen-4.10", 6, 16),
  expectedCase("xen-3.3, 30 rounds", "xen-3.3", 30, 71),
];

async function totalSeconds(scenario: ResolvedScenario): Promise<readonly number[]> {
  const { runs } = await simulate(scenario);
  return runs.map((run) => run.totals.totalSeconds);
}

/** Checks against the mean of replications that simulate every page. */
async function checkAgainstPages({ scenario, rounds }: Input): Promise<void> {
  const seconds = await totalSeconds(parseScenario({ ...scenario, fidelity: "pages", runs: CHECK_RUNS }));
  const mean = seconds.reduce((sum, value) => sum + value, 0) / CHECK_RUNS;
  const variance = seconds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (CHECK_RUNS - 1);
  const result = await simulate({ ...scenario, fidelity: "expected" });
  const { totals } = result.runs[0] ?? {};
  if (totals?.rounds !== rounds) throw new Error(`${totals?.rounds} rounds instead of ${rounds}`);
  const off = Math.abs(totals.totalSeconds - mean);
  if (off > 4 * Math.sqrt(variance / CHECK_RUNS) + CHECK_TOLERANCE_RATIO * mean)
    throw new Error(`${totals.totalSeconds} s instead of ${mean} s`);
}

function open(input: Input): Subject {
  const scenario = parseScenario({ ...input.scenario, fidelity: "expected" });
  return {
    async answer() {
      await checkAgainstPages(input);
      return "as the pages on average";
    },
    prepare: () => ({
      isAsync: true,
      async run() {
        let seconds = 0;
        for (let index = 0; index < BATCH; index++) seconds += (await createSimulation(scenario)).run().runs[0]?.totals.totalSeconds ?? 0;
        return seconds;
      },
    }),
  };
}

/** SimGrid's model of a guest on the same link, with about as many passes. */
const simgrid: NativeCompetitor<Input> = {
  kind: "native",
  name: "SimGrid, about as many rounds",
  build: "simgrid",
  hasOwnDraws: true,
  commandArguments: ({ simgridPercent }) => [BATCH, 4096, 125_000_000, 119, simgridPercent].map(String),
};

function judge(measurements: readonly Measurement[]): Verdict[] {
  return CASES.flatMap(({ name, input }) => {
    const own = find(measurements, name, "expected");
    if (!own) return [];
    return [atMost(`expected, ${name}`, 10 + input.rounds, "us", scaled(milliseconds(own), 1000 / BATCH))];
  });
}

export const expected: Benchmark<Input> = {
  name: "expected",
  question: "How long does one migration of expected counts take, as a sweep or a search needs thousands of?",
  unit: "migration",
  cases: CASES,
  competitors: [{ kind: "module", name: "expected", open }, simgrid],
  ours: "expected",
  judge,
};
