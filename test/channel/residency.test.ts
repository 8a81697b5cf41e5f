import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlowConfig, FluidFlow } from "../../src/channel/flow.js";
import { NetworkResidency } from "../../src/channel/network-residency.js";
import { openFlows } from "../../src/channel/open-flow.js";
import type { Residency, ResidentFlow } from "../../src/channel/residency.js";
import { RingResidency } from "../../src/channel/ring-residency.js";
import { tearDownFault } from "../../src/channel/tear-down.js";
import type { ResolvedSwitching } from "../../src/scenario/resolved/resolved-channel.js";
import type { ResolvedFlow, ResolvedPeer } from "../../src/scenario/resolved/resolved-peers.js";
import { FLOW_DEFAULTS, openChannel } from "../support/channels.js";
import { joinSeconds, leaveSeconds } from "../support/switching-forms.js";

const OPEN: ResolvedFlow = { ...FLOW_DEFAULTS, mode: "open", messageBytes: 4096, sendBytesPerSecond: 50e6, receiveBytesPerSecond: 50e6 };

const SWITCHING = openChannel({ kind: "xenvmc" }).rings?.switching as ResolvedSwitching;

interface Setting {
  readonly place: ResolvedPeer["place"];
  readonly flows?: readonly ResolvedFlow[];
  readonly kind?: "netfront" | "xenvmc" | "xenvmc-modified";
  readonly readerBytesPerSecond?: number;
  readonly ringOwner?: ResolvedPeer["ringOwner"];
}

function open(setting: Setting): { residency: Residency; flows: readonly ResidentFlow[] } {
  const { place, flows: plans = [OPEN], kind = "xenvmc", ringOwner = "migrating", readerBytesPerSecond = Infinity } = setting;
  const channel = openChannel({ kind });
  const peer: ResolvedPeer = { name: "b", place, ringOwner, flows: plans.map((plan) => ({ ...plan, readerBytesPerSecond })) };
  const flows = openFlows(channel, peer, { where: "source", joined: place === "source", startSeconds: 0 });
  for (const { flow } of flows) flow.setRates({ networkBytesPerSecond: 6e7 });
  const residency = channel.rings
    ? new RingResidency({ place, ringOwner, switching: channel.rings.switching, flows, startSeconds: 0 })
    : new NetworkResidency(flows, 0);
  return { residency, flows };
}

function total(flows: readonly ResidentFlow[]) {
  const sum = (pick: (flow: ResidentFlow["flow"]) => number) => flows.reduce((bytes, { flow }) => bytes + pick(flow), 0);
  return {
    offered: sum((flow) => flow.offeredBytes),
    delivered: sum((flow) => flow.deliveredBytes),
    inFlight: sum((flow) => flow.inFlightBytes),
  };
}

function expectNothingLost(flows: readonly ResidentFlow[]): void {
  const { offered, delivered, inFlight } = total(flows);
  expect(Math.abs(offered - delivered - inFlight)).toBeLessThanOrEqual(1e-2 + 1e-9 * offered);
}

