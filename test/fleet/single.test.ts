import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate } from "../../src/simulation/simulate.js";

const VM = { memory: "64 MiB" };
const WORKLOAD = [{ kind: "hot-cold", hot: { size: "2 MiB", rate: "2 k/s" }, cold: { size: "32 MiB", rate: 500 } }];
const BUSY = [{ kind: "uniform", size: "16 MiB", rate: "40 k/s" }];
const FLOWS = [{ message: "4 KiB", send: "20 MB/s", receive: "5 MB/s" }];
const HOST = { suspend: "14 ms", suspendDirtyPages: 200, resume: "58 ms" };
const HOSTS = { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" } };

/** Engines of each kind of loop: rounds, rounds with a ratchet, bursts. */
const ENGINES = ["xen-4.10", "xen-3.3", "qemu-10.0", "cloud-hypervisor-53", "hyper-v"];

async function inFleet(engine: string | object, channel?: string, more: object = {}) {
  const peers = channel === undefined ? [] : [{ guest: "database", flows: FLOWS }];
  const { workload = WORKLOAD, ...rest } = more as { readonly workload?: object };
  const fleet = parseFleet({
    version: 1,
    hosts: HOSTS,
    guests: [
      { name: "web", on: "a", vm: VM, workload, peers },
      { name: "database", on: "a", vm: VM },
    ],
    plan: { moves: [{ guest: "web", to: "b" }] },
    engine,
    host: HOST,
    ...(channel === undefined ? {} : { channel }),
    seed: 3,
    ...rest,
  });
  return (await simulateFleet(fleet)).plans[0]?.guests[0];
}

async function alone(engine: string | object, channel?: string, more: object = {}) {
  const peers = channel === undefined ? [] : [{ name: "database", place: "source" as const, flows: FLOWS }];
  const written = {
    version: 1,
    vm: VM,
    workload: WORKLOAD,
    link: { bandwidth: "1 Gbit/s" },
    engine,
    host: HOST,
    peers,
    channel,
    seed: 3,
    ...more,
  };
  return (await simulate(parseScenario(written))).runs[0];
}

describe("one guest of a fleet migrates as it would by itself", () => {
  it.each(ENGINES)("%s", async (engine) => {
    const [one, other] = [await inFleet(engine), await alone(engine)];
    expect(one?.totals).toEqual(other?.totals);
    expect(one?.stop).toEqual(other?.stop);
    expect(one?.ruledBy).toEqual(other?.ruledBy);
  });

  it.each(["netfront", "xenvmc", "xenvmc-modified"])("with a peer that stays, over %s", async (channel) => {
    const [one, other] = [await inFleet("xen-4.10", channel), await alone("xen-4.10", channel)];
    expect(one?.totals).toEqual(other?.totals);
    expect(one?.stop).toEqual(other?.stop);
    expect(one?.ruledBy).toEqual(other?.ruledBy);
  });

  it.each(ENGINES)("by expected counts, %s", async (engine) => {
    const [one, other] = [
      await inFleet(engine, undefined, { fidelity: "expected" }),
      await alone(engine, undefined, { fidelity: "expected" }),
    ];
    expect(one?.totals).toEqual(other?.totals);
    expect(one?.stop).toEqual(other?.stop);
    expect(one?.totals).not.toEqual((await inFleet(engine))?.totals);
  });

  it.each([
    ["qemu-hybrid", "qemu-hybrid", { workload: BUSY }],
    ["with preempt", { preset: "qemu-hybrid", postcopy: { preempt: true } }, { workload: BUSY }],
    ["cloud-hypervisor, memory on demand", { preset: "cloud-hypervisor", memoryMode: "postcopy" }, { workload: BUSY }],
  ])("by post-copy, %s", async (_name, engine, more) => {
    const [one, other] = [await inFleet(engine, undefined, more), await alone(engine, undefined, more)];
    expect(one?.postcopy?.faults).toBeGreaterThan(0);
    expect(one?.totals).toEqual(other?.totals);
    expect(one?.postcopy).toEqual(other?.postcopy);
    expect(one?.ruledBy).toEqual(other?.ruledBy);
  });
});
