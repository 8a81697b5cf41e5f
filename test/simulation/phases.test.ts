import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate } from "../../src/simulation/simulate.js";

describe("phases", () => {
  it("add up to the total time, whenever a timeout cuts the migration", async () => {
    const engines = ["qemu-7.2-tcg", "qemu-10.0", "qemu-hybrid", "cloud-hypervisor", "xen-4.10"];
    const timeouts = fc.double({ min: 0.01, max: 3, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...engines), timeouts, async (engine, timeout) => {
        const workload = [{ kind: "uniform", size: "16 MiB", rate: "20 k/s" }];
        const scenario = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "300 Mbit/s" }, workload, engine, timeout } as const;
        const [run] = (await simulate(parseScenario(scenario as never))).runs;
        const sum = Object.values(run?.phases ?? {}).reduce((total, seconds) => total + seconds, 0);
        expect(sum).toBeCloseTo(run?.totals.totalSeconds ?? Number.NaN, 9);
      }),
      { numRuns: 40 },
    );
  });
});
