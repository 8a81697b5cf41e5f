import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const WORKLOAD = [{ kind: "uniform", size: "4 MiB", rate: "2 k/s" }];
const talk = (peers: readonly object[], fields: object = {}): Promise<RunResult> =>
  migrate(scenarioWith({ workload: WORKLOAD, channel: "xenvmc", peers, ...fields }), { pages: "core" });
const on = (place: string, flow: object) => ({ name: "a", place, flows: [flow] });

describe("traffic, whatever the outcome of the migration", () => {
  it("does not continue over rings that were kept across the pause", async () => {
    const { channel } = await talk([on("source", { message: 4096, mode: "volume", send: 4e9 })], {
      channel: { kind: "xenvmc", teardown: "never" },
    });
    expect(channel?.fault).toContain("kernel");
    expect(channel?.completedSeconds).toBeUndefined();
    expect(channel?.series.at(-1)).toMatchObject({ phase: "after", sendBytesPerSecond: 0, receiveBytesPerSecond: 0 });
  });

  it("answers as many requests as are made, although only the requests share the network card with the copy", async () => {
    const { channel } = await talk([on("elsewhere", { mode: "closed", message: 65536, outstanding: 64 })]);
    const copying = channel?.series.find(({ phase }) => phase === "copying");
    expect(copying?.receiveBytesPerSecond).toBe(copying?.sendBytesPerSecond);
  });

  it("takes no bandwidth from the copy if a peer is silent", async () => {
    const fast = { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 };
    const alone = await talk([], { link: fast });
    const silent = await talk([{ name: "a", place: "source", flows: [] }], { link: fast, channel: "netfront" });
    expect(silent.totals.totalSeconds / alone.totals.totalSeconds).toBeLessThan(1.05);
  });

  it("continues as before if the migration is cancelled in any phase, and counts every byte until then", async () => {
    const flow = { message: 4096, send: 2e7, receive: 2e7 };
    for (const timeout of [0.3, 0.55, 0.56, 0.5701]) {
      const { stop, channel } = await talk([on("source", flow)], { timeout });
      expect(stop.kind).toBe("timeout");
      expect(channel?.bytesMoved).toBeGreaterThan(0.99 * timeout * 4e7 * 0.9);
      expect(channel?.series.at(-1)).toMatchObject({ phase: "after", mode: "local", sendBytesPerSecond: 2e7 });
    }
  });

  it("joins every pair again if one of them kept the guest from suspending", async () => {
    const stuck = { name: "a", place: "source", flows: [{ message: 4096, send: 1e6, receive: 1e6, reader: 0 }] };
    const other = { name: "b", place: "source", flows: [{ message: 4096, mode: "volume", send: 1e10 }] };
    const run = await talk([stuck, other], { channel: { kind: "xenvmc", switching: { suspendLimit: 0.1 } } });
    expect(run.stop.kind).toBe("suspend-timeout");
    expect(run.channel?.events.filter(({ peer }) => peer === "b").at(-1)?.state).toBe("connected");
  });
});
