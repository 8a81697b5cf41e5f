/** Objects handed to a caller: they are copies, arguments are checked, and a migration can be cancelled from anywhere. */
import { describe, expect, it } from "vitest";
import {
  type CompareStanding,
  compare,
  createSimulation,
  type Round,
  type RunResult,
  type Simulation,
  type StopPolicy,
  simulate,
} from "../../src/index.js";
import { brokenInvariants } from "../support/invariants.js";
import { firstRun, scenarioWith } from "../support/scenarios.js";

const BUSY = scenarioWith({
  workload: [{ kind: "uniform", size: "4 MiB", rate: "30 k/s" }],
  peers: [{ name: "peer", place: "source", flows: [{ message: "4 KiB", send: "1 MB/s" }] }],
});
const POSTCOPY = scenarioWith({ engine: "qemu-hybrid", workload: [{ kind: "uniform", size: "32 MiB", rate: "200 k/s" }] });

function resultOf(simulation: Simulation): RunResult {
  simulation.advance(Infinity);
  return simulation.runResult();
}

/** Overwrites every field and element of a value, recursively. */
function spoil(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) value.push("spoiled");
  for (const [key, part] of Object.entries(value)) {
    spoil(part);
    if (typeof part !== "object") Reflect.set(value, key, "spoiled");
  }
}

describe("what is returned", () => {
  it.each([
    ["rounds", (simulation: Simulation) => simulation.rounds],
    ["a round of step()", (simulation: Simulation) => simulation.step()],
    ["a run's result", (simulation: Simulation) => resultOf(simulation)],
    ["the result's runs", (simulation: Simulation) => simulation.run().runs],
    ["the result's summary", (simulation: Simulation) => simulation.run().summary],
  ])("is a copy: %s", async (_what, take) => {
    for (const scenario of [BUSY, POSTCOPY]) {
      const untouched = (await createSimulation(scenario)).run();
      const simulation = await createSimulation(scenario);
      simulation.step();
      simulation.step();
      spoil(take(simulation));
      spoil(take(simulation));
      expect(simulation.run()).toEqual(untouched);
    }
  });

  it("is a copy: rounds and runs of simulate()", async () => {
    for (const scenario of [BUSY, POSTCOPY]) {
      const untouched = await simulate(scenario);
      expect(await simulate(scenario, { onRound: (round) => spoil(round), onRun: (run) => spoil(run) })).toEqual(untouched);
    }
  });

  it("is a copy: runs of compare()", async () => {
    const options = { channels: ["netfront", "xenvmc"], runs: 2 } as const;
    const untouched = await compare(BUSY, options);
    const onRun = (run: RunResult, standing: CompareStanding) => {
      spoil(run);
      spoil(standing);
    };
    expect(await compare(BUSY, { ...options, onRun })).toEqual(untouched);
  });

  it("does not change later: a round in progress keeps its values in the caller's copy", async () => {
    const simulation = await createSimulation(BUSY);
    const seen: (readonly Round[])[] = [];
    const copies: unknown[] = [];
    for (let round = simulation.step(); round; round = simulation.step()) {
      seen.push(simulation.rounds);
      copies.push(structuredClone(simulation.rounds));
    }
    expect(seen).toEqual(copies);
  });
});

describe("an invalid argument", () => {
  it.each([
    [(simulation: Simulation) => simulation.advance(Number.NaN), "advance: untilSeconds: expected a number, received NaN"],
    [(simulation: Simulation) => simulation.advance("x" as never), 'advance: untilSeconds: expected a number, received "x"'],
    [(simulation: Simulation) => simulation.advance(undefined as never), "advance: untilSeconds: expected a number, received nothing"],
    [(simulation: Simulation) => simulation.advance({} as never), "advance: untilSeconds: expected a number, received a mapping"],
    [(simulation: Simulation) => simulation.advance(5n as never), "advance: untilSeconds: expected a number, received 5"],
    [(simulation: Simulation) => simulation.advance(1, Number.NaN), "advance: rounds: expected a number of at least 0, received NaN"],
    [(simulation: Simulation) => simulation.advance(1, -1), "advance: rounds: expected a number of at least 0, received -1"],
    [(simulation: Simulation) => simulation.advance(1, null as never), "advance: rounds: expected a number of at least 0, received null"],
    [(simulation: Simulation) => simulation.cancel(7 as never), "cancel: detail: expected a sentence, received 7"],
    [(simulation: Simulation) => simulation.cancel(" "), 'cancel: detail: expected a sentence, received " "'],
  ])("is refused without any effect: %#", async (call, words) => {
    const simulation = await createSimulation(BUSY);
    simulation.advance(0.2);
    expect(() => call(simulation)).toThrow(RangeError);
    expect(() => call(simulation)).toThrow(words);
    expect(firstRun(simulation.run())).toEqual(firstRun((await createSimulation(BUSY)).run()));
  });

  it.each([
    ["xen-3.3", 1024],
    ["xen-4.10", 1024],
    ["qemu-10.0", 64],
    ["cloud-hypervisor", 1024],
  ])("goes by batches under %s, which end where the simulation says", async (engine, batchPages) => {
    const scenario = scenarioWith({ engine, workload: [{ kind: "uniform", size: "8 MiB", rate: "20 k/s" }] });
    const simulation = await createSimulation(scenario);
    const sentPages = () => simulation.pages()?.sent.reduce((sum, count) => sum + count, 0) ?? 0;
    let [before, batches] = [sentPages(), 0];
    while (!simulation.finished && simulation.rounds.length === 0) {
      const { batchEndSeconds, nowSeconds } = simulation;
      expect(batchEndSeconds).toBeGreaterThanOrEqual(nowSeconds);
      simulation.advance(batchEndSeconds > nowSeconds ? batchEndSeconds : nowSeconds * (1 + Number.EPSILON) + Number.MIN_VALUE);
      const now = sentPages();
      if (now > before) {
        expect(now - before).toBeLessThanOrEqual(batchPages);
        batches++;
      }
      before = now;
    }
    expect(batches).toBeGreaterThan(3);
    expect(firstRun(simulation.run())).toEqual(firstRun((await createSimulation(scenario)).run()));
    expect(simulation.batchEndSeconds).toBe(simulation.nowSeconds);
  });

  it("does not include times in the past or Infinity", async () => {
    const simulation = await createSimulation(BUSY);
    simulation.advance(0.2);
    for (const seconds of [0.1, 0, -1, -Infinity]) simulation.advance(seconds);
    expect(simulation.nowSeconds).toBe(0.2);
    simulation.advance(Infinity, 0);
    expect(simulation.nowSeconds).toBe(0.2);
    simulation.advance(Infinity);
    expect(simulation.finished).toBe(true);
  });
});

