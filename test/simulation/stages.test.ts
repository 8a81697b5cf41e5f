/** The stages of the copy: what connections, receiver and zero pages make of the pace. */
import { describe, expect, it } from "vitest";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import type { Engine } from "../../src/engine/engine.js";
import { copyLimitOf, stagesOf, zeroFrameSeconds } from "../../src/simulation/stages.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const GIB = 2 ** 30;
const scenario = (zero = 0, layout = "spread") =>
  scenarioWith({
    vm: { memory: "64 MiB", content: { zero, layout } },
    link: { bandwidth: "100 Gbit/s", efficiency: 1, latency: 0, connectionBandwidth: "1 GiB/s" },
  });
const engine = (fields: Partial<Engine> = {}): Engine => ({
  name: "mine",
  ...BARE_WIRE,
  migrate: () => [][Symbol.iterator]() as never,
  ...fields,
});

describe("the stages of the copy", () => {
  it("let n connections make n times what one makes", () => {
    for (const connections of [1, 2, 8]) {
      const { senderBytesPerSecond, senderName } = stagesOf(engine({ connections }), scenario());
      expect(senderBytesPerSecond).toBeCloseTo(connections * GIB, 3);
      expect(senderName).toBe(connections === 1 ? "one connection (tcp)" : `${connections} connections (tcp)`);
    }
  });

  it("name the engine's own limit where it is the lower one, also where both are equal", () => {
    expect(stagesOf(engine({ bytesPerSecond: GIB, senderName: "compression" }), scenario()).senderName).toBe("compression");
    expect(stagesOf(engine({ bytesPerSecond: GIB + 1, senderName: "compression" }), scenario()).senderName).toBe("one connection (tcp)");
  });

  it("add the time of a page's dirty bit to that of the connection", () => {
    const seconds = 4096 / GIB + 1e-6;
    expect(stagesOf(engine({ sentFrameSeconds: 1e-6 }), scenario()).senderBytesPerSecond).toBeCloseTo(4096 / seconds, 3);
  });

  it("hold the copy to the receiver's threads", () => {
    const stages = stagesOf(engine({ connections: 2, receivedFrameSeconds: 8e-6 }), scenario());
    expect(stages.receiverBytesPerSecond).toBeCloseTo((2 * 4096) / 8e-6, 3);
    expect(copyLimitOf(stages)).toBe(stages.receiverBytesPerSecond);
    expect(copyLimitOf(stages, 1e6)).toBe(1e6);
  });

  it("let the receiver look at mixed zero pages while the others fill the link, and at runs of them not", () => {
    const wire = { zeroPageSeconds: 0.2e-6, receivedZeroFrameSeconds: 1e-6 };
    // A frame takes 4.096 us on this link: with one frame of content per zero frame there is time for it.
    const at = (zero: number, layout: string) => zeroFrameSeconds(stagesOf(engine(wire), scenario(zero, layout)), 1e9, 4096);
    expect(at(0.5, "spread")).toBeCloseTo(0.2e-6, 12);
    expect(at(0.9, "spread")).toBeCloseTo(1e-6 - 4.096e-6 / 9, 12);
    expect(at(0.5, "blocks")).toBeCloseTo(1e-6, 12);
    expect(at(1, "spread")).toBeCloseTo(1e-6, 12);
  });

  it("rule a migration and are named in the result: connections, receiver, zero pages", async () => {
    const base = { vm: { memory: "256 MiB" }, workload: [], link: { bandwidth: "100 Gbit/s" } };
    const ruling = async (fields: object) =>
      (await migrate(scenarioWith({ ...base, ...fields }))).ruledBy.map(({ kind, detail }) => `${kind}: ${detail}`);
    expect((await ruling({ engine: "xen-4.10" }))[0]).toMatch(/^dom0: Dom0 was saturated and set the pace/);
    expect((await ruling({ engine: "xen-4.10", host: { copyCpu: 0 } }))[0]).toMatch(/^sender: One connection \(tcp\) set the pace/);
    const [multifd] = await ruling({
      engine: { preset: "qemu-10.0", maxBandwidth: 0, multifd: { channels: 2 }, destinationPageTime: "3 us" },
    });
    expect(multifd).toMatch(/^receiver: The receiving side set the pace/);
    const zero = await ruling({
      vm: { memory: "256 MiB", content: { zero: 0.5, layout: "low" } },
      engine: { preset: "qemu-10.0", maxBandwidth: 0 },
    });
    expect(zero.find((each) => each.startsWith("zero-pages"))).toContain("32768 zero pages took 34.4 ms, at the pace of the destination");
  });
});