describe("case OUT: the guest leaves its peer's host", () => {
  it("passes through connected, suspend, released-1, released, and is local, switching, remote", () => {
    const { residency, flows } = open({ place: "source" });
    residency.advance(1);
    expect([residency.state, residency.mode, residency.isReadyToSuspend]).toEqual(["connected", "local", false]);
    residency.requestSuspend();
    expect([residency.state, residency.mode]).toEqual(["suspend", "switching"]);
    while (residency.mode === "switching") residency.advance(residency.nextEventSeconds);
    expect([residency.state, residency.mode, residency.isReadyToSuspend]).toEqual(["released", "remote", true]);
    expect(residency.events.map(({ state }) => state)).toEqual(["suspend", "released-1", "released"]);
    // Readers that keep up: 5 ms to announce, 258 pages of 1 us, 1 ms to release.
    expect(residency.nowSeconds - 1).toBeCloseTo(leaveSeconds(SWITCHING, 0, 1), 6);
    expect(leaveSeconds(SWITCHING, 0, 1)).toBeCloseTo(0.006258, 9);
    expect(residency.tornDownSeconds).toBeCloseTo(1 + 0.005258, 6);
    expectNothingLost(flows);
    for (const { flow } of flows) expect(flow.route).toBe("network");
  });

  it("waits until a slow reader has read all staged bytes: T_sw of the formula", () => {
    const { residency, flows } = open({ place: "source", readerBytesPerSecond: 20e6 });
    residency.advance(2);
    const received = flows[1] as ResidentFlow;
    expect(received.flow.localBytes).toBeGreaterThan(4 * 1024 * 1024);
    residency.requestSuspend();
    residency.advance(2.005);
    const unread = received.flow.localBytes;
    while (residency.mode === "switching") residency.advance(residency.nextEventSeconds);
    expect(residency.nowSeconds - 2).toBeCloseTo(leaveSeconds(SWITCHING, unread, 20e6), 6);
    expectNothingLost(flows);
  });

  it("is aborted by libxl after 60 s if a reader never reads, and loses nothing", () => {
    const { residency, flows } = open({ place: "source", readerBytesPerSecond: 0 });
    residency.advance(1);
    residency.requestSuspend();
    residency.advance(30);
    expect([residency.state, residency.suspendTimeout]).toEqual(["suspend", undefined]);
    expectNothingLost(flows);
    residency.advance(100);
    expect(residency.suspendTimeout).toMatchObject({ seconds: 61 });
    expect([residency.state, residency.mode, residency.isReadyToSuspend]).toEqual(["connected", "local", false]);
    expect(total(flows).delivered).toBe(0);
    expectNothingLost(flows);
    for (const { flow } of flows) flow.setRates({ readerBytesPerSecond: 1e10 });
    residency.advance(200);
    expect(total(flows).inFlight).toBeLessThan(1);
    expectNothingLost(flows);
  });

  it("keeps the peer's bytes while the guest is paused, and delivers them when it resumes", () => {
    const { residency, flows } = open({ place: "source" });
    residency.requestSuspend();
    residency.advance(0.01);
    residency.pause();
    const before = total(flows);
    residency.advance(0.04);
    const received = flows[1] as ResidentFlow;
    expect(received.flow.networkBytes).toBeCloseTo(0.03 * 50e6, -1);
    expect((flows[0] as ResidentFlow).flow.offeredBytes).toBeCloseTo(0.01 * 50e6, 0);
    expect(total(flows).delivered).toBeCloseTo(before.delivered, -1);
    residency.resume("destination");
    residency.advance(5);
    expect(total(flows).inFlight).toBeLessThan(1);
    expect(residency.mode).toBe("remote");
    expectNothingLost(flows);
  });

  it("takes no time for netfront, nor for a peer on a third host", () => {
    for (const setting of [{ place: "source", kind: "netfront" }, { place: "elsewhere" }] as const) {
      const { residency } = open(setting);
      residency.requestSuspend();
      expect([residency.isReadyToSuspend, residency.mode, residency.events.length]).toEqual([true, "remote", 0]);
      residency.resume("destination");
      residency.advance(10);
      expect(residency.mode).toBe("remote");
    }
  });
});

describe("case IN: the guest arrives at its peer's host", () => {
  it("passes through init, listen, connected in T_join of the formula, then uses the rings", () => {
    const { residency, flows } = open({ place: "destination" });
    residency.advance(1);
    residency.requestSuspend();
    expect(residency.isReadyToSuspend).toBe(true);
    residency.pause();
    residency.advance(1.1);
    residency.resume("destination");
    expect([residency.state, residency.mode]).toEqual(["init", "switching"]);
    while (residency.mode === "switching") residency.advance(residency.nextEventSeconds);
    expect(residency.events.map(({ state }) => state)).toEqual(["init", "listen", "connected"]);
    expect(residency.nowSeconds - 1.1).toBeCloseTo(joinSeconds(SWITCHING, 2), 9);
    for (const { flow } of flows) expect(flow.route).toBe("local");
    residency.advance(3);
    expectNothingLost(flows);
  });

  it("leaves and returns: released, then joined again if the migration failed", () => {
    const { residency, flows } = open({ place: "source" });
    residency.requestSuspend();
    residency.advance(0.1);
    residency.pause();
    residency.advance(0.2);
    residency.resume("source");
    residency.advance(1);
    expect([residency.state, residency.mode]).toEqual(["connected", "local"]);
    expectNothingLost(flows);
  });
});

const PLAIN = { protocol: fc.constant("tcp" as const), weight: fc.constant(1) };
const flowPlan: fc.Arbitrary<ResolvedFlow> = fc.oneof(
  fc.record({
    ...PLAIN,
    mode: fc.constant("open" as const),
    messageBytes: fc.integer({ min: 1, max: 262144 }),
    sendBytesPerSecond: fc.double({ min: 0, max: 5e8, noNaN: true }),
    receiveBytesPerSecond: fc.double({ min: 0, max: 5e8, noNaN: true }),
  }),
  fc.record({
    ...PLAIN,
    mode: fc.constant("volume" as const),
    messageBytes: fc.integer({ min: 1, max: 262144 }),
    sendBytes: fc.double({ min: 0, max: 1e9, noNaN: true }),
    receiveBytes: fc.double({ min: 0, max: 1e9, noNaN: true }),
  }),
  fc.record({
    ...PLAIN,
    mode: fc.constant("closed" as const),
    messageBytes: fc.integer({ min: 1, max: 262144 }),
    outstandingMessages: fc.integer({ min: 1, max: 64 }),
    thinkSeconds: fc.constantFrom(0, 1e-4),
  }),
);

