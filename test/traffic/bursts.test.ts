/** Traffic with engines that send in bursts, limit themselves and slow the guest. */
import { describe, expect, it } from "vitest";
import type { ChannelReport, RunResult } from "../../src/result/result.js";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const GOODPUT = 125e6;
const MIB = 2 ** 20;
/** More than the link carries, so every byte of the copy is one less for the peer. */
const HUNGRY = [{ name: "b", place: "elsewhere", flows: [{ message: "64 KiB", send: "150 MB/s" }] }];
/** No workload: the channel is the only writer, apart from the guest's own few pages. */
const TALKING = [{ name: "b", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s", receive: "20 MB/s" }] }];
const WRITES = [{ kind: "uniform", size: "16 MiB", rate: "200 k/s" }];

function run(fields: object): RunResult & { readonly channel: ChannelReport } {
  const { migration } = openMigration(scenarioWith({ host: { dom0Cpus: 16 }, ...fields }));
  migration.advance(Infinity);
  const result = migration.result();
  if (!result.channel) throw new Error("The run has no channel.");
  return { ...result, channel: result.channel };
}

const slow = (maxBandwidth: string) => ({ preset: "qemu-10.0", maxBandwidth });

describe("bursts of a round", () => {
  it("leave the traffic the link's bandwidth minus the engine's limit, without interruption", () => {
    const { channel, phases } = run({ engine: slow("32 MiB/s"), peers: HUNGRY });
    const copying = channel.series.filter(({ phase }) => phase === "copying");
    expect(copying.map(({ sendBytesPerSecond }) => sendBytesPerSecond)).toEqual([GOODPUT - 32 * MIB]);
    expect(phases.liveSeconds).toBeGreaterThan(1);
    expect(channel.series.length).toBeLessThanOrEqual(6);
  });

  it("are sent at an equal share of the link, with or without a limit", () => {
    const [held, free] = [slow("32 MiB/s"), slow("0 B/s")].map((engine) => run({ engine, peers: HUNGRY }).channel.series);
    const shares = [held, free].map((series) => series?.find(({ phase }) => phase === "copying")?.copyBytesPerSecond);
    expect(shares).toEqual([GOODPUT / 2, GOODPUT / 2]);
    expect(free?.find(({ phase }) => phase === "copying")?.sendBytesPerSecond).toBe(GOODPUT / 2);
  });

  it("are more than the clocks of the channel's sources can store between two syncs", () => {
    const link = { bandwidth: "10 Mbit/s", efficiency: 1, latency: 0 };
    const peers = [{ name: "b", place: "elsewhere", flows: [{ message: "4 KiB", send: "2 MB/s" }] }];
    const { channel, rounds } = run({ vm: { memory: "20 MiB" }, link, engine: { preset: "qemu-7.2", maxBandwidth: "256 KiB/s" }, peers });
    // One window per 100 ms, and no sync before most of it is over: copying would start and stop 700 times.
    expect(rounds[0]?.durationSeconds).toBeGreaterThan(60);
    expect(channel.series.length).toBeLessThanOrEqual(6);
  });

  it("stop while the channels are left, the guest suspends, and its state is sent", () => {
    const { channel, phases } = run({ engine: "qemu-10.0", peers: TALKING, channel: "xenvmc" });
    expect(phases.switchSeconds).toBeGreaterThan(0);
    const switching = channel.series.filter(({ phase }) => phase === "switching");
    expect(switching.length).toBeGreaterThan(0);
    for (const sample of switching) expect(sample).not.toHaveProperty("copyBytesPerSecond");
  });

  it("limit what an older Xen sends to its own rate", () => {
    const { channel } = run({ engine: "xen-nsdi05", peers: HUNGRY });
    const first = channel.series.find(({ phase }) => phase === "copying");
    // 100 Mbit/s of 2^20 bits, plus one slice of the limiter.
    expect((first?.sendBytesPerSecond ?? 0) / (GOODPUT - (100 * MIB) / 8)).toBeCloseTo(1, 4);
  });
});

describe("pages of the channel", () => {
  it.each(["qemu-2.1", "qemu-0.12", "cloud-hypervisor-40", "xen-4.10"])("are no more than all pages that %s found", (engine) => {
    const { channel, totals } = run({ engine, workload: WRITES, timeout: "20 s", peers: TALKING, channel: "xenvmc" });
    expect(channel.pagesDirtied).toBeGreaterThan(0);
    expect(channel.pagesDirtied).toBeLessThanOrEqual(totals.pagesDirtied);
  });
});

describe("a guest that is slowed down", () => {
  const CLOSED = [{ name: "b", place: "source", flows: [{ message: "4 KiB", mode: "closed", outstanding: 8 }] }];
  const openAt = (peers: readonly object[], ratio: number) => {
    const { migration, traffic } = openMigration(scenarioWith({ host: { dom0Cpus: 16 }, peers, channel: "xenvmc" }));
    migration.advance(0.01);
    traffic.advance(0.01, 0.01);
    const before = traffic.books.deliveredBytes;
    traffic.throttle(ratio, 0.01, 0.01);
    traffic.advance(0.02, 0.01 + 0.01 * (1 - ratio));
    traffic.throttle(0, 0.02, 0.01 + 0.01 * (1 - ratio));
    return traffic.books.deliveredBytes - before;
  };

  it("has closed loops that take longer by that factor, and keeps an offered rate as long as its channel can carry it", () => {
    expect(openAt(CLOSED, 0.75) / openAt(CLOSED, 0)).toBeCloseTo(0.25, 9);
    expect(openAt(TALKING, 0.75)).toBeCloseTo(openAt(TALKING, 0), 3);
    expect(openAt(TALKING, 0.999)).toBeLessThan(0.2 * openAt(TALKING, 0));
  });

  it("receives nothing while it is paused", () => {
    expect(openAt(CLOSED, 1)).toBe(0);
    const { channel } = run({ engine: { preset: "firecracker", diffSnapshot: true, between: "1 s" }, peers: TALKING });
    const [still, backlog, on] = channel.series.map(({ sendBytesPerSecond }) => sendBytesPerSecond);
    expect([still, on]).toEqual([0, 20e6]);
    expect(backlog).toBeGreaterThan(20e6);
  });

  it("has its former traffic after the move", () => {
    const engine = { preset: "qemu-10.0", autoConverge: { initial: 0.9 }, downtimeLimit: "10 ms" };
    const { channel, rounds, stop } = run({ engine, workload: WRITES, peers: CLOSED, timeout: "60 s" });
    expect(Math.max(...rounds.map(({ throttleRatio }) => throttleRatio))).toBeGreaterThan(0.5);
    expect(stop.converged).toBe(true);
    const after = channel.series.filter(({ phase }) => phase === "after").at(-1);
    const copying = channel.series.filter(({ phase }) => phase === "copying");
    expect(after?.sendBytesPerSecond).toBeGreaterThan(5 * Math.min(...copying.map(({ sendBytesPerSecond }) => sendBytesPerSecond)));
  });
});
