/** QEMU's counters by themselves (docs/sources/qemu.md#migration-thread). */
import { describe, expect, it } from "vitest";
import { QemuProgress } from "../../../src/engine/qemu/progress.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";

const PAGES = 10_000;
/** The bytes of a window: 1024 pages of content and no header, so that figures are round. */
const BYTES = 1024 * 4096;

function progressOf(engine: object = {}, nowSeconds = 1): QemuProgress {
  const parameters = { ...qemuParameters({ preset: "qemu-8.2", downtimeLimit: "500 ms", ...engine }), windowSeconds: 0.1 };
  return new QemuProgress(parameters, migrationFacts({ allocatedPages: PAGES }), { newDirtyPages: PAGES, pagesLeft: PAGES, nowSeconds });
}

const burst = (nowSeconds: number, pagesLeft: number, wireBytes = BYTES) => ({
  pagesSent: 1024,
  zeroPages: 0,
  wireBytes,
  nowSeconds,
  pagesLeft,
});

describe("the threshold", () => {
  it("is 0 until the first window ends, then its bandwidth x the downtime limit", () => {
    const progress = progressOf();
    expect([progress.thresholdBytes, progress.isLittleLeft]).toEqual([0, false]);
    progress.addBurst(burst(1.05, 5000));
    expect([progress.endWindow(), progress.thresholdBytes]).toEqual([false, 0]);
    progress.addBurst(burst(1.125, 4000));
    expect(progress.endWindow()).toBe(true);
    // Two bursts in an eighth of a second.
    expect(progress.thresholdBytes).toBeCloseTo(((2 * BYTES) / 0.125) * 0.5, 6);
  });

  it("is what the pages left are compared with: fewer are little, as many are not, none are", () => {
    const progress = progressOf({ availSwitchoverBandwidth: 8192 * 1000 });
    progress.addBurst(burst(2, PAGES));
    progress.endWindow();
    expect(progress.thresholdBytes).toBe(4096 * 1000);
    const isLittle = (pagesLeft: number) => {
      progress.pagesLeft = pagesLeft;
      return progress.isLittleLeft;
    };
    expect([999, 1000, 1001].map(isLittle)).toEqual([true, false, false]);
    expect(progress.leftBytes).toBe(1001 * 4096);
    const before = progressOf();
    before.pagesLeft = 0;
    expect(before.isLittleLeft).toBe(true);
  });

  it.each([
    // One page below, at and above the threshold: an exact sync, and the stop.
    ["qemu-10.0", [true, false, false], [true, false, false]],
    ["qemu-10.1", [true, false, false], [true, true, false]],
    ["qemu-11.0", [true, false, false], [true, true, false]],
    ["qemu-11.1", [true, true, false], [true, true, false]],
  ] as const)("of %s asks for a sync and for the stop at its own edge", (preset, syncs, stops) => {
    const progress = progressOf({ preset, availSwitchoverBandwidth: 8192 * 1000 });
    progress.addBurst(burst(2, PAGES));
    progress.endWindow();
    const answers = [999, 1000, 1001].map((pagesLeft) => {
      progress.pagesLeft = pagesLeft;
      return [progress.isSyncDue, progress.isLittleLeft];
    });
    expect(answers).toEqual(syncs.map((isSync, index) => [isSync, stops[index]]));
  });

  it("of strict passes is that of the pass: set at a sync, and not at the end of a window", () => {
    const progress = progressOf({ preset: "qemu-0.12" });
    progress.addBurst(burst(1.25, 5000));
    progress.addBurst(burst(1.5, 0));
    expect(progress.endWindow()).toBe(true);
    expect(progress.thresholdBytes).toBe(0);
    progress.addSync({ newDirtyPages: 700, pagesLeft: 700, nowSeconds: 2 });
    // Both bursts in the second since the sync of the set-up.
    expect(progress.thresholdBytes).toBe(2 * BYTES * 0.5);
    progress.addBurst(burst(2.25, 0));
    progress.addSync({ newDirtyPages: 700, pagesLeft: 700, nowSeconds: 2.5 });
    expect(progress.thresholdBytes).toBe(2 * BYTES * 0.5);
    const continuous = progressOf();
    continuous.addBurst(burst(1.25, 5000));
    continuous.addSync({ newDirtyPages: 700, pagesLeft: 700, nowSeconds: 2 });
    expect(continuous.thresholdBytes).toBe(0);
  });
});

