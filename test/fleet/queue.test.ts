/** Which move begins when: retries, second moves, memory of hosts, limits of presets. */
import { describe, expect, it } from "vitest";
import type { PlanResult } from "../../src/fleet/fleet-result.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";

const LINK = { link: "1 Gbit/s" };
const IDLE = (name: string, on: string, memory = "64 MiB") => ({ name, on, vm: { memory } });
/** Writes faster than the link sends: it is given up, whatever the time. */
const BUSY = { name: "busy", on: "a", vm: { memory: "64 MiB" }, workload: [{ kind: "uniform", size: "48 MiB", rate: "200 k/s" }] };

async function planOf(guests: readonly object[], plan: object, more: object = {}): Promise<PlanResult> {
  const fleet = parseFleet({ version: 1, hosts: { a: LINK, b: LINK, c: LINK }, guests, plan, engine: "qemu-10.0", ...more });
  return (await simulateFleet(fleet)).plans[0] as PlanResult;
}

describe("retries", () => {
  const plan = (retries: unknown) => ({
    moves: [
      { guest: "busy", to: "b" },
      { guest: "idle", to: "b" },
    ],
    retries,
  });

  it("tries a migration again that was given up, later each time, when others have had their turn", async () => {
    const tried = await planOf([BUSY, IDLE("idle", "a")], plan({ times: 2, after: "5 s", growth: 2 }), { timeout: "3 s" });
    const [idle, busy] = tried.guests;
    expect([idle?.name, busy?.name, busy?.moved, tried.movedGuests]).toEqual(["idle", "busy", false, 1]);
    expect(busy?.earlierAttempts?.map(({ startSeconds, endSeconds, stop }) => [startSeconds, endSeconds, stop.kind])).toEqual([
      [0, 3, "timeout"],
      [8, 11, "timeout"],
    ]);
    expect([busy?.startSeconds, busy?.endSeconds, tried.makespanSeconds]).toEqual([21, 24, 24]);
    expect(idle?.startSeconds).toBe(3);
    const sent = [idle, busy, ...(busy?.earlierAttempts ?? [])].reduce((sum, each) => sum + (each?.totals.wireBytes ?? 0), 0);
    expect(tried.wireBytes).toBe(sent);
    expect(tried.links.find(({ host }) => host === "a")?.copiesSentBytes).toBe(sent);
  });

  it("draws anew for each attempt, the first as without retries", async () => {
    const [once, again] = await Promise.all(
      [0, 1].map((times) => planOf([BUSY], { drain: "a", to: "b", retries: times }, { timeout: "3 s" })),
    );
    const [first, second] = [again?.guests[0]?.earlierAttempts?.[0]?.totals, again?.guests[0]?.totals];
    expect(first).toEqual(once?.guests[0]?.totals);
    expect(second?.pagesDirtied).not.toBe(first?.pagesDirtied);
  });
});

describe("a second move of a guest", () => {
  it("begins where the first ended, when it has ended", async () => {
    const moves = [
      { guest: "g", to: "b" },
      { guest: "g", to: "a" },
      { guest: "h", to: "b" },
    ];
    const { guests } = await planOf([IDLE("g", "a"), IDLE("h", "a")], { moves, parallel: 3 });
    expect(guests.map(({ name, from, to }) => `${name} ${from}-${to}`)).toEqual(["g a-b", "h a-b", "g b-a"]);
    const [away, , home] = guests;
    expect(home?.startSeconds).toBe(away?.endSeconds);
  });

  it("migrates by itself as it did the first time", async () => {
    const { guests } = await planOf([IDLE("g", "a")], {
      moves: [
        { guest: "g", to: "b" },
        { guest: "g", to: "a" },
      ],
    });
    expect(guests[1]?.totals).toEqual(guests[0]?.totals);
  });

  it("is left out if the first was given up and it would not move the guest", async () => {
    const moves = [
      { guest: "busy", to: "b" },
      { guest: "busy", to: "a" },
    ];
    const { guests, unmoved } = await planOf([BUSY], { moves }, { timeout: "3 s" });
    expect(guests.map(({ to, moved }) => [to, moved])).toEqual([["b", false]]);
    expect(unmoved).toEqual([{ name: "busy", to: "a", reason: "it was there already: its move away had been given up" }]);
  });

  it.each(["netfront", "xenvmc", "xenvmc-modified"])("brings two guests that talk back together, over %s", async (channel) => {
    const peers = [{ guest: "h", flows: [{ message: "4 KiB", send: "10 MB/s", receive: "1 MB/s" }] }];
    const moves = [
      { guest: "g", to: "b" },
      { guest: "g", to: "a" },
    ];
    const { guests, pairs, longestApartSeconds } = await planOf(
      [{ ...IDLE("g", "a"), peers }, IDLE("h", "a")],
      { moves },
      { engine: "xen-4.10", channel },
    );
    expect(guests.map(({ moved }) => moved)).toEqual([true, true]);
    expect(longestApartSeconds).toBeCloseTo((guests[1]?.endSeconds ?? 0) - (guests[0]?.endSeconds ?? 0), 1);
    expect(pairs[0]?.mode).toBe(channel === "netfront" ? "remote" : "local");
  });
});

