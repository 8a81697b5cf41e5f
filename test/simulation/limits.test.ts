/** The limits of a migration: each in a scenario in which it must apply, its seconds checked against independent sums. */
import { describe, expect, it } from "vitest";
import type { RulingKind, RunResult } from "../../src/index.js";
import { createSimulation, type Scenario, simulate } from "../../src/index.js";

const BASE: Scenario = {
  version: 1,
  vm: { memory: "256 MiB" },
  workload: [{ kind: "uniform", size: "32 MiB", rate: "20 k/s" }],
  link: { bandwidth: "1 Gbit/s" },
  engine: "qemu-10.0",
};

async function migrate(fields: Partial<Scenario>): Promise<RunResult> {
  const { runs } = await simulate({ ...BASE, ...fields });
  return runs[0] as RunResult;
}

function limitOf({ ruledBy }: RunResult, kind: RulingKind) {
  return ruledBy.find((limit) => limit.kind === kind);
}

describe("the limit of a migration", () => {
  it("is the link if nothing is slower, for the whole transfer", async () => {
    const run = await migrate({ engine: "xen-4.10", workload: [] });
    const sending = run.rounds.filter(({ pagesSent }) => pagesSent > 0).reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
    expect(run.ruledBy).toEqual([
      {
        kind: "link",
        seconds: expect.closeTo(sending, 2),
        bytesPerSecond: 117_500_000,
        detail: "The link set the pace: 118 MB/s of goodput.",
      },
    ]);
  });

  it("is QEMU's max-bandwidth on a faster link, for all of the live phase", async () => {
    const run = await migrate({ link: { bandwidth: "25 Gbit/s" } });
    expect(run.ruledBy[0]).toMatchObject({ kind: "bandwidth-limit", bytesPerSecond: 128 * 2 ** 20 });
    const liveSyncSeconds = (limitOf(run, "bitmap-sync")?.seconds ?? 0) - run.phases.finalSyncSeconds;
    expect(limitOf(run, "bandwidth-limit")?.seconds).toBeCloseTo(run.phases.liveSeconds - liveSyncSeconds, 6);
    expect(run.ruledBy[0]?.detail).toContain("QEMU's max-bandwidth set the pace");
  });

  it("is the sender if compression produces less than the link carries", async () => {
    const engine = { preset: "qemu-10.0", maxBandwidth: 0, multifd: { channels: 1, compression: "zlib" } } as const;
    const run = await migrate({ link: { bandwidth: "100 Gbit/s" }, engine });
    expect(run.ruledBy[0]).toMatchObject({ kind: "sender" });
    expect(run.ruledBy[0]?.detail).toContain("Compression in 1 multifd channels set the pace");
  });

  it("is a saturated Dom0, with its number of CPUs", async () => {
    const peers = [{ name: "peer", place: "source", flows: [{ message: "1 KiB", send: "500 MB/s", receive: "500 MB/s" }] }] as const;
    const run = await migrate({ engine: "xen-4.10", peers, channel: "netfront", host: { dom0Cpus: 0.5 } });
    expect(run.ruledBy[0]).toMatchObject({ kind: "dom0", cpuCount: 0.5 });
    // Without peers as well: 10.3 us of CPU time for 4 KiB make 398 MB/s of a CPU, whatever the link carries.
    const link = { bandwidth: "10 Gbit/s" } as const;
    const alone = await migrate({ engine: "xen-4.10", link });
    expect(alone.ruledBy[0]).toMatchObject({ kind: "dom0", cpuCount: 1 });
    const [{ wireBytes, durationSeconds } = { wireBytes: 0, durationSeconds: 1 }] = alone.rounds;
    // The round also scans 65,536 slots.
    expect(wireBytes / (durationSeconds - 65_536 * 8e-9)).toBeCloseTo(4096 / 10.3e-6, -2);
    expect((await migrate({ engine: "qemu-10.0-kvm", link })).ruledBy.map(({ kind }) => kind)).not.toContain("dom0");
  });

  it("counts the CPU time that throttling withholds as the rounds do", async () => {
    const workload = [{ kind: "uniform", size: "128 MiB", rate: "100 k/s" }] as const;
    const run = await migrate({ workload, engine: { preset: "qemu-10.0", autoConverge: true } });
    const withheld = run.rounds.reduce(
      (sum, { live, throttleRatio, durationSeconds }) => sum + (live ? throttleRatio * durationSeconds : 0),
      0,
    );
    expect(withheld).toBeGreaterThan(0.1);
    expect(limitOf(run, "throttle")?.seconds).toBeCloseTo(withheld, 6);
  });

  it("reports the downtime limit and the expected downtime, also for a guest that is never moved", async () => {
    const workload = [{ kind: "uniform", size: "128 MiB", rate: "100 k/s" }] as const;
    const run = await migrate({ workload, timeout: "20 s" });
    expect(run.stop.kind).toBe("timeout");
    const limit = limitOf(run, "downtime-limit");
    expect(limit?.setSeconds).toBe(0.3);
    expect(limit?.neededSeconds).toBeGreaterThan(0.3);
    expect(limit?.neededSeconds).toBe(run.totals.expectedDowntimeSeconds);
  });

  it("says of a trace that it ended before the pause, and how long before", async () => {
    const trace = {
      kind: "trace",
      events: [
        [0, 1],
        [0.5, 2],
      ],
    } as const;
    const run = await migrate({ engine: "xen-4.10", workload: [trace] });
    const { setupSeconds, liveSeconds, switchSeconds, suspendSeconds } = run.phases;
    const silentSeconds = setupSeconds + liveSeconds + switchSeconds + suspendSeconds - 0.5;
    expect(limitOf(run, "trace-end")).toEqual({
      kind: "trace-end",
      seconds: expect.closeTo(silentSeconds, 9),
      detail: expect.stringMatching(/^The trace ended at 500 ms, 1\.\d+ s before the pause: it wrote nothing after that\.$/),
    });
    const long = {
      kind: "trace",
      events: [
        [0, 1],
        [100, 2],
      ],
    } as const;
    expect(limitOf(await migrate({ engine: "xen-4.10", workload: [long] }), "trace-end")).toBeUndefined();
  });

  it("does not depend on the steps", async () => {
    const scenario: Scenario = { ...BASE, workload: [{ kind: "uniform", size: "64 MiB", rate: "30 k/s" }] };
    const whole = (await createSimulation(scenario)).run();
    const stepped = await createSimulation(scenario);
    while (!stepped.finished) stepped.advance(stepped.nowSeconds + 0.0371);
    expect(stepped.runResult().ruledBy).toEqual(whole.runs[0]?.ruledBy);
  });
});
