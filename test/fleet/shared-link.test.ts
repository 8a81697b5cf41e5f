/** Guests that write nothing, over one link, beside closed forms. */
import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate } from "../../src/simulation/simulate.js";

/** No writes and no work in Dom0: the link alone sets every time. */
const HOST = { suspend: "0 s", resume: "0 s", suspendDirtyPages: 0, setupDirtyPages: 0, copyCpu: "0 s" };
const GOODPUT = (0.94 * 1e9) / 8;
/** 1024 frames of 4 KiB with their entries, and a header: the longest batch, of Xen. */
const BATCH_BYTES = 1024 * (4096 + 8) + 64;
const ENGINES = ["xen-4.10", "qemu-10.0", "cloud-hypervisor-53"];

async function plan(memories: readonly string[], more: object, engine: string) {
  const guests = memories.map((memory, index) => ({ name: `g${index}`, on: "a", vm: { memory } }));
  const hosts = { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" }, c: { link: "1 Gbit/s" } };
  const { plans } = await simulateFleet(parseFleet({ version: 1, hosts, guests, plan: more, engine, host: HOST }));
  return plans[0] as NonNullable<(typeof plans)[0]>;
}

/**
 * The same guest by itself: how long it takes, and the bytes of its rounds, which alone wait for the link. They are what half the link takes
 * longer for: QEMU's marks between bursts take no time, and bytes outside of rounds do not share the link.
 */
async function alone(memory: string, engine: string) {
  const [whole, half] = [await runOver(1, memory, engine), await runOver(0.5, memory, engine)];
  const { totals, rounds } = whole;
  const outsideBytes = totals.wireBytes - rounds.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
  return { totals, roundBytes: (half.totals.totalSeconds - totals.totalSeconds) * GOODPUT - outsideBytes };
}

async function runOver(gigabits: number, memory: string, engine: string) {
  const link = { bandwidth: `${gigabits} Gbit/s` };
  const { runs } = await simulate(parseScenario({ version: 1, vm: { memory }, link, engine, host: HOST }));
  return runs[0] as NonNullable<(typeof runs)[0]>;
}

function expectClose(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * expected);
}

describe.each(ENGINES)("%s", (engine) => {
  it("takes two equal guests together the time of one and of the other's bytes", async () => {
    const { totals, roundBytes } = await alone("256 MiB", engine);
    const { guests, makespanSeconds, pagesSent } = await plan(
      ["256 MiB", "256 MiB"],
      { moves: [{ together: ["g0", "g1"], to: "b" }] },
      engine,
    );
    for (const guest of guests) expectClose(guest.totals.totalSeconds, totals.totalSeconds + roundBytes / GOODPUT);
    expectClose(makespanSeconds, totals.totalSeconds + roundBytes / GOODPUT);
    expect(pagesSent).toBe(2 * totals.pagesSent);
  });

  it("takes two guests one after the other the sum of their times", async () => {
    const [one, other] = [await alone("64 MiB", engine), await alone("192 MiB", engine)];
    const { makespanSeconds } = await plan(["64 MiB", "192 MiB"], { drain: "a", to: "b" }, engine);
    expectClose(makespanSeconds, one.totals.totalSeconds + other.totals.totalSeconds);
  });

  it("gives the longer of two the whole link once the shorter has ended", async () => {
    const [small, large] = [await alone("64 MiB", engine), await alone("192 MiB", engine)];
    const { guests } = await plan(["64 MiB", "192 MiB"], { drain: "a", to: "b", parallel: 2 }, engine);
    const seconds = guests.find(({ name }) => name === "g1")?.totals.totalSeconds as number;
    // A batch that has begun keeps its pace to its end: one may be under way at half the link's speed when the other guest ends.
    expect(Math.abs(seconds - large.totals.totalSeconds - small.roundBytes / GOODPUT)).toBeLessThanOrEqual(BATCH_BYTES / GOODPUT);
  });

  it("limits each copy by the plan's bandwidth", async () => {
    const limit = 100e6 / 8;
    const { totals, roundBytes } = await alone("64 MiB", engine);
    const moves = [
      { guest: "g0", to: "b" },
      { guest: "g1", to: "b" },
    ];
    const { guests } = await plan(["64 MiB", "64 MiB"], { moves, parallel: 2, bandwidth: "100 Mbit/s" }, engine);
    for (const guest of guests) expectClose(guest.totals.totalSeconds, totals.totalSeconds + roundBytes / limit - roundBytes / GOODPUT);
  });
});