describe("memory of hosts", () => {
  it("lets a guest wait until another has left its destination", async () => {
    const hosts = { a: LINK, b: { ...LINK, memory: "100 MiB" }, c: LINK };
    const moves = [
      { guest: "g", to: "b" },
      { guest: "h", to: "c" },
    ];
    const { guests } = await planOf([IDLE("g", "a"), IDLE("h", "b")], { moves, parallel: 2 }, { hosts });
    expect(guests.map(({ name }) => name)).toEqual(["h", "g"]);
    expect(guests[1]?.startSeconds).toBe(guests[0]?.endSeconds);
  });

  it("names the guests for which there never was room", async () => {
    const hosts = { a: { ...LINK, memory: "100 MiB" }, b: { ...LINK, memory: "100 MiB" } };
    const moves = [
      { guest: "g", to: "b" },
      { guest: "h", to: "a" },
    ];
    const { guests, unmoved } = await planOf([IDLE("g", "a"), IDLE("h", "b")], { moves, parallel: 2 }, { hosts });
    expect([guests, unmoved?.map(({ name, to }) => [name, to])]).toEqual([
      [],
      [
        ["g", "b"],
        ["h", "a"],
      ],
    ]);
  });

  it("drains to hosts with room", () => {
    const hosts = { a: LINK, b: { ...LINK, memory: "100 MiB" }, c: LINK };
    const guests = [1, 2, 3].map((index) => IDLE(`g${index}`, "a"));
    const parse = (to: unknown) => parseFleet({ version: 1, hosts, guests, plan: { drain: "a", to } });
    expect(parse(["b", "c"]).plans[0]?.moves.map(({ to }) => to)).toEqual([["b"], ["c"], ["c"]]);
    expect(() => parse("b")).toThrow(/plan\.to: expected hosts with memory for the guests that leave/);
  });
});

describe("presets", () => {
  it.each([
    ["kubevirt", 2, { parallel: 5, parallelPerSource: 2, retries: { times: 5, afterSeconds: 20, growth: 2 } }],
    ["nova", 1, { parallel: 6, parallelPerSource: 1 }],
    ["ovirt", 2, { parallel: 6, parallelPerSource: 2, parallelPerDestination: 2, bandwidthBytesPerSecond: 52 * 2 ** 20 }],
    ["proxmox", 4, { parallel: 6, parallelPerSource: 4 }],
    ["watcher", 2, { parallel: 6, parallelPerSource: 2 }],
  ])("%s: %d guests leave a host at once", async (preset, atOnce, limits) => {
    const guests = [1, 2, 3, 4, 5, 6].map((index) => IDLE(`g${index}`, "a", "32 MiB"));
    const plan = { preset, drain: "a", to: ["b", "c"] };
    expect(parseFleet({ version: 1, hosts: { a: LINK, b: LINK, c: LINK }, guests, plan }).plans[0]).toMatchObject(limits);
    const run = await planOf(guests, plan);
    expect(run.guests.filter(({ startSeconds }) => startSeconds === 0)).toHaveLength(atOnce);
    expect(run.movedGuests).toBe(6);
  });

  it("gives way to what the plan says itself", () => {
    const plan = { preset: "kubevirt", drain: "a", to: "b", parallelPerSource: 4, retries: 0 };
    const [read] = parseFleet({ version: 1, hosts: { a: LINK, b: LINK }, guests: [IDLE("g", "a")], plan }).plans;
    expect(read).toMatchObject({ parallel: 5, parallelPerSource: 4, retries: { times: 0 } });
  });
});
