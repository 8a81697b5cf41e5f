import { describe, expect, it } from "vitest";
import { DirtyLimiter } from "../../../src/engine/qemu/dirty-limit.js";
import { migrationFacts } from "../../support/qemu.js";

const MIB = 2 ** 20;

/** A guest with one virtual CPU that dirties this many MiB/s without a limit. */
function limiter(quotaMiB: number, freeMiB: number, vcpus = 1): DirtyLimiter {
  const facts = migrationFacts({ vcpus, distinctPages: (seconds) => (seconds * freeMiB * MIB) / 4096 });
  return new DirtyLimiter({ bytesPerSecond: quotaMiB * MIB, periodSeconds: 1 }, facts);
}

function ratioAfter(periods: number, of: DirtyLimiter): number {
  for (let period = 0; period < periods; period++) of.adjust();
  return of.throttleRatio;
}

describe("a quota for dirty pages", () => {
  it("has no effect before the first period is over", () => {
    expect(limiter(1, 1000).throttleRatio).toBe(0);
  });

  it("is met at once if the rate is more than twice as high: filling a ring takes longer by that factor", () => {
    expect(ratioAfter(1, limiter(100, 400))).toBeCloseTo(1 - 100 / 400, 12);
  });

  it("never withholds more than 99 % of the time", () => {
    for (const periods of [1, 2, 10, 100]) expect(ratioAfter(periods, limiter(1, 1e6))).toBeCloseTo(0.99, 12);
  });

  it("does not change a rate within 25 MiB/s of it", () => {
    expect(ratioAfter(10, limiter(100, 125))).toBe(0);
    expect(ratioAfter(10, limiter(100, 126))).toBeGreaterThan(0);
  });

  it("is approached in steps of a tenth of a ring if the rate is less than twice as high, up to the tolerance", () => {
    const of = limiter(200, 300);
    expect(ratioAfter(1, of)).toBeCloseTo(0.1 / 1.1, 12);
    expect(ratioAfter(1, of)).toBeCloseTo(0.2 / 1.2, 12);
    expect(300 * (1 - ratioAfter(50, of))).toBeLessThanOrEqual(225);
    expect(300 * (1 - of.throttleRatio)).toBeGreaterThan(200);
  });

  it("takes a step in proportion only beyond half of the larger of rate and quota, as dirtylimit_need_linear_adjustment", () => {
    // 200 is away from 100 by exactly half of 200; 350 from 200 by 43 % of 350, though by 75 % of 200.
    expect(ratioAfter(1, limiter(100, 200))).toBeCloseTo(0.1 / 1.1, 12);
    expect(ratioAfter(1, limiter(200, 350))).toBeCloseTo(0.1 / 1.1, 12);
    expect(ratioAfter(1, limiter(100, 201))).toBeCloseTo(1 - 100 / 201, 12);
  });

  it.each([
    // From a sleep of three times the filling of a ring: the guest that dirtied 1600 MiB/s now dirties this much, and runs a quarter of the time.
    { freeMiB: 1599, sleepFills: 3, because: "399.75 is within 25 MiB/s of 400" },
    { freeMiB: 1500, sleepFills: 3, because: "375 is still within it, exactly" },
    { freeMiB: 1496, sleepFills: 2.9, because: "374 is not: a tenth less" },
    { freeMiB: 800, sleepFills: 2.9, because: "200 is half of 400, not less" },
    { freeMiB: 796, sleepFills: 3 - 201 / 199, because: "199 is less than half: in proportion to the rate" },
    { freeMiB: 400, sleepFills: 0, because: "100 is the quota if the guest never sleeps" },
    { freeMiB: 200, sleepFills: 0, because: "a sleep is never negative" },
    { freeMiB: 1700, sleepFills: 3, because: "425 is within 25 MiB/s of 400, exactly" },
    { freeMiB: 1704, sleepFills: 3.1, because: "426 is not: a tenth more" },
    { freeMiB: 3200, sleepFills: 3.1, because: "half of 800 is 400, the quota" },
    { freeMiB: 3204, sleepFills: 3 + 401 / 400, because: "801 is more than twice the quota: in proportion to the quota" },
  ])("is followed when the guest's own rate becomes $freeMiB MiB/s: $because", ({ freeMiB, sleepFills }) => {
    let rateMiB = 1600;
    const facts = migrationFacts({ vcpus: 1, distinctPages: (seconds) => (seconds * rateMiB * MIB) / 4096 });
    const of = new DirtyLimiter({ bytesPerSecond: 400 * MIB, periodSeconds: 1 }, facts);
    expect(ratioAfter(1, of)).toBe(0.75);
    rateMiB = freeMiB;
    expect(ratioAfter(1, of)).toBeCloseTo(sleepFills / (1 + sleepFills), 12);
  });

  it.each([
    { quotaMiB: 26, sleepFills: 0, because: "26 MiB/s are outside the tolerance: no sleep, as dirtylimit_set_throttle" },
    { quotaMiB: 25, sleepFills: 3, because: "25 MiB/s are within it: dirtylimit_done leaves the sleep" },
  ])("of $quotaMiB MiB/s, when the guest writes nothing any more: $because", ({ quotaMiB, sleepFills }) => {
    let rateMiB = 4 * quotaMiB;
    const facts = migrationFacts({ vcpus: 1, distinctPages: (seconds) => (seconds * rateMiB * MIB) / 4096 });
    const of = new DirtyLimiter({ bytesPerSecond: quotaMiB * MIB, periodSeconds: 1 }, facts);
    expect(ratioAfter(1, of)).toBe(0.75);
    rateMiB = 0;
    expect(ratioAfter(1, of)).toBe(sleepFills / (1 + sleepFills));
    rateMiB = 4 * quotaMiB;
    expect(ratioAfter(1, of)).toBe(0.75);
  });

  it("applies per virtual CPU", () => {
    expect(ratioAfter(1, limiter(100, 4 * 400, 4))).toBeCloseTo(0.75, 12);
    expect(ratioAfter(1, limiter(100, 4 * 120, 4))).toBe(0);
  });

  it("uses the pages that a slower guest dirties: half of the time does not halve the rate of a saturated region", () => {
    const region = (800 * MIB) / 4096;
    const facts = migrationFacts({ vcpus: 1, distinctPages: (seconds) => region * (1 - Math.exp(-4 * seconds)) });
    const of = new DirtyLimiter({ bytesPerSecond: 100 * MIB, periodSeconds: 1 }, facts);
    const rateMiB = 800 * (1 - Math.exp(-4 * (1 - ratioAfter(200, of))));
    expect(rateMiB).toBeLessThan(130);
  });

  it("has no effect on a guest that writes nothing", () => {
    expect(ratioAfter(3, limiter(1, 0))).toBe(0);
  });
});
