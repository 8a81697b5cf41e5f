/** Fuzzer of stepping: every way of stepping a migration must give the same bytes. */
import fc from "fast-check";
import { ConfigError, createSimulation, parseScenario, type ResolvedScenario, type RunResult, simulate } from "../../src/index.js";
import { firstDifference } from "./check-text.js";
import { claim, type Fuzzer } from "./fuzzer.js";
import { scenarios, type WrittenScenario } from "./generate-scenarios.js";

/** A scenario, another one stepped in alternation with it, and step lengths as shares of the migration's total time. */
export interface SteppedInput {
  readonly scenario: WrittenScenario;
  readonly beside: WrittenScenario;
  readonly shares: readonly number[];
}

type Way = (scenario: ResolvedScenario, input: SteppedInput, whole: RunResult) => Promise<RunResult>;

const TINY_STEPS = 500;

/** Every way of stepping a migration to its end. */
const WAYS: Readonly<Record<string, Way>> = {
  "step by step": async (scenario) => {
    const simulation = await createSimulation(scenario);
    while (simulation.step());
    return simulation.runResult();
  },
  "for of": async (scenario) => {
    const simulation = await createSimulation(scenario);
    for (const round of simulation) claim(round.durationSeconds >= 0, () => "a round of negative duration");
    return simulation.runResult();
  },
  "steps of random lengths": async (scenario, { shares }, { totals }) => {
    const simulation = await createSimulation(scenario);
    for (const share of shares) simulation.advance(simulation.nowSeconds + share * totals.totalSeconds);
    return endOf(simulation.run());
  },
  "tiny steps": async (scenario, _, { totals }) => {
    const simulation = await createSimulation(scenario);
    for (let step = 1; step <= TINY_STEPS; step++) simulation.advance((step / TINY_STEPS) * totals.totalSeconds);
    return endOf(simulation.run());
  },
  "one huge step": async (scenario) => {
    const simulation = await createSimulation(scenario);
    simulation.advance(1e12);
    return simulation.runResult();
  },
  "in turn with another": async (scenario, { beside, shares }, { totals }) => {
    const [simulation, other] = [await createSimulation(scenario), await createSimulation(parseScenario({ ...beside, fidelity: "pages" }))];
    for (const share of shares) {
      simulation.advance(simulation.nowSeconds + share * totals.totalSeconds);
      other.advance(other.nowSeconds + share * totals.totalSeconds);
    }
    return endOf(simulation.run());
  },
  "by the reference": async (scenario) => endOf((await createSimulation(scenario, { pages: "reference" })).run()),
  "from its JSON": async (_, { scenario }) => {
    const copy = JSON.parse(JSON.stringify({ ...scenario, runs: 1 }));
    return endOf((await createSimulation(parseScenario(copy))).run());
  },
};

export const stepFuzzer: Fuzzer<SteppedInput> = {
  name: "steps",
  count: 500,
  limitSeconds: 120,
  inputs: fc.record({
    scenario: scenarios,
    beside: scenarios,
    shares: fc.array(
      fc.integer({ min: 0, max: 1000 }).map((value) => (value / 1000) ** 3),
      { maxLength: 20 },
    ),
  }),
  show: (input) => JSON.stringify(input),
  check: checkSteps,
};

/** Steps a scenario in every way and compares each result with that of a single run, bit for bit. Returns the fidelity as verdict. */
export async function checkSteps(drawn: SteppedInput): Promise<string> {
  // fast-check marks drawn values with a symbol, which scenarios may not have; a clone lacks it.
  const input = structuredClone(drawn);
  const scenario = parseScenario({ ...input.scenario, runs: 1 });
  let whole: RunResult;
  try {
    whole = endOf(await simulate(scenario));
  } catch (error) {
    if (error instanceof ConfigError) return "refused";
    throw error;
  }
  for (const [name, way] of Object.entries(WAYS)) {
    const run = await way(scenario, input, whole);
    claim(JSON.stringify(run) === JSON.stringify(whole), () => `${name}: ${firstDifference(whole, run)}`);
  }
  return scenario.fidelity;
}

function endOf({ runs }: { readonly runs: readonly RunResult[] }): RunResult {
  const [run] = runs;
  claim(run !== undefined, () => "a result without a run");
  return run;
}
