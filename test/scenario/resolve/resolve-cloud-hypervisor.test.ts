import { describe, expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

describe("Cloud Hypervisor", () => {
  it("takes the parameters of its rule", () => {
    const { family, ...engine } = engineOf(
      "{ preset: cloud-hypervisor, downtime: 100 ms, timeout: 1 min, timeoutStrategy: ignore, connections: 4, connectionBandwidth: 1 GB/s, startLogPageTime: 6 ns, logPageTime: 5 ns, logDirtyPageTime: 7 ns, finalLogReads: 1, sparseFirstPass: true, snapshotTime: 8 ms, restoreTime: 9 ms, setup: 1 ms, stateSize: 1 MiB, roundTrips: 2 }",
    );
    expect(family).toBe("cloud-hypervisor");
    expect(engine).toEqual({
      preset: "cloud-hypervisor",
      rule: "downtime",
      downtimeSeconds: 0.1,
      timeoutSeconds: 60,
      timeoutStrategy: "ignore",
      maxPasses: 5,
      sparseFirstPass: true,
      connections: 4,
      connectionBytesPerSecond: 1e9,
      startLogPageSeconds: 6e-9,
      logPageSeconds: 5e-9,
      logDirtyPageSeconds: 7e-9,
      finalLogReads: 1,
      memoryMode: "precopy",
      requestSeconds: 7e-6,
      accessesPerWrite: 3,
      snapshotSeconds: 0.008,
      restoreSeconds: 0.009,
      setupSeconds: 1e-3,
      stateBytes: 2 ** 20,
      roundTrips: 2,
    });
    expect(engineOf("{ preset: cloud-hypervisor, rule: passes, maxPasses: 3 }")).toMatchObject({ rule: "passes", maxPasses: 3 });
    const postcopy = "{ preset: cloud-hypervisor-53, memoryMode: postcopy, connections: 1, requestTime: 20 us, accessesPerWrite: 2 }";
    expect(engineOf(postcopy)).toMatchObject({ memoryMode: "postcopy", requestSeconds: 2e-5, accessesPerWrite: 2 });
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
      "{ preset: cloud-hypervisor, requestTime: 1 us, accessesPerWrite: 2 }",
      [
        "requestTime: expected no such parameter where memoryMode is precopy, received 0.000001",
        "accessesPerWrite: expected no such parameter where memoryMode is precopy, received 2",
      ],
    ],
    [
      "{ preset: cloud-hypervisor-master, memoryMode: postcopy, sparseFirstPass: true, startLogPageTime: 0, logDirtyPageTime: 0, finalLogReads: 1 }",
      [
        "sparseFirstPass: expected no such parameter where memoryMode is postcopy, received true",
        "startLogPageTime: expected no such parameter where memoryMode is postcopy, received 0",
        "logDirtyPageTime: expected no such parameter where memoryMode is postcopy, received 0",
        "finalLogReads: expected no such parameter where memoryMode is postcopy, received 1",
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
      ["memoryMode: expected precopy with engine cloud-hypervisor-40: post-copy is supported from release 53 on, received postcopy"],
    ],
    [
      "{ preset: cloud-hypervisor-52, memoryMode: postcopy }",
      ["memoryMode: expected precopy with engine cloud-hypervisor-52: post-copy is supported from release 53 on, received postcopy"],
    ],
    [
      "{ preset: cloud-hypervisor-53, memoryMode: postcopy, connections: 2 }",
      ["connections: expected 1 where memoryMode is postcopy, received 2"],
    ],
    [
      "{ preset: cloud-hypervisor-40, connections: 2 }",
      ["connections: expected 1 with engine cloud-hypervisor-40: more are supported from release 52 on, received 2"],
    ],
  ])("refuses parameters without effect: %s", (engine, faults) => {
    expect(engineFaults(engine)).toEqual(faults.map((fault) => `engine.${fault}`));
  });
});
