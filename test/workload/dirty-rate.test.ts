/** Dirty rates (distinct pages in a window), converted to write rates. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import type { ResolvedScenario } from "../../src/scenario/resolved/resolved.js";
import { ConfigError } from "../../src/scenario/scenario.js";
import { simulate } from "../../src/simulation/simulate.js";
import { compileWorkload } from "../../src/workload/compile.js";
import { expectedDistinctPages } from "../support/expected-pages.js";

function scenarioOf(source: object, vm: object = {}): ResolvedScenario {
  return parseScenario({ version: 1, vm: { memory: "64 GiB", vcpus: 4, ...vm }, link: { bandwidth: "10 Gbit/s" }, workload: [source] });
}

function faultOf(source: object, vm: object = {}): { readonly path: string; readonly expected: string } {
  try {
    scenarioOf(source, vm);
  } catch (error) {
    if (error instanceof ConfigError && error.issues.length === 1) return error.issues[0] as { path: string; expected: string };
    throw error;
  }
  throw new Error("the scenario was accepted");
}

/** Writes per second of each resolved source. */
function ratesOf(source: object): number[] {
  return scenarioOf(source).workload.map((resolved) => ("writesPerSecond" in resolved ? resolved.writesPerSecond : Number.NaN));
}

/** Distinct pages of each source alone in the first `seconds`. */
function dirtiedIn(source: object, seconds: number, vm: object = {}): number[] {
  return compileWorkload(scenarioOf(source, vm)).map((compiled) => expectedDistinctPages([compiled], 0, seconds));
}

describe("a dirty rate", () => {
  it("of uniform writes is -N ln(1 - d) / t, in closed form", () => {
    const pages = 2 ** 18;
    const [rate] = ratesOf({ kind: "uniform", size: "1 GiB", dirtyRate: "42 k/s" });
    expect(rate).toBeCloseTo(-pages * Math.log1p(-42_000 / pages), 6);
    const [slow] = ratesOf({ kind: "uniform", size: "64 GiB", dirtyRate: 3 });
    expect(Math.abs((slow ?? 0) / (-(2 ** 24) * Math.log1p(-3 / 2 ** 24)) - 1)).toBeLessThan(1e-13);
  });

  it.each([
    ["uniform", { kind: "uniform", size: "1 GiB" }, "42 k/s", 42_000],
    ["uniform with runs", { kind: "uniform", size: "1 GiB", run: 8 }, "42 k/s", 42_000],
    ["zipf", { kind: "zipf", size: "1 GiB" }, "30 k/s", 30_000],
    ["steep zipf", { kind: "zipf", size: "64 MiB", exponent: 2 }, "2 k/s", 2000],
    ["zipf with runs", { kind: "zipf", size: "1 GiB", run: 16 }, "30 k/s", 30_000],
    ["power law", { kind: "power-law", size: "1 GiB", exponent: 4 }, "80 k/s", 80_000],
    ["scattered", { kind: "power-law", size: "1 GiB", exponent: 2, layout: "scattered" }, "80 k/s", 80_000],
    ["in bytes", { kind: "uniform", size: "1 GiB" }, "409.6 MB/s", 100_000],
  ])("of a %s source agrees with the expected counts", (_, source, dirtyRate, pages) => {
    const [dirtied] = dirtiedIn({ ...source, dirtyRate }, 1);
    expect(Math.abs((dirtied ?? 0) / pages - 1)).toBeLessThan(1e-9);
  });

  it("applies to each temperature", () => {
    const source = { kind: "hot-cold", hot: { size: "16 MiB", dirtyRate: "4 k/s" }, cold: { size: "1 GiB", dirtyRate: "20 MiB/s" } };
    const [hot, cold] = dirtiedIn(source, 1);
    expect([hot, cold]).toEqual([expect.closeTo(4000, 5), expect.closeTo(5120, 5)]);
    const classes = { kind: "classes", classes: [source.hot, { size: "4 MiB", rate: 7 }, source.cold] };
    expect(ratesOf(classes)).toEqual([ratesOf(source)[0], 7, ratesOf(source)[1]]);
  });

  it("of a sweep is its write rate, unless a window covers the whole region", () => {
    expect(ratesOf({ kind: "sweep", size: "1 GiB", dirtyRate: "42 k/s" })).toEqual([42_000]);
    expect(ratesOf({ kind: "sweep", size: 300 * 4096, stride: 3, dirtyRate: 100 })).toEqual([100]);
    expect(faultOf({ kind: "sweep", size: 300 * 4096, stride: 3, dirtyRate: 101 })).toMatchObject({
      path: "workload[0].dirtyRate",
      expected: "a dirty rate of at most 100 pages/s (0.4096 MB/s) for a region of 300 pages in windows of 1 s",
    });
  });

  it("uses its own window", () => {
    const source = { kind: "uniform", size: "1 GiB", dirtyRate: { rate: "20 k/s", window: "5 s" } };
    expect(dirtiedIn(source, 5)[0]).toBeCloseTo(100_000, 4);
    expect(ratesOf({ ...source, dirtyRate: { rate: "20 k/s" } })).toEqual(ratesOf({ ...source, dirtyRate: "20 k/s" }));
  });

  it("applies while a phase is active", () => {
    const inner = { kind: "uniform", size: "1 GiB", dirtyRate: "42 k/s" };
    const [phases] = scenarioOf({ kind: "phases", phases: [{ duration: 3, workload: [] }, { workload: [inner] }] }).workload;
    expect(phases).toMatchObject({ phases: [{}, { workload: [{ writesPerSecond: ratesOf(inner)[0] }] }] });
  });

  it("of 0 is a write rate of 0", () => {
    expect(ratesOf({ kind: "zipf", size: "1 GiB", dirtyRate: 0 })).toEqual([0]);
  });

  it("is met by the pages of a simulation", async () => {
    const scenario = parseScenario({
      version: 1,
      vm: { memory: "64 MiB" },
      link: { bandwidth: "10 Gbit/s" },
      workload: [{ kind: "zipf", size: "32 MiB", dirtyRate: "3 k/s" }],
      // The guest runs for one second between its two snapshots: the second snapshot holds the pages dirtied in it.
      engine: { preset: "firecracker", diffSnapshot: true, between: "1 s" },
      runs: 20,
    });
    const { runs, summary } = await simulate(scenario);
    expect(runs).toHaveLength(20);
    // Pages are written independently, so the variance of the count is below its mean.
    expect(Math.abs(summary.pagesDirtied.mean - 3000)).toBeLessThan(4 * Math.sqrt(3000 / 20));
  });
});