describe("the expected downtime", () => {
  /** A sync at second 3 with `newDirtyPages`, then a window of `bytes` in 0.25 s. */
  const expectedAfter = (newDirtyPages: number, bytes: number, engine: object = {}) => {
    const progress = progressOf(engine);
    progress.addSync({ newDirtyPages, pagesLeft: 2000, nowSeconds: 3 });
    // Starts the window anew.
    progress.addBurst(burst(3, 2000, 0));
    progress.endWindow();
    progress.addBurst(burst(3.25, 976, bytes));
    progress.endWindow();
    return progress.expectedDowntimeSeconds;
  };

  it("is the bytes left at the sync over the bandwidth of the window", () => {
    expect(expectedAfter(500, BYTES)).toBeCloseTo((2000 * 4096) / (BYTES / 0.25), 9);
    expect(expectedAfter(500, BYTES, { availSwitchoverBandwidth: 4096 * 1000 })).toBeCloseTo(2, 9);
  });

  it("is not estimated while nothing is dirtied, or from a window of 10,000 bytes or fewer", () => {
    expect(expectedAfter(0, BYTES)).toBeUndefined();
    expect(expectedAfter(500, 10_000)).toBeUndefined();
    expect(expectedAfter(500, 10_001)).toBeCloseTo((2000 * 4096) / (10_001 / 0.25), 6);
  });

  it("is not estimated before a period of more than a second has ended", () => {
    const progress = progressOf();
    progress.addBurst(burst(1.25, 976));
    progress.endWindow();
    expect(progress.expectedDowntimeSeconds).toBeUndefined();
  });
});

describe("the counters", () => {
  it("are those of all bursts, and of those since the last sync", () => {
    const progress = progressOf();
    progress.addBurst(burst(1.25, 5000));
    progress.addBurst(burst(1.5, 4000));
    expect(progress.statistics()).toStrictEqual({
      iteration: 0,
      totalPagesSent: 2048,
      transferredBytes: 2 * BYTES,
      dirtyPages: 4000,
      pagesSent: 2048,
      allocatedPages: PAGES,
      linkBytesPerSecond: 1e8,
      pageBytes: 4096,
      elapsedSeconds: 1.5,
      remainingBytes: 4000 * 4096,
      downtimeLimitSeconds: 0.5,
      maxBandwidthBytesPerSecond: 128 * 2 ** 20,
      throttleRatio: 0,
    });
    expect(progress.addSync({ newDirtyPages: 300, pagesLeft: 4300, nowSeconds: 2.5 })).toEqual({
      dirtiedBytes: 300 * 4096,
      sentBytes: 2 * BYTES,
      seconds: 1.5,
    });
    progress.endWindow();
    progress.addBurst(burst(2.625, 3276));
    const { iteration, totalPagesSent, pagesSent, elapsedSeconds, dirtyBytesPerSecond, bandwidthBytesPerSecond } = progress.statistics();
    expect([iteration, totalPagesSent, pagesSent, elapsedSeconds]).toEqual([1, 3072, 1024, 2.625]);
    expect(dirtyBytesPerSecond).toBeCloseTo((300 * 4096) / 1.5, 6);
    expect(bandwidthBytesPerSecond).toBeCloseTo((2 * BYTES) / 1.5, 6);
  });

  it("take new settings, each by itself", () => {
    const progress = progressOf();
    progress.apply({ downtimeLimitSeconds: 2 });
    expect([progress.downtimeLimitSeconds, progress.maxBandwidthBytesPerSecond]).toEqual([2, 128 * 2 ** 20]);
    progress.apply({ maxBandwidthBytesPerSecond: 0 });
    expect([progress.downtimeLimitSeconds, progress.maxBandwidthBytesPerSecond]).toEqual([2, 0]);
    progress.apply({});
    expect([progress.downtimeLimitSeconds, progress.maxBandwidthBytesPerSecond]).toEqual([2, 0]);
  });
});

describe("expected-downtime", () => {
  const shown = (preset: string) => {
    const progress = progressOf({ preset });
    progress.addBurst(burst(2.125, 4000));
    progress.addSync({ newDirtyPages: 1000, pagesLeft: 5000, nowSeconds: 2.125 });
    expect(progress.expectedDowntimeSeconds).toBeUndefined();
    progress.addBurst(burst(2.25, 3000));
    expect(progress.endWindow()).toBe(true);
    const bytesPerSecond = progress.window.bytesPerSecond ?? Number.NaN;
    progress.pagesLeft = 500;
    return (progress.expectedDowntimeSeconds ?? Number.NaN) * (bytesPerSecond / 4096);
  };

  it("is of the pages that the last sync left, and since 11.1 of those left when it is asked for", () => {
    expect(shown("qemu-11.0")).toBeCloseTo(5000, 6);
    expect(shown("qemu-11.1")).toBeCloseTo(500, 6);
  });
});
