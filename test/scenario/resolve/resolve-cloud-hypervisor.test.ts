import { describe, expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

describe("Cloud Hypervisor", () => {
  it("takes the parameters of its rule", () => {
    const { family, ...engine } = engineOf(
      "{ preset: cloud-hypervisor, downtime: 100 ms, timeout: 1 min, timeoutStrategy: ignore, connections: 4, connectionBandwidth: 1 GB/s, logPageTime: 5 ns, setup: 1 ms, stateSize: 1 MiB, roundTrips: 2 }",
    );
    expect(family).toBe("cloud-hypervisor");
    expect(engine).toEqual({
      preset: "cloud-hypervisor",
      rule: "downtime",
      downtimeSeconds: 0.1,
      timeoutSeconds: 60,
      timeoutStrategy: "ignore",
      maxPasses: 5,
      connections: 4,
      connectionBytesPerSecond: 1e9,
      logPageSeconds: 5e-9,
      memoryMode: "precopy",
      setupSeconds: 1e-3,
      stateBytes: 2 ** 20,
      roundTrips: 2,
    });
    expect(engineOf("{ preset: cloud-hypervisor, rule: passes, maxPasses: 3 }")).toMatchObject({ rule: "passes", maxPasses: 3 });
    expect(engineOf("{ preset: cloud-hypervisor, memoryMode: postcopy }")).toMatchObject({ memoryMode: "postcopy" });
  });

  it.each([
    ["{ preset: cloud-hypervisor, maxPasses: 3 }", ["maxPasses: expected no such parameter where rule is downtime, received 3"]],
    [
      "{ preset: cloud-hypervisor-40, downtime: 1, timeout: 2, timeoutStrategy: cancel }",
      [
        "downtime: expected no such parameter where rule is passes, received 1",
        "timeout: expected no such parameter where rule is passes, received 2",
        "timeoutStrategy: expected no such parameter where rule is passes, received cancel",
      ],
    ],
    [
      "{ preset: cloud-hypervisor, memoryMode: postcopy, rule: downtime, downtime: 1, logPageTime: 0 }",
      [
        "rule: expected no such parameter where memoryMode is postcopy, received downtime",
        "downtime: expected no such parameter where memoryMode is postcopy, received 1",
        "logPageTime: expected no such parameter where memoryMode is postcopy, received 0",
      ],
    ],
    [
      "{ preset: cloud-hypervisor-40, memoryMode: postcopy }",
      ["memoryMode: expected precopy with engine cloud-hypervisor-40: post-copy came later, received postcopy"],
    ],
  ])("refuses parameters without effect: %s", (engine, faults) => {
    expect(engineFaults(engine)).toEqual(faults.map((fault) => `engine.${fault}`));
  });
});
