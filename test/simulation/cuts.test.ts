import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulation, type ResolvedScenario, type RunResult, type StopPolicy, simulate } from "../../src/index.js";
import { type Guest, guests, scenarioOf } from "../support/guests.js";
import { brokenInvariants } from "../support/invariants.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

/** When the migration is cut, as a share of its total time. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const any = guests("pages", "expected", "events");

async function wholeSeconds(guest: Guest): Promise<number> {
  return (await migrate(scenarioOf(guest, { timeout: "3 s" }), { pages: "core" })).totals.totalSeconds;
}

function expectSound(run: RunResult, scenario: ResolvedScenario): void {
  expect(brokenInvariants(run, scenario)).toEqual([]);
}

describe("the accounts of a migration that is cut", () => {
  it("hold at a timeout at any time", async () => {
    await fc.assert(
      fc.asyncProperty(any, share, async (guest, where) => {
        const timeout = Math.max(1e-6, where * (await wholeSeconds(guest)));
        const scenario = scenarioOf(guest, { timeout });
        expectSound(await migrate(scenario), scenario);
      }),
      { seed: 20, numRuns: 150 },
    );
  });

  it("hold if the caller cancels at any time, after any steps", async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.array(share, { minLength: 1, maxLength: 3 }), async (guest, shares) => {
        const seconds = await wholeSeconds(guest);
        const scenario = scenarioOf(guest);
        const simulation = await createSimulation(scenario, { pages: "reference" });
        for (const where of [...shares].sort((a, b) => a - b)) simulation.advance(where * seconds);
        simulation.cancel();
        expectSound(simulation.runResult(), scenario);
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it("hold if a policy aborts at any call", async () => {
    const asking = any.filter(({ engine }) => !/firecracker|simgrid/.test(engine));
    await fc.assert(
      fc.asyncProperty(asking, fc.nat(12), async (guest, asked) => {
        let question = 0;
        const policy: StopPolicy = () => (question++ === asked ? "abort" : "continue");
        const scenario = scenarioOf(guest, { timeout: "5 s" });
        expectSound(await migrate(scenario, { policy }), scenario);
      }),
      { seed: 22, numRuns: 150 },
    );
  });

  it("hold for the runs finished before a signal was aborted", async () => {
    await fc.assert(
      fc.asyncProperty(any, fc.integer({ min: 1, max: 6 }), async (guest, reports) => {
        const controller = new AbortController();
        let left = reports;
        const abort = () => {
          if (--left === 0) controller.abort(new Error("enough"));
        };
        const scenario = scenarioOf(guest, { timeout: "1 s", runs: 3 });
        const options = { signal: controller.signal, keepFinishedRuns: true, onRound: abort, onProgress: abort, onRun: abort };
        const result = await simulate(scenario, options).catch((error: Error) => error.message);
        if (typeof result === "string") expect(result).toBe("enough");
        else for (const run of result.runs) expectSound(run, scenario);
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  it("never count fewer pages than were sent for the first time, where those come late in a stretch of expected counts", async () => {
    // A scattered burst makes every page dirty at once: what a round skips until then it sends after it.
    const cut = fc.record({
      engine: fc.constantFrom("xen-2.0", "xen-4.10", "qemu-10.0"),
      sizeMebibytes: fc.integer({ min: 1, max: 60 }),
      periodSeconds: fc.double({ min: 0.01, max: 0.8, noNaN: true }),
      timeoutSeconds: fc.double({ min: 0.001, max: 2, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cut, async ({ engine, sizeMebibytes, periodSeconds, timeoutSeconds }) => {
        const workload = [{ kind: "burst", size: `${sizeMebibytes} MiB`, period: periodSeconds, layout: "scattered" }];
        const scenario = scenarioWith({ engine, workload, fidelity: "expected", timeout: timeoutSeconds });
        expectSound(await migrate(scenario, { pages: "core" }), scenario);
      }),
      { seed: 24, numRuns: 400 },
    );
  });

  it("count the pages of the batch in flight that had left, by kind", async () => {
    // The stop-and-copy ends with 1000 pages never sent before. Cut there, none of them counts as sent again.
    const guest: Guest = { ...SILENT, engine: "xen-4.10", deferredPages: 1000 };
    const whole = await migrate(scenarioOf(guest));
    const last = whole.rounds.at(-1);
    if (!last) throw new Error("There was no round.");
    expect(last.pagesSent).toBeGreaterThanOrEqual(1000);
    const { totals, rounds } = await migrate(scenarioOf(guest, { timeout: last.startSeconds + 0.9 * last.durationSeconds }));
    const sentPages = rounds.at(-1)?.pagesSent ?? 0;
    expect(sentPages).toBeGreaterThan(0.89 * last.pagesSent);
    expect(sentPages).toBeLessThan(last.pagesSent);
    expect(totals.pagesSent - totals.pagesResent).toBeGreaterThan(4096 - 1000);
    expect(totals.pagesSent - totals.pagesResent).toBeLessThan(4096);
  });
});

const SILENT: Guest = {
  engine: "xen-4.10",
  workload: "silent",
  zeroRatio: 0,
  deferredPages: 0,
  gigabits: 1,
  place: "none",
  writeFault: "0 s",
  fidelity: "pages",
  seed: 1,
};
