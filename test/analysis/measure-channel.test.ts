import { describe, expect, it } from "vitest";
import { ConfigError, measureChannel } from "../../src/index.js";
import { scenarioWith } from "../support/scenarios.js";

const peer = (fields: object = {}) => ({
  peers: [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s" }], ...fields }],
});

describe("measureChannel", () => {
  it("agrees with the dirty pages counted by Xen for a sender of 20 MB/s, within 15 % or 12 pages", async () => {
    // Measured on Xen 4.17 with Linux 6.1, PV, messages of 4 KiB, windows of 10 ms, 100 ms and 1 s.
    const measured = { netfront: [130, 346, 533], xenvmc: [87, 170, 182], "xenvmc-modified": [51, 57, 74] };
    const { channels = [] } = await measureChannel(scenarioWith(peer()), { all: true });
    const errors = channels.flatMap(({ channel, windows }) =>
      windows.map(({ distinctPages }, index) => {
        const expected = measured[channel.kind][index] as number;
        return Math.abs(distinctPages.mean - expected) / Math.max(12, 0.15 * expected);
      }),
    );
    expect(errors).toHaveLength(9);
    expect(errors.sort((left, right) => left - right)[4]).toBeLessThanOrEqual(1);
  });

  it("depends neither on the workload nor on the guest's memory size", async () => {
    const [idle, busy] = await Promise.all([
      measureChannel(scenarioWith(peer())),
      measureChannel(scenarioWith({ ...peer(), vm: { memory: "1 GiB" }, workload: [{ kind: "uniform", size: "32 MiB", rate: "20 k/s" }] })),
    ]);
    expect(busy.windows).toEqual(idle.windows);
    expect(idle.counted).toContain("workload is left out");
  });

  it("has no ring page if the peer owns the ring", async () => {
    const mean = async (domid: string) =>
      (await measureChannel(scenarioWith({ ...peer({ domid }), channel: "xenvmc" }), { windows: ["1 s"] })).windows[0]?.distinctPages.mean;
    expect(((await mean("higher")) ?? 0) - ((await mean("lower")) ?? 0)).toBeCloseTo(129, 0);
  });

  it("pools the windows of all runs", async () => {
    const scenario = { ...peer(), channel: "xenvmc" };
    const single = await Promise.all([measureChannel(scenarioWith(scenario)), measureChannel(scenarioWith({ ...scenario, runs: 4 }))]);
    expect(single.map(({ windows }) => windows.map((window) => window.windows))).toEqual([
      [100, 10, 2],
      [400, 40, 8],
    ]);
  });

  it("limits the offered rate to what the path carries", async () => {
    const flows = [{ message: "4 KiB", send: "50 GB/s" }];
    const { flows: [flow] = [] } = await measureChannel(scenarioWith({ ...peer({ flows }), channel: "xenvmc" }), { windows: [0.01] });
    expect(flow?.sendBytesPerSecond).toBeCloseTo(flow?.throughputBytesPerSecond ?? 0, 0);
    expect(flow?.path).toBe("shared-memory");
  });

  it("has the network card to itself, and uses it if the peer is on another host", async () => {
    const flows = [{ message: "4 KiB", send: "50 GB/s" }];
    const { flows: [flow] = [] } = await measureChannel(scenarioWith(peer({ place: "elsewhere", flows })), { windows: [0.01] });
    expect([flow?.path, flow?.sendBytesPerSecond]).toEqual(["network", 1.25e8]);
  });

  it.each([
    [{ windows: ["10 x"] }, /windows\[0\]: expected a time/],
    [{ windows: [0] }, /windows\[0\]/],
    [{ windows: [] }, /at least one length/],
  ])("refuses %o", async (options, says) => {
    const fault = await measureChannel(scenarioWith(peer()), options).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as Error).message).toMatch(says);
  });

  it("refuses a guest without peers", async () => {
    await expect(measureChannel(scenarioWith({}))).rejects.toThrow(/peers: expected at least one/);
  });
});
