import { describe, expect, it } from "vitest";
import { FluidFlow } from "../../src/channel/flow.js";
import { type NetbackLoad, netbackBytesPerSecond, netbackCpus } from "../../src/channel/netback.js";
import { createSimulation } from "../../src/index.js";
import { Carriers } from "../../src/traffic/carriers.js";
import type { Lane } from "../../src/traffic/lane.js";
import { shareOut } from "../../src/traffic/share.js";
import { FLOW_DEFAULTS, openChannel } from "../support/channels.js";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

/** Many small messages keep Dom0 busy, in addition to an offered rate in each direction. */
const BUSY = {
  vm: { memory: "48 MiB" },
  host: { dom0Cpus: 1, suspendDirtyPages: 50 },
  seed: 0,
  peers: [
    {
      name: "b",
      place: "source",
      flows: [
        { message: 4096, send: 5e6, receive: 5e6 },
        { mode: "volume", message: 1, receive: 241_888 },
      ],
    },
  ],
  channel: { kind: "netfront", guest: "linux-2.6" },
};

describe("shares of a busy Dom0", () => {
  it("do not make lanes alternate in falling behind: there are few changes", () => {
    const { migration } = openMigration(
      scenarioWith({ ...BUSY, engine: "xen-3.0", workload: [{ kind: "uniform", size: "2 MiB", rate: "20 k/s" }] }),
    );
    migration.advance(Infinity);
    expect(migration.result().channel?.series.length).toBeLessThan(200);
  });

  it("give traffic that needs little of Dom0 all it offers, and the copy the rest", () => {
    const setting = { link: { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 }, vm: { memory: "64 MiB" } };
    const peers = [{ name: "b", place: "source", flows: [{ message: 4096, send: 50e6, receive: 50e6 }] }];
    const { migration } = openMigration(scenarioWith({ ...setting, peers, host: { dom0Cpus: 1 }, channel: "netfront" }));
    migration.advance(Infinity);
    const { channel } = migration.result();
    const copying = channel?.series.find(({ copyBytesPerSecond }) => copyBytesPerSecond !== undefined);
    // 10.3 us of Dom0 for 4 KiB: 3.14 CPUs at the link's speed. The traffic needs 0.047.
    expect(channel?.dom0CpuCount).toBeCloseTo(0.0472, 4);
    expect(copying?.copyBytesPerSecond).toBeCloseTo(((1 - (channel?.dom0CpuCount ?? 0)) * 4096) / 10.3e-6, -3);
    expect(copying).toMatchObject({ sendBytesPerSecond: 50e6, receiveBytesPerSecond: 50e6 });
  });
});

describe("a guest with fewer pages than its channel writes", () => {
  it("is refused as bad input", async () => {
    const scenario = scenarioWith({ ...BUSY, vm: { memory: "8 MiB" } });
    await expect(createSimulation(scenario, { pages: "reference" })).rejects.toThrow(
      /vm\.memory: expected at least the 40\d\d pages .* received 2048 pages/,
    );
  });
});

/** A lane over the bridge that offers bytes and, with `waitingBytes`, has that backlog. */
function lane(bytesPerSecond: number, waitingBytes: number): Lane {
  const flow = {
    ...FLOW_DEFAULTS,
    mode: "open",
    messageBytes: 4096,
    sendBytesPerSecond: bytesPerSecond,
    receiveBytesPerSecond: 0,
  } as const;
  const rates = { localBytesPerSecond: 0, stagingBytesPerSecond: 0, networkBytesPerSecond: 0, readerBytesPerSecond: Infinity };
  const process = new FluidFlow({
    offered: { kind: "open", bytesPerSecond },
    ringBytes: 0,
    stagingLimitBytes: 0,
    networkBufferBytes: 4e6,
    route: "network",
    rates,
    startSeconds: 0,
  });
  process.advance(waitingBytes / bytesPerSecond);
  return { peer: { name: "b", place: "source", ringOwner: "peer", flows: [flow] }, flow, direction: "send", process };
}

describe("a backlog", () => {
  const exchange = openChannel({ kind: "netfront" });
  const share = (lanes: readonly Lane[], dom0Cpus: number) =>
    shareOut({
      carriers: new Carriers(exchange),
      lanes,
      where: "source",
      linkBytesPerSecond: 125e6,
      dom0Cpus,
      copyCpuSeconds: 10.3e-6,
      isCopying: true,
      copySlowdownRatio: 0.15,
      queueSeconds: 0,
    });
  const load = exchange.netback?.({ messageBytes: 4096, direction: "send" }) as NetbackLoad;

  it("is worked off with what Dom0 has left, and no more than a share equal to the copy's", () => {
    const { laneBytesPerSecond, copyBytesPerSecond, trafficDom0CpuCount } = share([lane(50e6, 5e6), lane(20e6, 0)], 0.5);
    expect(laneBytesPerSecond[0]).toBeGreaterThan(60e6);
    expect(laneBytesPerSecond[1]).toBe(20e6);
    const backlogCpus = trafficDom0CpuCount - netbackCpus(load, 20e6);
    expect(trafficDom0CpuCount + (copyBytesPerSecond / 4096) * 10.3e-6).toBeCloseTo(0.5, 9);
    expect((copyBytesPerSecond / 4096) * 10.3e-6).toBeCloseTo(backlogCpus, 9);
  });

  it("leaves the copy its share of an overloaded Dom0, and a lane that needs less than a share what it needs", () => {
    const { laneBytesPerSecond, copyBytesPerSecond, isCopyLimitedByDom0 } = share([lane(50e6, 5e6), lane(1e6, 0)], 0.02);
    const shareCpus = (0.02 - netbackCpus(load, 1e6)) / 2;
    expect(laneBytesPerSecond).toEqual([expect.closeTo(netbackBytesPerSecond(load, shareCpus), 3), 1e6]);
    expect(copyBytesPerSecond).toBeCloseTo((shareCpus * 4096) / 10.3e-6, 3);
    expect(isCopyLimitedByDom0).toBe(true);
  });

  it("uses the whole stage if Dom0 is no limit", () => {
    const [first = 0, second = 0] = share([lane(50e6, 5e6), lane(20e6, 0)], 8).laneBytesPerSecond;
    expect(first + second).toBeCloseTo(exchange.throughputBytesPerSecond(4096), -1);
    expect(second).toBeCloseTo(20e6, 3);
  });
});