describe("a dirty rate out of reach", () => {
  it("is a fault that states the maximum", () => {
    expect(faultOf({ kind: "uniform", size: "4 MiB", dirtyRate: 1024 })).toMatchObject({
      path: "workload[0].dirtyRate",
      expected: "a dirty rate below 1024 pages/s (4.194304 MB/s) for a region of 1024 pages in windows of 1 s",
    });
    expect(
      faultOf({ kind: "hot-cold", hot: { size: "4 MiB", dirtyRate: { rate: 600, window: 2 } }, cold: { size: "1 GiB", rate: 1 } }),
    ).toMatchObject({
      path: "workload[0].hot.dirtyRate",
      expected: "a dirty rate below 512 pages/s (2.097152 MB/s) for a region of 1024 pages in windows of 2 s",
    });
  });

  it("includes one that needs more writes than the virtual CPUs can make", () => {
    const { path, expected } = faultOf({ kind: "zipf", size: "64 GiB", exponent: 3, dirtyRate: "1 M/s" });
    expect(path).toBe("workload[0].dirtyRate");
    const most = Number(/of at most (\d+(?:\.\d+)?) pages/.exec(expected)?.[1]);
    expect(most).toBeGreaterThan(1000);
    const [rate] = ratesOf({ kind: "zipf", size: "64 GiB", exponent: 3, dirtyRate: most * 0.999999 });
    expect(rate).toBeGreaterThan(3.9e9);
    expect(rate).toBeLessThanOrEqual(4e9);
  });
});

describe("a rate given twice or not at all", () => {
  it.each([
    [{ kind: "uniform", size: "1 MiB" }, "workload[0].rate", /^a write rate >= 0 .*, or dirtyRate, perMessage or perByte$/],
    [{ kind: "uniform", size: "1 MiB", rate: 1, dirtyRate: 1 }, "workload[0].dirtyRate", /^either rate or dirtyRate, not both$/],
    [
      { kind: "hot-cold", hot: { size: 4096 }, cold: { size: 4096, rate: 1 } },
      "workload[0].hot.rate",
      /or dirtyRate, perMessage or perByte$/,
    ],
    [{ kind: "uniform", size: "1 MiB", dirtyRate: { rate: 1, window: 0 } }, "workload[0].dirtyRate.window", /^a time > 0/],
    [{ kind: "uniform", size: "1 MiB", dirtyRate: { window: 1 } }, "workload[0].dirtyRate.rate", /^a write rate/],
    [{ kind: "burst", size: "1 MiB", period: 1, dirtyRate: 1 }, "workload[0].dirtyRate", /^no such key with kind burst: a field of/],
  ])("%j", (source, path, expected) => {
    const fault = faultOf(source);
    expect([fault.path, fault.expected]).toEqual([path, expect.stringMatching(expected)]);
  });
});

it("any dirty rate that can be reached is found, whatever the source", () => {
  const region = { size: fc.integer({ min: 2, max: 2 ** 20 }).map((pages) => pages * 4096) };
  const source = fc.oneof(
    fc.record({ kind: fc.constant("uniform"), ...region }),
    fc.record({ kind: fc.constant("zipf"), ...region, exponent: fc.double({ min: 0, max: 1.5, noNaN: true }) }),
    fc.record({ kind: fc.constant("power-law"), ...region, exponent: fc.double({ min: 1, max: 4, noNaN: true }) }),
  );
  const share = fc.double({ min: 0.01, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(source, share, fc.double({ min: 0.01, max: 100, noNaN: true }), (given, ratio, window) => {
      const pages = (given.size / 4096) * ratio;
      const rate = pages / window;
      const [dirtied] = dirtiedIn({ ...given, dirtyRate: { rate, window } }, window, { vcpus: 4096 });
      expect(Math.abs((dirtied ?? 0) / pages - 1)).toBeLessThan(1e-9);
    }),
    { seed: 20_261_128, numRuns: 200 },
  );
});
