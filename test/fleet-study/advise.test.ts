/** Advice on plans: what meets the goals at what cost, and what stands in the way. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FleetPlan, parseFleet, simulateFleet } from "../../src/fleet.js";
import { type PlanKnob, planChoices, type WrittenPlan } from "../../src/fleet-study/plan-choices.js";
import { adviseFleet, type FleetAdvice } from "../../src/fleet-study.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const HOSTS = { a: { link: "10 Gbit/s" }, b: { link: "10 Gbit/s" }, c: { link: "10 Gbit/s" } };
const ENGINE = { preset: "qemu-10.0", maxBandwidth: "1 Gbit/s" };
/** Each copy makes at most a tenth of the card: more at once are done sooner. */
const DRAIN = {
  version: 1,
  name: "six of three sizes",
  hosts: HOSTS,
  guests: ["64 MiB", "64 MiB", "128 MiB", "128 MiB", "256 MiB", "256 MiB"].map((memory, index) => ({
    name: `g${index}`,
    on: "a",
    vm: { memory },
    workload: [{ kind: "uniform", size: "16 MiB", rate: "1 k/s" }],
  })),
  plan: { drain: "a", to: ["b", "c"] },
  engine: ENGINE,
};
const PAIR = {
  version: 1,
  hosts: HOSTS,
  guests: [
    { name: "web", on: "a", vm: { memory: "64 MiB" }, peers: [{ guest: "db", flows: [{ message: "4 KiB", receive: "5 MB/s" }] }] },
    { name: "db", on: "a", vm: { memory: "128 MiB" } },
    { name: "other", on: "a", vm: { memory: "32 MiB" } },
  ],
};

const rounded = (value: number): number => Number(value.toPrecision(2));

function choicesOf(written: object, keep: readonly PlanKnob[] = []) {
  const fleet = parseFleet(written);
  const { plan } = written as { plan: WrittenPlan };
  return { written, choices: planChoices(fleet, fleet.plans[0] as FleetPlan, plan, new Set(keep)) };
}

describe("the plans that are searched", () => {
  it("are the plan as it is and its changes, all of them sound", () => {
    const { choices } = choicesOf(DRAIN, ["bandwidth"]);
    expect(choices[0]).toEqual({ label: "as it is", changes: 0, written: DRAIN.plan });
    expect(new Set(choices.map(({ label }) => label)).size).toBe(choices.length);
    expect(choices.map(({ label }) => label)).toContain("6 at a time, largest first");
    for (const { written } of choices) expect(() => parseFleet({ ...DRAIN, plan: written })).not.toThrow();
  });

  it("group guests that talk, in a drain and in a list of moves, and limit each copy", () => {
    const drain = choicesOf({ ...PAIR, plan: { drain: "a", to: "b" } }, ["parallel", "order", "bandwidth"]).choices;
    expect(drain.map(({ written }) => written.together)).toEqual([undefined, [["web", "db"]]]);
    const moves = [
      { guest: "other", to: "b" },
      { guest: "web", to: "c" },
      { guest: "db", to: "c" },
    ];
    const list = choicesOf({ ...PAIR, plan: { moves } }, ["parallel", "order", "bandwidth"]).choices;
    expect(list[1]?.written.moves).toEqual([{ together: ["web", "db"], to: "c" }, moves[0]]);
    const limited = choicesOf({ ...PAIR, plan: { moves, bandwidth: "1 Gbit/s" } }, ["parallel", "order", "groups"]).choices;
    expect(limited.map(({ written }) => written.bandwidth)).toEqual(["1 Gbit/s", undefined, "4720 Mbit/s", "2320 Mbit/s"]);
    const ordered = choicesOf({ ...PAIR, plan: { moves } }, ["parallel", "bandwidth", "groups"]).choices;
    expect(ordered.map(({ label }) => label)).toEqual(["as it is", "largest first"]);
  });
});