describe("a migration that is cancelled from within", () => {
  it.each(["xen-4.2", "xen-4.10", "qemu-10.0", "cloud-hypervisor"])("by its policy is cancelled at once, under %s", async (engine) => {
    let [asked, askedAgain, wasFinished] = [0, 0, true];
    const policy: StopPolicy = () => {
      if (simulation.finished) askedAgain++;
      if (++asked === 2) {
        wasFinished = simulation.finished;
        simulation.cancel("The policy had enough.");
      }
      return asked === 2 ? "stop" : "continue";
    };
    const scenario = scenarioWith({ engine, workload: [{ kind: "uniform", size: "8 MiB", rate: "60 k/s" }] });
    const simulation = await createSimulation(scenario, { policy });
    const run = firstRun(simulation.run());
    expect(run.stop).toEqual({ kind: "cancelled", converged: false, detail: "The policy had enough." });
    expect([asked, askedAgain, wasFinished]).toEqual([2, 0, false]);
    expect(run.totals.downtimeSeconds).toBe(0);
    expect(brokenInvariants(run, scenario)).toEqual([]);
  });

  it("between two rounds is cancelled at once", async () => {
    const simulation = await createSimulation(BUSY);
    const seen: number[] = [];
    for (const round of simulation) {
      seen.push(round.index);
      if (round.index === 1) simulation.cancel();
    }
    expect(seen).toEqual([0, 1]);
    expect(simulation.runResult().stop.kind).toBe("cancelled");
  });

  it.each(["onRound", "onProgress"] as const)("by a signal in %s rejects, although the last step is over", async (callback) => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const abort = (...parts: unknown[]) => {
      seen.push(parts);
      controller.abort(new Error("enough"));
    };
    const scenario =
      callback === "onRound" ? BUSY : scenarioWith({ fidelity: "events", workload: [{ kind: "uniform", size: "4 MiB", rate: "9 M/s" }] });
    await expect(simulate(scenario, { signal: controller.signal, [callback]: abort })).rejects.toThrow("enough");
    expect(seen).toHaveLength(1);
  });

  it("a second time, or after its end, does not change", async () => {
    const simulation = await createSimulation(BUSY);
    simulation.advance(0.2);
    simulation.cancel("First.");
    simulation.cancel("Second.");
    expect(simulation.runResult().stop.detail).toBe("First.");
    const finished = await createSimulation(BUSY);
    const run = firstRun(finished.run());
    finished.cancel();
    expect(finished.runResult()).toEqual(run);
  });

  it.each([
    ["advance", (simulation: Simulation) => simulation.advance(1)],
    ["step", (simulation: Simulation) => simulation.step()],
    ["run", (simulation: Simulation) => simulation.run()],
  ])("cannot be advanced by its own policy: %s", async (name, move) => {
    const policy: StopPolicy = () => {
      move(simulation);
      return "continue";
    };
    const simulation = await createSimulation(BUSY, { policy });
    expect(() => simulation.run()).toThrow(`${name === "step" ? "step" : "advance"}: the migration is being advanced already`);
  });

  it("says why it has no result if its policy has thrown", async () => {
    const policy: StopPolicy = () => {
      throw new Error("no such round");
    };
    const simulation = await createSimulation(BUSY, { policy });
    expect(() => simulation.run()).toThrow("no such round");
    expect(simulation.finished).toBe(true);
    expect(() => simulation.runResult()).toThrow("no such round");
  });
});
