import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import { createSimulation, type Engine, enableLog, type ResolvedScenario, send, simulate, suspend } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const WORKLOAD = [
  { kind: "uniform", size: "4 MiB", rate: "30 k/s" },
  { kind: "sweep", size: "2 MiB", rate: "9 k/s" },
];
const HOST = { suspend: "12 ms", suspendDirtyPages: 150, resume: "40 ms" };

/** Stop-and-copy: the shortest engine possible. */
function createOwnEngine(): Engine {
  return {
    name: "mine",
    ...BARE_WIRE,
    *migrate() {
      yield* enableLog(0, 0);
      yield* suspend({ kind: "policy", converged: false, detail: "It always stops and copies." });
      yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
    },
  };
}

/** Advances the migration by these simulated seconds, cyclically. */
async function inSteps(scenario: ResolvedScenario, steps: readonly number[]) {
  const simulation = await createSimulation(scenario, { pages: "reference" });
  for (let index = 0; !simulation.finished; index++) simulation.advance(simulation.nowSeconds + (steps[index % steps.length] as number));
  return simulation.runResult();
}

describe("a migration", () => {
  it("gives the same bytes whatever the steps", async () => {
    const step = fc.double({ min: 1e-5, max: 0.3, noNaN: true });
    const engine = fc.constantFrom("xen-3.0", "xen-3.3", "xen-4.2", "xen-4.10", "xen-nsdi05");
    const fault = fc.constantFrom("0 s", "2 us");
    await fc.assert(
      fc.asyncProperty(
        engine,
        fault,
        fc.array(fc.oneof(step, fc.constant(0.3)), { minLength: 1, maxLength: 6 }),
        fc.nat(99),
        async (name, writeFault, steps, seed) => {
          const scenario = scenarioWith({
            vm: { memory: "16 MiB", content: { zero: 0.2 } },
            engine: name,
            workload: WORKLOAD,
            host: { ...HOST, writeFault },
            seed,
          });
          const lengths = steps.every((seconds) => seconds < 0.01) ? [...steps, 0.05] : steps;
          expect(JSON.stringify(await inSteps(scenario, lengths))).toBe(JSON.stringify(await migrate(scenario)));
        },
      ),
      { seed: 7, numRuns: 25 },
    );
  });

  it("is the same round by round, by iteration and at once", async () => {
    const scenario = scenarioWith({ workload: WORKLOAD, host: HOST });
    const stepped = await createSimulation(scenario, { pages: "reference" });
    const rounds = [...stepped];
    const whole = await migrate(scenario);
    expect(rounds).toEqual(whole.rounds);
    expect(stepped.runResult()).toEqual(whole);
    expect(stepped.step()).toBeUndefined();
  });

  it("accounts for every second of the downtime and of the total time", async () => {
    const { totals, phases, rounds } = await migrate(
      scenarioWith({ workload: WORKLOAD, host: HOST, link: { bandwidth: "1 Gbit/s", latency: "1 ms" } }),
    );
    expect(totals.downtimeSeconds).toBeCloseTo(
      phases.suspendSeconds + phases.stopAndCopySeconds + phases.stateSeconds + phases.resumeSeconds,
      12,
    );
    const sum = Object.values(phases).reduce((total, seconds) => total + seconds, 0);
    expect(totals.totalSeconds).toBeCloseTo(sum, 12);
    expect(phases.stateSeconds).toBeCloseTo(8192 / (0.94 * 125e6) + 4e-3, 12);
    expect(phases.resumeSeconds).toBe(0.04);
    expect(totals.pagesSent).toBe(rounds.reduce((total, round) => total + round.pagesSent, 0));
    expect(totals.wireBytes).toBe(40 + 8192 + rounds.reduce((total, round) => total + round.wireBytes, 0));
    expect(totals.resendRatio).toBe(totals.pagesSent / 16384);
  });

  it("is cancelled at the timeout with the pages it had sent, and the guest stays", async () => {
    const { stop, totals, rounds } = await migrate(scenarioWith({ workload: WORKLOAD, timeout: "0.2 s" }));
    expect(stop.kind).toBe("timeout");
    expect(totals.downtimeSeconds).toBe(0);
    expect(rounds).toHaveLength(1);
    // Of the batch in flight, what has left is counted, as pages with their content.
    expect(totals.totalSeconds).toBe(0.2);
    expect(totals.pagesSent).toBe(Math.floor((0.2 * 125e6 - 40 - 6 * 16) / 4104));
    expect(totals.pagesResent).toBe(0);
  });

  it("is cancelled at the timeout on a link on which the first batch never ends", async () => {
    const { totals } = await migrate(scenarioWith({ workload: WORKLOAD, timeout: "1 s", link: { bandwidth: "1 kbit/s" } }));
    expect(totals).toMatchObject({ totalSeconds: 1, pagesSent: 0, pagesResent: 0 });
  });

  it("counts the downtime of a guest whose migration is cancelled while it is paused", async () => {
    const { stop, totals, phases } = await migrate(scenarioWith({ workload: WORKLOAD, timeout: "2 s", host: { suspend: "10 s" } }));
    expect(stop.kind).toBe("timeout");
    expect(totals.downtimeSeconds).toBeCloseTo(phases.suspendSeconds, 12);
    expect(totals.totalSeconds).toBeCloseTo(phases.setupSeconds + phases.liveSeconds + phases.suspendSeconds, 12);
  });

  it.each(["xen-3.3", "xen-4.10"])("ends under %s whatever a policy decides for a guest that writes nothing", async (engine) => {
    const run = await migrate(scenarioWith({ engine, workload: [], timeout: "1 s" }), { policy: () => "continue" });
    expect(run.stop.kind).toBe("timeout");
    const endless = await migrate(scenarioWith({ engine, vm: { memory: "4 KiB" }, workload: [] }), { policy: () => "continue" });
    expect(endless.stop.kind).toBe("round-limit");
    expect(endless.rounds).toHaveLength(100_000);
  });

  it("yields to the caller between many short rounds", async () => {
    const scenario = scenarioWith({
      vm: { memory: "4 MiB" },
      engine: { preset: "xen-4.10", maxIterations: 0, minDirtyPages: 1 },
      workload: [{ kind: "uniform", size: "4 KiB", rate: "1 M/s" }],
    });
    const controller = new AbortController();
    let breaks = 0;
    const onProgress = () => {
      if (++breaks === 3) controller.abort(new Error("enough"));
    };
    await expect(simulate(scenario, { signal: controller.signal, onProgress, pages: "reference" })).rejects.toThrow("enough");
  });

  it("checks every scenario not made by parseScenario, changed copies included", async () => {
    const scenario = scenarioWith({ workload: WORKLOAD });
    await expect(simulate({ ...scenario, runs: 0 } as never)).rejects.toThrow("fault");
    await expect(
      simulate({ version: 1, vm: { memory: "1 MiB" }, link: { bandwidth: "1 Gbit/s" }, timeoutSeconds: 10 } as never),
    ).rejects.toThrow("timeout");
  });

  it("names an engine that ended without a reason", async () => {
    const engine = { ...createOwnEngine(), *migrate() {} };
    await expect(migrate(scenarioWith({ workload: [] }), { engine })).rejects.toThrow("Engine mine ended without");
    expect((await migrate(scenarioWith({ workload: [] }), { engine: createOwnEngine() })).engine).toBe("mine");
  });

  it("takes batches of 4 MiB, whatever the size of a page", async () => {
    const small = { memory: "1 GiB", pageSize: "2 MiB" };
    const run = await migrate(scenarioWith({ vm: small, workload: [] }));
    expect(run.rounds[0]?.wireBytes).toBe(256 * 16 + 512 * (8 + 2 ** 21));
  });

  it("can be cancelled by the caller in the middle of a round", async () => {
    const simulation = await createSimulation(scenarioWith({ workload: WORKLOAD }), { pages: "reference" });
    simulation.advance(0.25);
    expect(simulation.rounds).toHaveLength(0);
    simulation.cancel();
    expect(simulation.runResult().stop).toMatchObject({ kind: "cancelled", converged: false });
    expect(simulation.runResult().rounds).toHaveLength(1);
  });

  it("stays cancelled if its own engine cancelled it in the middle of a round, without affecting other migrations", async () => {
    let reads = 0;
    const engine: Engine = {
      ...createOwnEngine(),
      // Called again in the middle of the round, since first writes slow the guest.
      get batchSeconds() {
        if (++reads === 2) simulation.cancel("Its engine thought better of it.");
        return 0;
      },
      *migrate() {
        yield* enableLog(0, 0);
        yield* send({ live: true, dirtyPageRule: "skip", holes: "passed over" });
        yield* suspend({ kind: "policy", converged: true, detail: "It was finished." });
        yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
      },
    };
    const slowed = scenarioWith({ workload: WORKLOAD, host: { ...HOST, writeFault: "100 us" } });
    const simulation = await createSimulation(slowed, { engine });
    simulation.advance(Number.POSITIVE_INFINITY);
    expect(reads).toBeGreaterThanOrEqual(2);
    expect(simulation.finished).toBe(true);
    const alone = await migrate(scenarioWith({ workload: WORKLOAD, host: HOST }));
    const other = await createSimulation(scenarioWith({ workload: WORKLOAD, host: HOST }));
    other.advance(0.05);
    expect(simulation.run().runs[0]?.stop).toMatchObject({ kind: "cancelled", detail: "Its engine thought better of it." });
    expect(other.run().runs[0]).toEqual(alone);
  });

  it("still reports the pages sent if its engine has thrown", async () => {
    const engine: Engine = {
      ...createOwnEngine(),
      *migrate() {
        yield* enableLog(0, 0);
        yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
        yield* suspend({ kind: "policy", converged: true, detail: "It was finished." });
        throw new Error("broken");
      },
    };
    const simulation = await createSimulation(scenarioWith({ workload: WORKLOAD, host: HOST }), { engine });
    expect(() => simulation.run()).toThrow("broken");
    expect(simulation.runResult().totals.pagesResent).toBe(0);
  });

  it("returns a copy of the result: changing it changes no other", async () => {
    const simulation = await createSimulation(scenarioWith({ workload: WORKLOAD, host: HOST }));
    const [first, untouched] = [simulation.run(), simulation.run()];
    for (const round of first.runs[0]?.rounds ?? []) Object.assign(round, { pagesSent: -1 });
    expect(simulation.run()).toEqual(untouched);
  });

  it("with expected counts does not grow by rounding: a stationary one ends the same way whatever the steps", async () => {
    const scenario = scenarioWith({
      vm: { memory: 114_700_288, slots: 223_842_304 },
      workload: [{ kind: "uniform", size: 39_993_344, rate: 777_136.5058142692 }],
      link: { bandwidth: "1 Gbit/s" },
      engine: { preset: "xen-2.0", batchPages: 64, batchSeconds: 0.01, scanOrder: "ascending", skipDirtyPages: true },
      fidelity: "expected",
    });
    const atOnce = (await createSimulation(scenario)).run().runs[0];
    const inSteps = await createSimulation(scenario);
    while (!inSteps.finished) inSteps.advance(inSteps.nowSeconds + 0.013);
    expect([inSteps.runResult().stop.kind, inSteps.rounds.length]).toEqual([atOnce?.stop.kind, atOnce?.rounds.length]);
    expect(atOnce?.stop.kind).toBe("max-iterations");
  });

  it("finds fewer dirty pages and a shorter total over a faster link", async () => {
    let last = Number.POSITIVE_INFINITY;
    for (const bandwidth of ["0.5 Gbit/s", "1 Gbit/s", "2 Gbit/s", "5 Gbit/s", "20 Gbit/s"]) {
      const { totals } = await migrate(scenarioWith({ workload: WORKLOAD, link: { bandwidth } }));
      expect(totals.totalSeconds).toBeLessThan(last);
      last = totals.totalSeconds;
    }
  });

  it("slows a guest whose first writes cost it time", async () => {
    const pages = async (writeFault: string) =>
      (await migrate(scenarioWith({ workload: [{ kind: "uniform", size: "64 MiB", rate: "10 k/s" }], host: { writeFault } }))).totals
        .pagesDirtied;
    const [free, costly] = [await pages("0 s"), await pages("50 us")];
    expect(costly).toBeLessThan(0.97 * free);
  });

  it("says if expected counts met a threshold that is decided by chance", async () => {
    const caution = async (engine: string) =>
      (await migrate(scenarioWith({ engine, fidelity: "expected", workload: WORKLOAD }))).stop.detail.includes("as a mean");
    expect([await caution("xen-nsdi05"), await caution("xen-4.10")]).toEqual([true, false]);
  });

  it("replays a run from its seed and number", async () => {
    const scenario = scenarioWith({ workload: WORKLOAD, runs: 3, seed: 5 });
    const first = await simulate(scenario, { pages: "reference" });
    const again = await simulate(scenario, { pages: "reference" });
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect(new Set(first.runs.map((run) => run.totals.pagesSent)).size).toBeGreaterThan(1);
  });

  it("stops at the next break when the signal is aborted, and keeps finished runs if configured to", async () => {
    const scenario = scenarioWith({ workload: WORKLOAD, runs: 5 });
    const controller = new AbortController();
    const options = { signal: controller.signal, onRun: () => controller.abort(new Error("enough")), pages: "reference" } as const;
    await expect(simulate(scenario, options)).rejects.toThrow("enough");
    const second = new AbortController();
    const kept = await simulate(scenario, { ...options, signal: second.signal, onRun: () => second.abort(), keepFinishedRuns: true });
    expect(kept.runs).toHaveLength(1);
  });
});
