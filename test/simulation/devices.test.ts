/** The pause of guests whose devices have state of their own. */
import { describe, expect, it } from "vitest";
import { migrate, scenarioWith } from "../support/scenarios.js";

const MIB = 2 ** 20;
const LINK = { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 };
const QEMU = { preset: "qemu-10.1", maxBandwidth: 0, availSwitchoverBandwidth: "1.25 GB/s" };
const run = (devices: readonly object[], fields: object = {}) =>
  migrate(scenarioWith({ engine: QEMU, workload: [], vm: { memory: "64 MiB", devices }, link: LINK, ...fields }));

describe("devices", () => {
  it("add to the pause what their own rate, the link or one connection makes of their state", async () => {
    const [none, own, link, connection] = [
      await run([]),
      await run([{ kind: "vfio", stopCopy: "64 MiB", bandwidth: "500 MB/s" }]),
      await run([{ kind: "vfio", stopCopy: "64 MiB", bandwidth: "100 GB/s" }]),
      await run([{ kind: "vfio", stopCopy: "64 MiB", bandwidth: "100 GB/s" }], { link: { ...LINK, connectionBandwidth: "1 Gbit/s" } }),
    ];
    expect(none.phases.deviceSeconds).toBe(0);
    expect(own.phases.deviceSeconds).toBeCloseTo((64 * MIB) / 500e6, 9);
    expect(link.phases.deviceSeconds).toBeCloseTo((64 * MIB) / 1.25e9, 9);
    expect(connection.phases.deviceSeconds).toBeCloseTo((64 * MIB) / 125e6, 9);
    expect(own.totals.downtimeSeconds - none.totals.downtimeSeconds).toBeCloseTo((64 * MIB) / 500e6, 3);
    expect(own.totals.wireBytes - none.totals.wireBytes).toBe(64 * MIB);
  });

  it("are reached again one after the other, and are named in what ruled the pause", async () => {
    const { phases, ruledBy } = await run([
      { kind: "vfio", stopCopy: "10 MB", bandwidth: "100 MB/s" },
      { kind: "vhost-user", reconnect: "30 ms" },
      { kind: "vhost-user", reconnect: "20 ms" },
    ]);
    expect(phases.deviceSeconds).toBeCloseTo(0.15, 9);
    expect(ruledBy.find(({ kind }) => kind === "devices")).toEqual({
      kind: "devices",
      seconds: expect.closeTo(0.15, 9),
      detail: "Devices take 150 ms of the pause: vfio 100 ms for 9.54 MiB, vhost-user 30 ms, vhost-user 20 ms.",
    });
  });

  it("count in QEMU's pending: a state that does not fit into the limit lets the guest run on", async () => {
    const state = { kind: "vfio", stopCopy: "1 GiB", bandwidth: "10 GB/s" };
    const { stop } = await run([state], { timeout: "20 s" });
    expect(stop.kind).toBe("timeout");
    const raised = await run([state], { engine: { ...QEMU, downtimeLimit: "2 s" } });
    expect(raised.stop.kind).toBe("downtime-met");
    expect(raised.totals.downtimeSeconds).toBeGreaterThan(2 ** 30 / 1.25e9);
  });

  it("count in expected-downtime from 11.1 on, where it is computed when asked for", async () => {
    const state = { kind: "vfio", stopCopy: "200 MB", bandwidth: "10 GB/s" };
    const expected = async (engine: string) => (await run([state], { engine })).totals.expectedDowntimeSeconds ?? 0;
    expect(await expected("qemu-11.1")).toBeGreaterThan(0.15);
    expect(await expected("qemu-10.1")).toBeLessThan(0.05);
  });

  it("give their pending state while the guest runs, and in the pause what then fits into the limit", async () => {
    const device = { kind: "vfio", stopCopy: "1 MiB", bandwidth: "100 MB/s" };
    const engine = { preset: "qemu-10.1", maxBandwidth: 0, availSwitchoverBandwidth: "100 MB/s" };
    const [without, pending] = [await run([device], { engine }), await run([{ ...device, pending: "400 MiB" }], { engine })];
    // 300 ms of 100 MB/s may be left, with the state for the pause; the rest has gone before, MiB by MiB.
    const leftBytes = 27 * MIB;
    expect(pending.phases.liveSeconds - without.phases.liveSeconds).toBeCloseTo((400 * MIB - leftBytes) / 100e6, 1);
    expect(pending.phases.deviceSeconds).toBeCloseTo((leftBytes + MIB) / 100e6, 2);
    expect(pending.totals.wireBytes - without.totals.wireBytes).toBeCloseTo(400 * MIB, -4);
  });

  it("are served again at the destination of Cloud Hypervisor", async () => {
    const engine = "cloud-hypervisor-53";
    const [without, served] = [await run([], { engine }), await run([{ kind: "vhost-user", reconnect: "30 ms" }], { engine })];
    expect(served.totals.downtimeSeconds - without.totals.downtimeSeconds).toBeCloseTo(0.03, 9);
  });
});
