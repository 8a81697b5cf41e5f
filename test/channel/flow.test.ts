import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlowConfig, FluidFlow, type OfferedLoad, type Route } from "../../src/channel/flow.js";

const BASE: FlowConfig = {
  offered: { kind: "open", bytesPerSecond: 50e6 },
  ringBytes: 524288,
  stagingLimitBytes: 4 * 1024 * 1024,
  networkBufferBytes: 4 * 1024 * 1024,
  route: "local",
  rates: { localBytesPerSecond: 2e9, stagingBytesPerSecond: 1e10, networkBytesPerSecond: 1e8, readerBytesPerSecond: Infinity },
  startSeconds: 0,
};

/** Offered = delivered + in flight, to a millionth of the bytes moved; nothing negative, nothing above its limit. */
function checkBooks(flow: FluidFlow, config: FlowConfig): void {
  const { offeredBytes, deliveredBytes, inFlightBytes, waitingBytes, ringBytes, stagedBytes, networkBytes } = flow;
  expect(Math.abs(offeredBytes - deliveredBytes - inFlightBytes)).toBeLessThanOrEqual(1e-3 + 1e-9 * offeredBytes);
  for (const bytes of [deliveredBytes, waitingBytes, ringBytes, stagedBytes, networkBytes]) expect(bytes).toBeGreaterThanOrEqual(0);
  expect(ringBytes).toBeLessThanOrEqual(config.ringBytes + 1);
  expect(stagedBytes).toBeLessThanOrEqual(config.stagingLimitBytes + 1);
  expect(networkBytes).toBeLessThanOrEqual(config.networkBufferBytes + 1);
}

describe("one flow", () => {
  it("passes everything on at once if the reader keeps up", () => {
    const flow = new FluidFlow(BASE);
    flow.advance(2);
    expect(flow.deliveredBytes).toBeCloseTo(100e6, 3);
    expect(flow.inFlightBytes).toBeLessThan(1);
    expect(flow.nextEventSeconds).toBe(Infinity);
  });

  it("fills staging, then the ring, then blocks the sender, if there is no reader", () => {
    const flow = new FluidFlow({ ...BASE, rates: { ...BASE.rates, readerBytesPerSecond: 0 } });
    // 4 MiB at 50 MB/s with an event at each doubling from 2 KiB on, then 512 KiB.
    for (let bytes = 2048; bytes <= 4194304; bytes *= 2) {
      expect(flow.nextEventSeconds).toBeCloseTo(bytes / 50e6, 9);
      flow.advance(flow.nextEventSeconds);
      expect(flow.stagedStepBytes).toBe(Math.min(4194304, 2 * bytes));
    }
    expect(flow.nextEventSeconds).toBeCloseTo((4194304 + 524288) / 50e6, 6);
    flow.advance(1);
    expect(flow.deliveredBytes).toBe(0);
    expect(flow.stagedBytes).toBeCloseTo(4194304, 0);
    expect(flow.ringBytes).toBeCloseTo(524288, 0);
    expect(flow.waitingBytes).toBeCloseTo(50e6 - 4194304 - 524288, 0);
  });

  it("blocks in the ring without staging", () => {
    const config = { ...BASE, stagingLimitBytes: 0, rates: { ...BASE.rates, readerBytesPerSecond: 10e6 } };
    const flow = new FluidFlow(config);
    flow.advance(1);
    expect(flow.ringBytes).toBeCloseTo(524288, 0);
    expect(flow.stagedBytes).toBe(0);
    expect(flow.deliveredBytes).toBeCloseTo(10e6, 3);
    checkBooks(flow, config);
  });

  it("ends a volume when all of it is sent", () => {
    const flow = new FluidFlow({ ...BASE, offered: { kind: "volume", bytes: 1e9 }, rates: { ...BASE.rates, localBytesPerSecond: 5e8 } });
    expect(flow.nextEventSeconds).toBeCloseTo(2, 9);
    flow.advance(3);
    expect(flow.deliveredBytes).toBeCloseTo(1e9, 3);
  });

  it("keeps no more in flight than a closed flow's window", () => {
    const offered: OfferedLoad = { kind: "closed", bytesPerSecond: 100e6, windowBytes: 65536 };
    const flow = new FluidFlow({ ...BASE, offered, rates: { ...BASE.rates, readerBytesPerSecond: 30e6 } });
    flow.advance(1);
    expect(flow.inFlightBytes).toBeCloseTo(65536, 0);
    expect(flow.deliveredBytes).toBeCloseTo(30e6, 0);
  });

  it("reads the bytes of the older route before those of the newer one", () => {
    const flow = new FluidFlow({ ...BASE, rates: { ...BASE.rates, readerBytesPerSecond: 0 } });
    flow.advance(0.05);
    flow.setRoute("network");
    flow.setRates({ readerBytesPerSecond: 100e6 });
    flow.advance(0.06);
    expect(flow.localBytes).toBeCloseTo(50e6 * 0.05 - 100e6 * 0.01, 0);
    expect(flow.networkBytes).toBeCloseTo(50e6 * 0.01, 0);
    flow.advance(1);
    expect(flow.localBytes).toBeLessThan(1);
    expect(flow.deliveredBytes).toBeCloseTo(50e6, 0);
  });

  it("limits the sender to the reader's speed while all buffers are full, however fast the path is", () => {
    const flow = new FluidFlow({ ...BASE, rates: { ...BASE.rates, readerBytesPerSecond: 20e6 } });
    flow.advance(0.1);
    expect(flow.heldToBytesPerSecond).toBe(Infinity);
    flow.advance(0.2);
    expect(flow.heldToBytesPerSecond).toBe(20e6);
    flow.setRates({ localBytesPerSecond: 20e6 });
    expect(flow.nextEventSeconds).toBe(Infinity);
    flow.advance(60);
    expect(flow.heldToBytesPerSecond).toBe(20e6);
    flow.setRates({ localBytesPerSecond: 10e6 });
    flow.advance(60.1);
    expect(flow.heldToBytesPerSecond).toBe(Infinity);
    flow.setRoute("network");
    expect(flow.heldToBytesPerSecond).toBe(Infinity);
    flow.advance(60.2);
    expect(flow.networkBytes).toBeCloseTo(BASE.networkBufferBytes, 0);
    expect(flow.heldToBytesPerSecond).toBe(0);
  });

  it("limits a closed flow whose window is in the buffers, and not one whose window waits for its path", () => {
    const offered: OfferedLoad = { kind: "closed", bytesPerSecond: 1e11, windowBytes: 65536 };
    const [slow, fast] = [20e6, Infinity].map(
      (readerBytesPerSecond) => new FluidFlow({ ...BASE, offered, rates: { ...BASE.rates, readerBytesPerSecond } }),
    );
    for (const flow of [slow, fast]) flow?.advance(1);
    expect(slow?.heldToBytesPerSecond).toBe(20e6);
    expect(fast?.heldToBytesPerSecond).toBe(Infinity);
  });

  it("stops when either guest stops", () => {
    const flow = new FluidFlow(BASE);
    flow.setRunning("sender", false);
    flow.advance(1);
    expect(flow.offeredBytes).toBe(0);
    flow.setRunning("sender", true);
    flow.setRunning("reader", false);
    flow.advance(1.01);
    expect(flow.deliveredBytes).toBe(0);
    expect(flow.stagedBytes).toBeCloseTo(50e6 * 0.01, 0);
  });
});

