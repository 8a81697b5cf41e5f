import { describe, expect, it } from "vitest";
import { exp, log, pow } from "../../src/pages/math.js";

const ARGUMENTS = Array.from({ length: 4001 }, (_, index) => (index - 2000) * 0.3537);

function relativeError(value: number, truth: number): number {
  return Math.abs(value - truth) / Math.abs(truth);
}

describe("exp", () => {
  it("agrees with the platform's to two units in the last place", () => {
    for (const x of ARGUMENTS) {
      if (x >= -708 && x <= 709) expect(relativeError(exp(x), Math.exp(x)), `exp(${x})`).toBeLessThan(5e-16);
    }
  });

  it("is exact at 0 and leaves the range of normal numbers at its ends", () => {
    expect([exp(0), exp(-0), exp(-709), exp(-Infinity), exp(710), exp(Infinity)]).toEqual([1, 1, 0, 0, Infinity, Infinity]);
  });
});

describe("log", () => {
  it("agrees with the platform's to two units in the last place", () => {
    for (const power of ARGUMENTS) {
      const x = 2 ** (power / 0.75);
      if (x > 1e-300 && x < 1e300 && Math.log(x) !== 0) expect(relativeError(log(x), Math.log(x)), `log(${x})`).toBeLessThan(5e-16);
    }
    for (const near of [1 - 2 ** -53, 1 + 2 ** -52, 0.5 + 2 ** -50, 2 ** -53])
      expect(relativeError(log(near), Math.log(near))).toBeLessThan(5e-16);
  });

  it("is exact at 1 and at the ends", () => {
    expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
  });
});

describe("pow", () => {
  it("agrees with the platform's as closely as its logarithm allows", () => {
    for (const base of [0.001, 0.5, 1, 3, 1e6]) {
      for (const power of [-2, -0.99, 0, 0.25, 1.5])
        expect(relativeError(pow(base, power), base ** power), `${base}^${power}`).toBeLessThan(1e-14);
    }
  });
});
