import { describe, expect, it } from "vitest";
import { createPolicy, POLICY_PRESETS, type PolicyParameters } from "../../../src/index.js";
import { follow, GIB } from "../../support/policy-runs.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

type Own = Extract<PolicyParameters, { readonly name: "cloud-hypervisor" }>;
const DEFAULTS = POLICY_PRESETS.find(({ name }) => name === "cloud-hypervisor")?.parameters as Own;
const rewritten = (pages: number) => [{ kind: "burst", size: pages * 4096, period: "1 ms" }];

describe("Cloud Hypervisor's rule", () => {
  it.each(["xen-4.10", "xen-3.3"])("ends %s when the dirty pages take less than 300 ms, and not before", async (engine) => {
    const few = await migrate(scenarioWith({ engine, policy: "cloud-hypervisor", workload: rewritten(9000) }));
    expect(few.stop).toMatchObject({ kind: "policy", converged: true });
    // Xen's engines still send these pages live.
    expect(few.rounds.map(({ live }) => live)).toEqual([true, true, false]);
    const cutBy = (timeoutStrategy: string) => ({
      engine,
      policy: { name: "cloud-hypervisor", timeout: "3 s", timeoutStrategy },
      workload: rewritten(9500),
    });
    const cut = await migrate(scenarioWith(cutBy("cancel")));
    expect(cut.stop).toMatchObject({ kind: "cancelled", detail: "The migration reached its time limit of 3 s and was cancelled." });
    expect((await migrate(scenarioWith(cutBy("ignore")))).stop).toMatchObject({ kind: "policy", converged: false });
  });

  it("gives an engine of QEMU the same limit, and decides at syncs only", () => {
    const told = follow(createPolicy({ ...DEFAULTS, downtimeSeconds: 0.5 }), {
      memoryBytes: GIB,
      bytesPerSecond: 100e6,
      remainingBytes: (seconds) => 60e6 - seconds * 1e6,
      passSeconds: 5,
      lastSeconds: 60,
    });
    expect(told.map(({ elapsedSeconds, decision }) => [Math.round(elapsedSeconds * 10) / 10, decision])).toEqual([
      [0.1, "continue"],
      [10, "stop"],
    ]);
    expect(told[0]?.downtimeLimitSeconds).toBe(0.5);
  });

  it("keeps no state from one run to the next", async () => {
    const scenario = scenarioWith({ policy: "cloud-hypervisor", workload: rewritten(5000) });
    const [first, second] = [await migrate(scenario), await migrate(scenario)];
    expect(second).toEqual(first);
  });
});
