import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PassRecord, StallDetector } from "../../../src/engine/policies/stall-detector.js";

const PARAMETERS = { stallProgressTimeoutSeconds: 40, stallMarginRatio: 0.04, patienceWindowDecayFactor: 0.5, searchLocalMinima: true };

/** Indices of the passes that are times to switch. */
function moments(remaining: readonly number[], passSeconds: number, fields: Partial<typeof PARAMETERS> = {}): number[] {
  const detector = new StallDetector({ ...PARAMETERS, ...fields });
  return remaining.flatMap((remainingBytes, index) =>
    detector.add({ elapsedSeconds: (index + 1) * passSeconds, remainingBytes }) ? [index] : [],
  );
}

describe("a stall", () => {
  it("is a pass that leaves at least 96 % of the minimum of 40 s ago and earlier", () => {
    expect(moments([1000, 961], 40)).toEqual([1]);
    expect(moments([1000, 960], 40)).toEqual([1]);
    expect(moments([1000, 959], 40)).toEqual([]);
  });

  it("is not found while all passes are within the window", () => {
    expect(moments(Array(40).fill(1000), 1)).toEqual([]);
    expect(moments(Array(41).fill(1000), 1)).toEqual([40]);
  });

  it("allows the bytes left to rise within the window", () => {
    // 1000 at second 10, up to 3000, and below 960 again before second 50.
    expect(moments([1000, 3000, 2000, 900, 500], 10)).toEqual([]);
  });

  it("follows the rule of VEP 248, record by record", () => {
    const bytes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 30 }), (remaining, passSeconds) => {
        const records: PassRecord[] = remaining.map((remainingBytes, index) => ({
          elapsedSeconds: (index + 1) * passSeconds,
          remainingBytes,
        }));
        const isStalled = (record: PassRecord): boolean => {
          const old = records.filter(({ elapsedSeconds }) => elapsedSeconds <= record.elapsedSeconds - 40);
          return old.length > 0 && record.remainingBytes >= Math.floor(Math.min(...old.map((one) => one.remainingBytes)) * 0.96);
        };
        const first = records.findIndex(isStalled);
        // Without the search for a minimum, every pass after the stall is a time to switch.
        const expected = first < 0 ? [] : records.map((_, index) => index).slice(first);
        expect(moments(remaining, passSeconds, { searchLocalMinima: false })).toEqual(expected);
      }),
      { numRuns: 300, seed: 248 },
    );
  });
});

describe("the time to switch", () => {
  it("is a pass within 4 % of the best seen", () => {
    expect(moments([1000, 800, 1200, 1100, 1000, 820], 10)).toEqual([5]);
    expect(moments([1000, 800, 1200, 1100, 1000, 833], 10)).toEqual([]);
  });

  it("relaxes its target when the best does not recur for 40 s, then 20, then 10", () => {
    // Stalled at second 50 with a best of 100. From second 90 on the best since is the target: 530.
    const remaining = [500, 100, 600, 600, 600, 550, 540, 530, 700, 520, 525];
    expect(moments(remaining, 10)).toEqual([9, 10]);
    // The 300 of second 60 do not recur either: at second 110 the 600 are accepted.
    expect(moments([500, 100, 600, 600, 600, 300, 600, 600, 600, 600, 600], 10)).toEqual([10]);
  });

  it("is immediate without the search for a minimum", () => {
    expect(moments([1000, 800, 1200, 1100, 1000, 1500], 10, { searchLocalMinima: false })).toEqual([4, 5]);
  });
});