const rate = fc.oneof(fc.constant(0), fc.constant(Infinity), fc.double({ min: 1e3, max: 1e10, noNaN: true }));
const finite = fc.double({ min: 1e3, max: 1e10, noNaN: true });
const load: fc.Arbitrary<OfferedLoad> = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), bytesPerSecond: finite }),
  fc.record({ kind: fc.constant("volume" as const), bytes: fc.double({ min: 0, max: 1e10, noNaN: true }) }),
  fc.record({ kind: fc.constant("closed" as const), bytesPerSecond: finite, windowBytes: fc.integer({ min: 64, max: 1 << 24 }) }),
);
const step = fc.record({
  seconds: fc.double({ min: 0, max: 5, noNaN: true }),
  route: fc.constantFrom<Route>("local", "network", "none"),
  reader: rate,
  network: rate,
  senderRuns: fc.boolean(),
  readerRuns: fc.boolean(),
});
const config = fc.record({
  offered: load,
  ringBytes: fc.integer({ min: 4096, max: 1 << 20 }),
  stagingLimitBytes: fc.constantFrom(0, 65536, 4 * 1024 * 1024),
  networkBufferBytes: fc.integer({ min: 65536, max: 1 << 23 }),
  route: fc.constantFrom<Route>("local", "network"),
  rates: fc.record({ localBytesPerSecond: finite, stagingBytesPerSecond: finite, networkBytesPerSecond: rate, readerBytesPerSecond: rate }),
  startSeconds: fc.constantFrom(0, 3000),
});

describe("the accounts of any flow", () => {
  it("balance at any time, whatever happens to routes, readers and guests", () => {
    fc.assert(
      fc.property(config, fc.array(step, { maxLength: 8 }), (flowConfig, steps) => {
        const flow = new FluidFlow(flowConfig);
        let toSeconds = flowConfig.startSeconds;
        let deliveredBytes = 0;
        for (const { seconds, route, reader, network, senderRuns, readerRuns } of steps) {
          toSeconds += seconds;
          flow.advance(toSeconds);
          checkBooks(flow, flowConfig);
          expect(flow.deliveredBytes).toBeGreaterThanOrEqual(deliveredBytes);
          deliveredBytes = flow.deliveredBytes;
          flow.setRoute(route);
          flow.setRates({ readerBytesPerSecond: reader, networkBytesPerSecond: network });
          flow.setRunning("sender", senderRuns);
          flow.setRunning("reader", readerRuns);
        }
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });

  it("do not depend on the size of the steps", () => {
    fc.assert(
      fc.property(config, fc.integer({ min: 1, max: 50 }), (flowConfig, parts) => {
        const [whole, cut] = [new FluidFlow(flowConfig), new FluidFlow(flowConfig)];
        whole.advance(flowConfig.startSeconds + 2);
        for (let part = 1; part <= parts; part++) cut.advance(flowConfig.startSeconds + (2 * part) / parts);
        const tolerance = 1 + 1e-7 * whole.offeredBytes;
        expect(Math.abs(whole.deliveredBytes - cut.deliveredBytes)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(whole.inFlightBytes - cut.inFlightBytes)).toBeLessThanOrEqual(tolerance);
      }),
      { seed: 20260102, numRuns: 300 },
    );
  });
});
