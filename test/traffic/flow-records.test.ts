/** What the applications at the ends of each flow see: bytes, the end of a volume, and the throughput of each stage. */
import { describe, expect, it } from "vitest";
import type { RunResult, Scenario } from "../../src/index.js";
import type { FlowReport } from "../../src/result/result.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

type Flows = NonNullable<NonNullable<Scenario["peers"]>[number]["flows"]>;

async function migrated(flows: Flows, given: object = {}): Promise<RunResult & { readonly flows: readonly FlowReport[] }> {
  const peers = [{ name: "database", place: "source", flows }];
  const run = await migrate(scenarioWith({ workload: [], peers, channel: "netfront", host: { dom0Cpus: 64 }, ...given }));
  return { ...run, flows: run.channel?.flows ?? [] };
}

describe("the flows of a run", () => {
  it("share out the bytes moved among them, in both directions", async () => {
    const { channel, flows, totals } = await migrated([
      { message: 4096, send: "2 MB/s", receive: "3 MB/s" },
      { mode: "volume", message: 1024, send: "3 MB", receive: "1 MB" },
    ]);
    expect(flows.map(({ peer, flow, mode, messageBytes }) => [peer, flow, mode, messageBytes])).toEqual([
      ["database", 0, "open", 4096],
      ["database", 1, "volume", 1024],
    ]);
    const [open, volume] = flows.map(({ deliveredBytes }) => deliveredBytes);
    expect((open as number) / (5e6 * (totals.totalSeconds - totals.downtimeSeconds))).toBeCloseTo(1, 3);
    expect(volume).toBeCloseTo(4e6, 0);
    expect((open as number) + (volume as number)).toBeCloseTo(channel?.bytesMoved as number, 3);
  });

  it("have the offered rate before, during and after, as bytes and as messages", async () => {
    const { flows } = await migrated([{ message: 4096, send: "2 MB/s", receive: "3 MB/s" }]);
    const { before, during, after } = flows[0]?.throughput ?? {};
    for (const stage of [before, during, after]) {
      expect(stage?.bytesPerSecond).toBeCloseTo(5e6, -2);
      expect(stage?.messagesPerSecond).toBeCloseTo(5e6 / 4096, 0);
    }
  });

  it("say when each volume was done, the last of them when the channel's traffic was", async () => {
    const { flows, channel, totals } = await migrated([
      { mode: "volume", message: 4096, receive: "100 MB" },
      { mode: "volume", message: 4096, receive: "5 GB" },
    ]);
    const [first, last] = flows.map(({ completedSeconds }) => completedSeconds as number);
    const rate = (flows[0]?.throughput.before?.bytesPerSecond as number) + (flows[1]?.throughput.before?.bytesPerSecond as number);
    // Both have half of the path until the smaller one is through.
    expect(first).toBeCloseTo(200e6 / rate, 6);
    expect(last).toBe(channel?.completedSeconds);
    expect(last).toBeGreaterThan(totals.totalSeconds);
    expect(flows[0]?.throughput.during?.bytesPerSecond).toBeCloseTo(100e6 / (first as number), 0);
    expect(flows[0]?.throughput.after).toBeUndefined();
    expect(flows[1]?.deliveredBytes).toBeLessThan(5e9);
    // What was left at the resume, over the time that it took from there.
    const resumed = channel?.series.find(({ phase }) => phase === "after")?.seconds as number;
    const during = channel?.series.find(({ phase }) => phase === "paused")?.seconds as number;
    const left = 5e9 - (flows[1]?.throughput.during?.bytesPerSecond as number) * during;
    expect((flows[1]?.throughput.after?.bytesPerSecond as number) / (left / ((last as number) - resumed))).toBeCloseTo(1, 2);
  });

  it("have no end for a volume that is never read", async () => {
    const { flows, channel } = await migrated([{ mode: "volume", message: 4096, receive: "100 MB", reader: 0 }]);
    expect([flows[0]?.completedSeconds, channel?.completedSeconds, flows[0]?.deliveredBytes]).toEqual([undefined, undefined, 0]);
  });

  it("have the switch as a stage where channels are torn down while the guest runs", async () => {
    const flows: Flows = [{ message: 4096, receive: "20 MB/s" }];
    const {
      phases,
      flows: [flow],
    } = await migrated(flows, { channel: "xenvmc" });
    expect(phases.switchSeconds).toBeGreaterThan(0);
    expect(flow?.throughput.switching?.bytesPerSecond).toBeLessThan(20e6 * 1.5);
    expect((await migrated(flows)).flows[0]?.throughput.switching).toBeUndefined();
  });

  it("say which of them sources are tied to", async () => {
    const flows: Flows = [
      { message: 4096, receive: "1 MB/s" },
      { message: 4096, receive: "1 MB/s" },
    ];
    const tied = async (tie: unknown) => {
      const workload = [{ kind: "uniform", size: "1 MiB", perByte: 1, while: tie }];
      return (await migrated(flows, { workload })).flows.map((flow) => flow.tied);
    };
    expect(await tied({ peer: "database", flow: 1 })).toEqual([undefined, true]);
    expect(await tied("database")).toEqual([true, true]);
  });
});
