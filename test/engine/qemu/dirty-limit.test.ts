import { describe, expect, it } from "vitest";
import { DirtyLimiter } from "../../../src/engine/qemu/dirty-limit.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";

const MIB = 2 ** 20;
const PARAMETERS = qemuParameters({ preset: "qemu-8.2", log: "dirty-ring", dirtyLimit: true });

/** Of a guest with one virtual CPU that dirties so many MiB/s when nothing holds it up. */
function limiter(quotaMiB: number, freeMiB: number, vcpus = 1): DirtyLimiter {
  const facts = migrationFacts({ vcpus, distinctPages: (seconds) => (seconds * freeMiB * MIB) / 4096 });
  return new DirtyLimiter({ bytesPerSecond: quotaMiB * MIB, periodSeconds: 1 }, PARAMETERS, facts);
}

function ratioAfter(periods: number, of: DirtyLimiter): number {
  for (let period = 0; period < periods; period++) of.adjust();
  return of.throttleRatio;
}

describe("a quota for dirty pages", () => {
  it("holds nothing up before the first period is over", () => {
    expect(limiter(1, 1000).throttleRatio).toBe(0);
  });

  it("is kept at once where the rate is more than twice as high: a ring takes as much longer as it is too fast", () => {
    expect(ratioAfter(1, limiter(100, 400))).toBeCloseTo(1 - 100 / 400, 12);
  });

  it("never takes more than 99 parts in 100, however far off it is", () => {
    for (const periods of [1, 2, 10, 100]) expect(ratioAfter(periods, limiter(1, 1e6))).toBeCloseTo(0.99, 12);
  });

  it("leaves a rate alone that is within 25 MiB/s of it", () => {
    expect(ratioAfter(10, limiter(100, 125))).toBe(0);
    expect(ratioAfter(10, limiter(100, 126))).toBeGreaterThan(0);
  });

  it("goes in steps of a tenth of a ring where it is less than half off, up to the tolerance", () => {
    const of = limiter(200, 300);
    expect(ratioAfter(1, of)).toBeCloseTo(0.1 / 1.1, 12);
    expect(ratioAfter(1, of)).toBeCloseTo(0.2 / 1.2, 12);
    expect(300 * (1 - ratioAfter(50, of))).toBeLessThanOrEqual(225);
    expect(300 * (1 - of.throttleRatio)).toBeGreaterThan(200);
  });

  it("is for each virtual CPU", () => {
    expect(ratioAfter(1, limiter(100, 4 * 400, 4))).toBeCloseTo(0.75, 12);
    expect(ratioAfter(1, limiter(100, 4 * 120, 4))).toBe(0);
  });

  it("has nothing to do with a guest that writes nothing", () => {
    expect(ratioAfter(3, limiter(1, 0))).toBe(0);
  });
});
