import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { describe, expect, test } from "vitest";
import { distinctPages, fitFootprint } from "../../src/calibrate/footprint.js";
import { nelderMead } from "../../src/calibrate/nelder-mead.js";

/** Distinct pages of two populations in windows from 0.05 to 20 s, off by up to one per cent. */
const TRUTH = [
  { pages: 4096, writesPerPageSecond: 35_000 / 4096 },
  { pages: 131_072, writesPerPageSecond: 2000 / 131_072 },
];
const WINDOWS = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 20];
const NOISE = [0.004, -0.007, 0.01, -0.002, 0.006, -0.009, 0.001, 0.008, -0.005, 0.003];
const DATA = WINDOWS.map((seconds, at) => ({
  seconds,
  pages: distinctPages(TRUTH, "random", seconds) * (1 + (NOISE[at] as number)),
  deviation: 0.01,
}));

describe("nelderMead", () => {
  test("finds the minimum of Rosenbrock's valley", async () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const { point, value } = await nelderMead(valley, [-1.2, 1], { steps: [0.5, 0.5], evaluations: 2000, width: 1e-8, restarts: 3 });
    expect(value).toBeLessThan(1e-10);
    expect(point[0]).toBeCloseTo(1, 4);
  });

  test("stays in the domain, keeps to its number of evaluations, and stops when it is good enough", async () => {
    let calls = 0;
    const beyond = ([x = 0]: readonly number[]) => {
      calls++;
      return x < 0 ? Number.NaN : x;
    };
    const bounded = await nelderMead(beyond, [1], { steps: [0.5], evaluations: 40, width: 0 });
    expect(calls).toBeLessThanOrEqual(44);
    expect(bounded.value).toBeGreaterThanOrEqual(0);
    expect(bounded.value).toBeLessThan(0.01);
    calls = 0;
    await nelderMead(beyond, [1], { steps: [0.5], evaluations: 1000, goodEnough: 2 });
    expect(calls).toBe(1);
  });

  test("fits two populations as ml-levenberg-marquardt does on logarithms", async () => {
    const { populations, misfit } = await fitFootprint(DATA, 2, "random", 1e7);
    const model =
      ([a = 0, b = 0, c = 0, d = 0]: number[]) =>
      (seconds: number) => {
        const found = [
          { pages: Math.exp(a), writesPerPageSecond: Math.exp(b) },
          { pages: Math.exp(c), writesPerPageSecond: Math.exp(d) },
        ];
        return Math.log(distinctPages(found, "random", seconds));
      };
    const { parameterValues } = levenbergMarquardt({ x: WINDOWS, y: DATA.map(({ pages }) => Math.log(pages)) }, model, {
      initialValues: [Math.log(3000), 2, Math.log(1e5), -4],
      damping: 0.01,
      gradientDifference: 1e-4,
      maxIterations: 500,
      errorTolerance: 1e-12,
    });
    const found = populations.flatMap(({ pages, writesPerPageSecond }) => [pages, writesPerPageSecond]);
    for (const [at, value] of parameterValues.entries()) expect(Math.abs(Math.log(found[at] as number) - value)).toBeLessThan(0.01);
    expect(misfit).toBeLessThan(10);
  });
});