describe("any pair", () => {
  it("loses nothing, over random flows, sizes, places, suspend times and readers", () => {
    const setting = fc.record({
      flows: fc.array(flowPlan, { minLength: 1, maxLength: 3 }),
      place: fc.constantFrom<ResolvedPeer["place"]>("source", "destination", "elsewhere"),
      kind: fc.constantFrom("netfront" as const, "xenvmc" as const, "xenvmc-modified" as const),
      ringOwner: fc.constantFrom<ResolvedPeer["ringOwner"]>("migrating", "peer"),
      readerBytesPerSecond: fc.oneof(fc.constant(0), fc.constant(Infinity), fc.double({ min: 1e4, max: 1e9, noNaN: true })),
    });
    const seconds = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(setting, seconds, seconds, fc.constantFrom("source", "destination"), (plan, suspendSeconds, pauseSeconds, where) => {
        const { residency, flows } = open(plan);
        residency.advance(suspendSeconds);
        expectNothingLost(flows);
        residency.requestSuspend();
        for (let steps = 0; !residency.isReadyToSuspend && residency.suspendTimeout === undefined; steps++) {
          if (steps > 10_000) throw new Error(`stuck at ${residency.nowSeconds} s`);
          residency.advance(Math.min(residency.nextEventSeconds, residency.nowSeconds + 1));
          expectNothingLost(flows);
        }
        expect(residency.nowSeconds).toBeLessThanOrEqual(suspendSeconds + 60.01);
        if (residency.suspendTimeout === undefined) {
          if (plan.kind !== "netfront") for (const { flow } of flows) expect(flow.localBytes).toBeLessThan(1);
          residency.pause();
          residency.advance(residency.nowSeconds + pauseSeconds);
          residency.resume(where);
        }
        residency.advance(residency.nowSeconds + 40);
        expectNothingLost(flows);
      }),
      { seed: 20260103, numRuns: 300 },
    );
  });
});

describe("a tear-down that comes too late or never", () => {
  it("is a fault with the measured consequence", () => {
    expect(tearDownFault("before-pause", "migrating")).toBeUndefined();
    expect(tearDownFault("never", "peer")).toMatchObject({ kind: "guest-crash", toolReportsSuccess: true, basis: "measured" });
    expect(tearDownFault("after-resume", "migrating")).toMatchObject({ kind: "kernel-bug", basis: "measured" });
    expect(tearDownFault("never", "migrating")).toMatchObject({ kind: "kernel-bug", basis: "modelled" });
  });
});

it("starts flows at the given second", () => {
  const config: FlowConfig = {
    offered: { kind: "open", bytesPerSecond: 1e6 },
    ringBytes: 4096,
    stagingLimitBytes: 0,
    networkBufferBytes: 4096,
    route: "none",
    rates: { localBytesPerSecond: 1e6, stagingBytesPerSecond: 1e6, networkBytesPerSecond: 1e6, readerBytesPerSecond: 1e6 },
    startSeconds: 7,
  };
  const flow = new FluidFlow(config);
  flow.advance(8);
  expect(flow.waitingBytes).toBeCloseTo(1e6, 3);
});

describe("a pair whose other guest migrates too", () => {
  /** Steps to the end of what is under way. */
  function settle(residency: Residency): void {
    while (residency.mode === "switching") residency.advance(residency.nextEventSeconds);
  }

  it("is torn down by the guest that leaves first, and joins again when the other has followed", () => {
    const { residency, flows } = open({ place: "source" });
    residency.advance(1);
    residency.requestSuspend("peer");
    expect(flows.map(({ flow }) => flow.route)).toEqual(["local", "network"]);
    settle(residency);
    residency.pause("peer");
    residency.resumeEnd("peer", false);
    expect([residency.state, residency.mode]).toEqual(["released", "remote"]);
    residency.requestSuspend("migrating");
    expect(residency.isReadyToSuspend).toBe(true);
    residency.pause("migrating");
    residency.resumeEnd("migrating", true);
    expect(residency.mode).toBe("switching");
    settle(residency);
    expect([residency.state, residency.mode]).toEqual(["connected", "local"]);
    expect(flows.map(({ flow }) => flow.route)).toEqual(["local", "local"]);
    expectNothingLost(flows);
  });

  it("does not join while the other guest is about to leave", () => {
    const { residency } = open({ place: "source" });
    residency.requestSuspend("migrating");
    residency.requestSuspend("peer");
    settle(residency);
    residency.pause("migrating");
    residency.resumeEnd("migrating", true);
    expect([residency.state, residency.mode]).toEqual(["released", "remote"]);
    residency.pause("peer");
    residency.resumeEnd("peer", true);
    expect(residency.mode).toBe("switching");
  });
});
