import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulation, type ResolvedScenario, type Simulation, simulate } from "../../src/index.js";
import { guests, scenarioOf } from "../support/guests.js";

type Way = (simulation: Simulation) => void;

/** Step lengths, used cyclically: some are shorter than QEMU's bursts, some longer than most rounds. */
const steps = fc.array(
  fc.double({ min: -4, max: -1, noNaN: true }).map((exponent) => 10 ** exponent),
  { minLength: 1, maxLength: 4 },
);

function inSteps(lengths: readonly number[]): Way {
  // Long enough on average that a migration takes fewer than a million of them.
  const all = [...lengths, 0.01];
  return (simulation) => {
    for (let index = 0; !simulation.finished; index++) simulation.advance(simulation.nowSeconds + (all[index % all.length] as number));
  };
}

const WAYS: Readonly<Record<string, Way>> = {
  "round by round": (simulation) => {
    while (simulation.step());
  },
  "by iteration": (simulation) => void [...simulation],
  "round by round, by advance": (simulation) => {
    while (!simulation.finished) simulation.advance(Infinity, 1);
  },
};

async function bytes(scenario: ResolvedScenario, way: Way): Promise<string> {
  const simulation = await createSimulation(scenario);
  way(simulation);
  return JSON.stringify(simulation.runResult());
}

describe("a migration gives the same bytes", () => {
  it.each(["pages", "expected", "events"] as const)("whatever the steps, of %s", async (fidelity) => {
    await fc.assert(
      fc.asyncProperty(guests(fidelity), steps, steps, async (guest, some, others) => {
        const scenario = scenarioOf(guest, { timeout: "1 s" });
        const whole = JSON.stringify((await simulate(scenario)).runs[0]);
        for (const way of [...Object.values(WAYS), inSteps(some), inSteps(others)]) expect(await bytes(scenario, way)).toBe(whole);
      }),
      { seed: 30, numRuns: fidelity === "events" ? 20 : 60 },
    );
  });
});
