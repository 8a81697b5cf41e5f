import { describe, expect, it } from "vitest";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

/** Many small messages keep Dom0 busy beside an offered rate in each direction. */
const BUSY = {
  vm: { memory: "48 MiB" },
  host: { dom0Cpus: 1 },
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
  it("do not let lanes take turns at falling behind: the changes stay few", () => {
    const { migration } = openMigration(
      scenarioWith({ ...BUSY, engine: "xen-3.0", workload: [{ kind: "uniform", size: "2 MiB", rate: "20 k/s" }] }),
    );
    migration.advance(Infinity);
    expect(migration.result().channel?.series.length).toBeLessThan(200);
  });

  it("scale copy and traffic alike where Dom0 is the limit, and let the copy alone have all of it without traffic", () => {
    const setting = { link: { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 }, vm: { memory: "64 MiB" } };
    const peers = [{ name: "b", place: "source", flows: [{ message: 4096, send: 50e6, receive: 50e6 }] }];
    const { migration } = openMigration(scenarioWith({ ...setting, peers, host: { dom0Cpus: 1 }, channel: "netfront" }));
    migration.advance(Infinity);
    const { channel } = migration.result();
    const copying = channel?.series.find(({ copyBytesPerSecond }) => copyBytesPerSecond !== undefined);
    // 10.3 us of Dom0 per page: 3.14 processors for the link, and 0.085 for the traffic.
    const cpus = (1.25e9 / 4096) * 10.3e-6 + (channel?.dom0CpuRatio ?? 0);
    expect(channel?.dom0CpuRatio).toBeCloseTo(0.0854, 3);
    expect(copying?.copyBytesPerSecond).toBeCloseTo(1.25e9 / cpus, -3);
    expect(copying?.sendBytesPerSecond).toBeCloseTo(50e6 / cpus, -3);
  });
});
