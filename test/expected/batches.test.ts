/** Many batches computed at once against one by one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchesBefore, batchesWithin } from "../../src/expected/batches.js";
import { createProgress, leftSeconds } from "../../src/pages/round-progress.js";
import { paceOf } from "../support/pages-cases.js";

describe("batchesWithin", () => {
  it("counts batches until the bytes exceed the limit", () => {
    const batch = fc.integer({ min: 1, max: 500_000 });
    const run = fc.record({ sentBytes: fc.nat(10_000_000), moreBytes: fc.nat(20_000_000), bytes: batch });
    fc.assert(
      fc.property(run, ({ sentBytes, moreBytes, bytes }) => {
        const limitBytes = sentBytes + moreBytes;
        const batches = batchesWithin(sentBytes, limitBytes, bytes);
        expect(sentBytes + batches * bytes).toBeGreaterThan(limitBytes);
        expect(sentBytes + (batches - 1) * bytes).toBeLessThanOrEqual(limitBytes);
      }),
      { seed: 20260805 },
    );
  });

  it("counts one above the limit, and infinitely many without a limit", () => {
    expect(batchesWithin(10, 9, 5)).toBe(1);
    expect(batchesWithin(10, Infinity, 5)).toBe(Infinity);
    expect(batchesWithin(10, 20, 0)).toBe(Infinity);
  });
});

describe("batchesBefore", () => {
  it("counts the batches that begin before a given second of the round", () => {
    const span = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(span, fc.integer({ min: 1, max: 9000 }), fc.double({ min: 0, max: 32, noNaN: true }), (seconds, bytes, zeroPages) => {
        const pace = paceOf({ bytesPerSecond: 1e6, batchSeconds: 1e-4, zeroPageSeconds: 2e-6 });
        const progress = { ...createProgress(0, 0), bytes: 777, batches: 3, zeroPages: 5 };
        progress.seconds = leftSeconds(pace, progress);
        const untilSeconds = progress.seconds + seconds;
        const batches = batchesBefore(pace, progress, untilSeconds, bytes, zeroPages);
        const secondsBehind = (count: number): number =>
          leftSeconds(pace, { bytes: 777 + count * bytes, batches: 3 + count, zeroPages: 5 + count * zeroPages });
        expect(batches === 1 || secondsBehind(batches - 1) < untilSeconds).toBe(true);
        expect(secondsBehind(batches)).toBeGreaterThanOrEqual(untilSeconds);
      }),
      { seed: 20260806 },
    );
  });

  it("counts infinitely many if batches take no time or there is no limit, and one if they never end", () => {
    const progress = createProgress(0, 0);
    expect(batchesBefore(paceOf({ bytesPerSecond: Infinity }), progress, 1, 1000, 0)).toBe(Infinity);
    expect(batchesBefore(paceOf(), progress, Infinity, 1000, 0)).toBe(Infinity);
    expect(batchesBefore(paceOf({ bytesPerSecond: 0 }), progress, 1, 1000, 0)).toBe(1);
  });
});