describe("adviseFleet", () => {
  it("advises the cheapest plan that meets both goals in every run, which fleet then carries out", async () => {
    const advice = await adviseFleet(DRAIN, { maxTotal: "3 s", maxDowntime: "400 ms", runs: 3 });
    const { advised } = advice;
    expect(advice.fidelity).toBe("expected");
    expect(advised?.confirmed).toMatchObject({ met: 3, count: 3 });
    const fleet = parseFleet({ ...DRAIN, plan: advised?.plan, runs: 3 });
    const [plan] = (await simulateFleet(fleet)).plans;
    expect(plan?.replications?.summary.makespanSeconds.mean).toBeCloseTo(advised?.means.makespanSeconds as number, 12);
    expect(plan?.replications?.summary.makespanSeconds.max).toBeLessThanOrEqual(3);
    // The plan as it is takes too long, and of those that meet the goals none costs the guests less.
    const [asItIs] = (await simulateFleet(parseFleet(DRAIN))).plans;
    expect(asItIs?.makespanSeconds).toBeGreaterThan(3);
    const costs = advice.pareto.filter(({ meetsGoals }) => meetsGoals).map((other) => rounded(other.guestTimeTakenSeconds));
    expect(Math.min(...costs)).toBeGreaterThanOrEqual(rounded(advised?.guestTimeTakenSeconds ?? Number.NaN));
  });

  it("has a choice of which no plan beats another", async () => {
    const { pareto } = await adviseFleet(DRAIN, { maxTotal: "3 s", maxDowntime: "400 ms", runs: 1 });
    const figures = pareto.map((plan) => [plan.makespanSeconds, plan.worstDowntimeSeconds, plan.guestTimeTakenSeconds]);
    for (const one of figures)
      for (const other of figures) expect(one === other || other.some((value, index) => value < (one[index] as number))).toBe(true);
    expect(pareto.map(({ makespanSeconds }) => makespanSeconds)).toEqual(
      [...figures.map(([first]) => first)].sort((x, y) => Number(x) - Number(y)),
    );
  });

  it("names what comes nearest and what stands in the way: a card, a copy's own limit, the pause", async () => {
    const missed = async (fleet: object, maxTotal: string, maxDowntime: string): Promise<FleetAdvice> => {
      const advice = await adviseFleet(fleet, { maxTotal, maxDowntime, runs: 1 });
      expect(advice.advised).toBeUndefined();
      return advice;
    };
    const card = await missed({ ...DRAIN, engine: { preset: "qemu-10.0", maxBandwidth: 0 } }, "0.2 s", "1 s");
    expect(card.obstacle).toMatchObject({ goal: "totalSeconds", limit: "link" });
    expect(card.obstacle?.detail).toMatch(/over the card of a even if none is sent twice/);
    const limit = await missed(DRAIN, "1.5 s", "1 s");
    expect(limit.obstacle).toMatchObject({ goal: "totalSeconds", limit: "bandwidth-limit" });
    const pause = await missed(DRAIN, "1 h", "1 ms");
    expect(pause.obstacle?.goal).toBe("downtimeSeconds");
    expect(pause.nearest?.makespanSeconds).toBeGreaterThan(0);
  });

  it("lists names of nothing that can be kept", async () => {
    await expect(adviseFleet(DRAIN, { maxTotal: "1 s", maxDowntime: "1 s", keep: ["ordr"] })).rejects.toThrow(/did you mean order/);
  });
});

describe("xenvmc-sim advise FLEET", () => {
  it("prints the plan, what it costs, and a command that carries it out", async () => {
    const path = join(temporaryDirectory(), "fleet.json");
    writeFileSync(path, JSON.stringify({ ...PAIR, plans: { alone: { drain: "a", to: "b" } } }));
    const goals = ["--max-total", "10s", "--max-downtime", "1s", "--runs", "2"];
    const { exitCode, stdout, stderr } = await runCommand(["advise", path, ...goals]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const text = stdout.replace(/\s+/g, " ");
    expect(text).toMatch(/both goals were met in 2 of 2 runs with every page/);
    expect(text).toMatch(/It takes [\d.]+ ms of guest time from its 3 guests\./);
    expect(text).toMatch(/makespan longest downtime guests lose apart goals plan/);
    const [, plan = ""] = stdout.match(/--set '(plans=.*)'$/m) ?? [];
    const carried = await runCommand(["fleet", path, "--set", plan, "-q"]);
    expect([carried.exitCode, carried.stderr]).toEqual([0, ""]);
  });

  it("refuses what is for single guests, and ends at an interrupt with nothing written", async () => {
    const path = join(temporaryDirectory(), "fleet.json");
    writeFileSync(path, JSON.stringify(DRAIN));
    const goals = ["--max-total", "10s", "--max-downtime", "1s"];
    expect((await runCommand(["advise", path, ...goals, "--for", "libvirt"])).exitCode).toBe(2);
    const { exitCode, stdout } = await runCommand(["advise", path, ...goals], { signal: AbortSignal.abort() });
    expect([exitCode, stdout]).toEqual([130, ""]);
  });
});
