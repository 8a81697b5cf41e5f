import { describe, expect, it } from "vitest";
import { DirtyRing } from "../../../src/engine/qemu/dirty-ring.js";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import { simulate } from "../../../src/simulation/simulate.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";

function dueSeconds(distinctPages: number, fields: object = {}, vcpus = 1): number[] {
  const facts = migrationFacts({ vcpus, distinctPages: () => distinctPages });
  const ring = new DirtyRing(qemuParameters({ preset: "qemu-10.0", log: "dirty-ring", ...fields }), facts, 0);
  return Array.from({ length: 30 }, (_, window) => (window + 1) / 10).filter((seconds) => ring.isDue(seconds));
}

describe("dirty rings", () => {
  it("are reaped once per second", () => {
    expect(dueSeconds(100)).toEqual([1, 2, 3]);
  });

  it("are reaped earlier if they are full earlier; more rings fill later", () => {
    expect(dueSeconds(8192, { dirtyRingEntries: 4096 })).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect(dueSeconds(8192, { dirtyRingEntries: 4096 }, 2)).toEqual([1, 2, 3]);
  });

  it("make a guest pay again for its first writes, and find the same pages if these cost nothing", async () => {
    const totals = async (engine: object, writeFault: string) => {
      const workload = [{ kind: "uniform", size: "32 MiB", rate: "50 k/s" }];
      const base = { version: 1, vm: { memory: "256 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload, host: { writeFault } };
      const engineOf = { preset: "qemu-10.0", maxBandwidth: "64 MiB/s", cancelAfterSyncs: 2, ...engine };
      return (await simulate(parseScenario({ ...base, engine: engineOf } as never))).runs[0]?.totals;
    };
    const ring = { log: "dirty-ring", dirtyRingEntries: 1024 };
    expect(await totals(ring, "0 s")).toEqual(await totals({ log: "legacy" }, "0 s"));
    const [slow, free] = [await totals(ring, "20 us"), await totals({ log: "legacy" }, "20 us")];
    expect(slow?.pagesDirtied).not.toBe(free?.pagesDirtied);
  });
});