it("shares the card of the host that guests leave, wherever they go", async () => {
  const { totals, roundBytes } = await alone("64 MiB", "xen-4.10");
  const moves = [
    { guest: "g0", to: "b" },
    { guest: "g1", to: "c" },
  ];
  const { guests } = await plan(["64 MiB", "64 MiB"], { moves, parallel: 2 }, "xen-4.10");
  for (const guest of guests) expectClose(guest.totals.totalSeconds, totals.totalSeconds + roundBytes / GOODPUT);
});

describe("post-copy beside other migrations", () => {
  const engine = "qemu-postcopy";
  const busy = [{ kind: "uniform", size: "32 MiB", rate: "40 k/s" }];
  const hosts = { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" } };
  const guests = ["g0", "g1"].map((name) => ({ name, on: "a", vm: { memory: "64 MiB" }, workload: busy }));
  const run = async (plan: object) => (await simulateFleet(parseFleet({ version: 1, hosts, guests, plan, engine, host: HOST }))).plans[0];

  it("lets a guest that pulls its pages wait for the link that others use", async () => {
    const [serial, beside] = [await run({ drain: "a", to: "b" }), await run({ drain: "a", to: "b", parallel: 2 })];
    const waits = (plan: typeof serial) => plan?.guests.map(({ postcopy }) => postcopy?.faultSeconds?.mean ?? 0) ?? [];
    expect(Math.min(...waits(beside))).toBeGreaterThan(1.7 * Math.max(...waits(serial)));
    expect(beside?.wireBytes).toBe(serial?.wireBytes);
    // Together they take no less time than the link needs for the bytes of both, and no more than one after the other.
    expect(beside?.makespanSeconds).toBeGreaterThan((beside?.wireBytes ?? 0) / GOODPUT);
    expect(beside?.makespanSeconds).toBeLessThan(serial?.makespanSeconds ?? 0);
  });
});

describe("a switch", () => {
  const rack = (on: string, link = "10 Gbit/s") => ({ link, switch: on });
  const hosts = { a: rack("left"), b: rack("left"), c: rack("right"), d: { link: "10 Gbit/s" } };
  const guests = [..."ghij"].map((name, index) => ({ name, on: index < 2 ? "a" : "b", vm: { memory: "64 MiB" } }));
  const run = async (switches: object, moves: readonly object[]) => {
    const plan = { moves, parallel: moves.length };
    return (await simulateFleet(parseFleet({ version: 1, hosts, switches, guests, plan, engine: "xen-4.10", host: HOST }))).plans[0];
  };
  const FREE = { left: { capacity: "100 Gbit/s" }, right: { capacity: "100 Gbit/s" } };

  it("limits what leaves over its uplink, and nothing that stays", async () => {
    const switches = { ...FREE, left: { uplink: "1 Gbit/s" } };
    const { totals, roundBytes } = await alone("64 MiB", "xen-4.10");
    const moves = [
      { guest: "g", to: "c" },
      { guest: "i", to: "d" },
      { guest: "h", to: "b" },
    ];
    const [g, h, i] = [...((await run(switches, moves))?.guests ?? [])].sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const guest of [g, i]) expectClose(guest?.totals.totalSeconds ?? 0, totals.totalSeconds + roundBytes / GOODPUT);
    expect(h?.totals.totalSeconds).toBeLessThan((g?.totals.totalSeconds ?? 0) / 10);
  });

  it("limits all that goes through it by its capacity", async () => {
    const { totals, roundBytes } = await alone("64 MiB", "xen-4.10");
    const switches = { ...FREE, left: { capacity: "1 Gbit/s" } };
    const moves = [
      { guest: "g", to: "b" },
      { guest: "i", to: "c" },
    ];
    const plan = await run(switches, moves);
    for (const guest of plan?.guests ?? []) expectClose(guest.totals.totalSeconds, totals.totalSeconds + roundBytes / GOODPUT);
    const [left, right] = plan?.switches ?? [];
    expect([left?.carriedBytes, left?.uplinkSentBytes, left?.uplinkReceivedBytes]).toEqual([
      plan?.wireBytes,
      (plan?.wireBytes ?? 0) / 2,
      0,
    ]);
    expect([right?.carriedBytes, right?.uplinkReceivedBytes]).toEqual([(plan?.wireBytes ?? 0) / 2, (plan?.wireBytes ?? 0) / 2]);
    expect(left?.usedRatio).toBeGreaterThan(0.99);
    expect(left?.usedRatio).toBeLessThanOrEqual(1);
  });

  it("is to one guest a link of its bandwidth", async () => {
    const { totals } = await alone("64 MiB", "xen-4.10");
    expect((await run({ ...FREE, right: { uplink: "1 Gbit/s" } }, [{ guest: "g", to: "c" }]))?.guests[0]?.totals).toEqual(totals);
  });
});
