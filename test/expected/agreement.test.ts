/** Whole migrations with expected counts against the mean of page-by-page replications. */
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engines.js";
import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import { createExpectedPages } from "../../src/expected/pages.js";
import type { ContentLayout, Pages, PagesConfig } from "../../src/pages/pages.js";
import type { WriteSource } from "../../src/pages/write-source.js";
import type { RunResult } from "../../src/result/result.js";
import type { ResolvedScenario } from "../../src/scenario/resolved/resolved.js";
import { Migration } from "../../src/simulation/migration.js";
import { configOf, createCorePages, sourceOf, upTo } from "../support/pages-cases.js";
import { scenarioWith } from "../support/scenarios.js";
import { burstSet, SOURCE_SETS, sweep, uniform } from "../support/source-sets.js";
import { mean, variance } from "../support/statistics.js";

const SLOTS = 8192;
const RUNS = 40;
/**
 * Half width of the confidence interval of each of some 100 comparisons, in standard errors: 99 % for all together, 99.99 % for each
 * (Student's t with 39 degrees of freedom).
 */
const STANDARD_ERRORS = 4.3;
/** Tolerance for rounding, relative to the mean, for results with little or no randomness. */
const NEGLIGIBLE_RATIO = 2e-5;
const QUANTITIES = ["pagesSent", "pagesDirtied", "totalSeconds"] as const;

const ENGINES = {
  "xen-4.10": {},
  // Rules that compare a random count with a threshold are tested separately.
  "xen-3.3": { maxIterations: 8, maxFactor: 1000, minDirtyPages: 0 },
  "xen-3.0": { maxIterations: 8, maxFactor: 1000, minDirtyPages: 0 },
};
type EngineName = keyof typeof ENGINES;

const CASES: Readonly<Record<string, readonly WriteSource[]>> = {
  uniform: [sourceOf(500, 3000, { ...uniform, writesPerSecond: 9000 })],
  zipf: [sourceOf(100, 6000, { kind: "zipf", exponent: 0.99, meanRunPages: 1, writesPerSecond: 12_000 })],
  burst: burstSet(0.05),
  ...SOURCE_SETS,
};

function scenarioOf(name: string, overrides: object): ResolvedScenario {
  const host = { suspend: 0.02, suspendDirtyPages: 60, setupDirtyPages: 30 };
  return scenarioWith({
    vm: { memory: "32 MiB" },
    link: { bandwidth: "200 Mbit/s", efficiency: 1, latency: 0 },
    engine: { preset: name, ...overrides },
    timeout: "5 s",
    host,
  });
}

function migrateOn(create: (config: PagesConfig) => Pages, scenario: ResolvedScenario, config: PagesConfig): RunResult {
  const engine = createEngine(scenario.engine);
  const { scanOrder, clearPages, initiallySet } = engine;
  const pages = create({ ...config, scanOrder, ...(clearPages === undefined ? {} : { clearPages, initiallySet }) });
  const migration = new Migration(scenario, config.run, engine, pages, expectedFirstWrites(config.sources));
  migration.advance(Infinity);
  return migration.result();
}

/** Replications. The places of scattered regions are drawn anew for each. */
function replicate(scenario: ResolvedScenario, config: PagesConfig): RunResult[] {
  const isScattered = config.sources.some(({ region }) => region.layout === "scattered");
  return upTo(RUNS).map((run) =>
    migrateOn(createCorePages, scenario, { ...config, run, seed: isScattered ? config.seed + run : config.seed }),
  );
}

describe.each(Object.keys(ENGINES) as EngineName[])("%s", (name) => {
  const scenario = scenarioOf(name, ENGINES[name]);

  it.each(Object.keys(CASES))("agrees with the mean of replications: %s", (key) => {
    const config = configOf(SLOTS, { sources: CASES[key] as readonly WriteSource[] });
    const expected = migrateOn(createExpectedPages, scenario, config);
    const runs = replicate(scenario, config);
    expect(runs.map(({ stop }) => stop.kind)).toEqual(runs.map(() => expected.stop.kind));
    for (const quantity of QUANTITIES) {
      const values = runs.map(({ totals }) => totals[quantity]);
      const allowed = STANDARD_ERRORS * Math.sqrt(variance(values) / RUNS) + NEGLIGIBLE_RATIO * mean(values);
      const label = `${quantity}: ${expected.totals[quantity]}, replications ${mean(values)} +- ${allowed} (seed ${config.seed}, runs 0 .. ${RUNS - 1})`;
      expect(Math.abs(expected.totals[quantity] - mean(values)), label).toBeLessThanOrEqual(allowed);
    }
  });
});

describe("sweeps alone, in which nothing is random", () => {
  const strides = [1, 7, 100, 2499, 1250, 0, 4];
  const sources = (stridePages: number) => [sourceOf(1000, 2500, { ...sweep, stridePages, writesPerSecond: 4500 })];

  it.each(strides)("are the same page for page under an ascending scan: stride %i", (stridePages) => {
    const scenario = scenarioOf("xen-3.3", { ...ENGINES["xen-3.3"], maxIterations: 12 });
    const config = configOf(SLOTS, { sources: sources(stridePages) });
    const [expected, exact] = [migrateOn(createExpectedPages, scenario, config), migrateOn(createCorePages, scenario, config)];
    // A stride leaves gaps, and a batch may end in one: one or two pages per round.
    for (const [index, round] of exact.rounds.entries()) {
      const { pagesSent = NaN, pagesSkipped = NaN } = expected.rounds[index] ?? {};
      expect(Math.abs(pagesSent - round.pagesSent), `sent in round ${index}`).toBeLessThan(
        stridePages === 1 || stridePages === 2499 ? 1e-6 : 8,
      );
      expect(Math.abs(pagesSkipped - round.pagesSkipped), `skipped in round ${index}`).toBeLessThan(
        stridePages === 1 || stridePages === 2499 ? 1e-6 : 8,
      );
    }
  });

  it("agree within 0.2 % under a rotated scan, whose strips have no order inside", () => {
    const scenario = scenarioOf("xen-3.0", { ...ENGINES["xen-3.0"], maxIterations: 12 });
    const config = configOf(SLOTS, { sources: sources(1) });
    const [expected, exact] = [migrateOn(createExpectedPages, scenario, config), migrateOn(createCorePages, scenario, config)];
    for (const quantity of QUANTITIES) {
      expect(Math.abs(expected.totals[quantity] / exact.totals[quantity] - 1), quantity).toBeLessThan(0.002);
    }
  });
});

describe("a stop rule on a random count", () => {
  it("stops expected counts in a round in which replications stop too", () => {
    const scenario = scenarioOf("xen-3.3", {});
    const config = configOf(SLOTS, { sources: CASES.uniform as readonly WriteSource[] });
    const expected = migrateOn(createExpectedPages, scenario, config);
    const runs = replicate(scenario, config);
    expect(expected.stop.kind).toBe("sent-cap");
    expect(runs.map(({ rounds }) => rounds.length)).toContain(expected.rounds.length);
  });
});

describe("zero pages, deferred pages and pages listed without content", () => {
  it("agree with replications", () => {
    const scenario = scenarioOf("xen-3.3", { ...ENGINES["xen-3.3"], preset: "xen-4.2" });
    const fields = { zero: { pages: 3000, where: "anywhere" as const }, deferredPages: 200 };
    const config = configOf(SLOTS, { sources: CASES["sweep over uniform"] as readonly WriteSource[], ...fields });
    const expected = migrateOn(createExpectedPages, scenario, config);
    const runs = replicate(scenario, config);
    for (const quantity of ["zeroPages", "pagesSent", "pagesSkipped", "pagesResent", "totalSeconds"] as const) {
      const values = runs.map(({ totals }) => totals[quantity]);
      const allowed = STANDARD_ERRORS * Math.sqrt(variance(values) / RUNS) + NEGLIGIBLE_RATIO * mean(values);
      expect(
        Math.abs(expected.totals[quantity] - mean(values)),
        `${quantity}: ${expected.totals[quantity]}, ${mean(values)}`,
      ).toBeLessThanOrEqual(allowed);
    }
    const listed = runs.map(({ rounds }) => rounds[0]?.pagesAllocatedOnly ?? 0);
    const allowed = STANDARD_ERRORS * Math.sqrt(variance(listed) / RUNS);
    expect(Math.abs((expected.rounds[0]?.pagesAllocatedOnly ?? 0) - mean(listed))).toBeLessThanOrEqual(allowed);
    expect(expected.rounds[0]?.pagesDeferred).toBeCloseTo(200, 6);
  });
});

describe("QEMU, whose syncs come when a random count falls below a threshold", () => {
  const slow = { maxBandwidth: "100 Mbit/s", downtimeLimit: 0.05 };
  const QEMU = {
    "qemu-0.12": { ...slow, cancelAfterSyncs: 6 },
    "qemu-2.5": slow,
    "qemu-4.1": slow,
    "qemu-5.2": { maxBandwidth: "190 Mbit/s", downtimeLimit: 0.2 },
    "qemu-10.0": { ...slow, autoConverge: {} },
  };
  const KEYS = ["uniform", "hot-cold", "power law", "burst", "sweep over uniform", "scattered zipf"];
  /** A run of expected counts has to be within the range of the replications: a sync may come a window earlier or later. */
  const STANDARD_DEVIATIONS = 3;
  const fields = { zero: { pages: 1500, where: "anywhere" as const } };

  it.each(Object.entries(QEMU).flatMap(([name, overrides]) => KEYS.map((key) => ({ name, key, scenario: scenarioOf(name, overrides) }))))(
    "takes a course that replications also take: $name, $key",
    ({ scenario, key }) => {
      const config = configOf(SLOTS, { sources: CASES[key] as readonly WriteSource[], ...fields });
      const expected = migrateOn(createExpectedPages, scenario, config);
      const runs = replicate(scenario, config);
      expect(runs.map(({ stop }) => stop.kind)).toContain(expected.stop.kind);
      expect(runs.map(({ rounds }) => rounds.length)).toContain(expected.rounds.length);
      for (const quantity of [...QUANTITIES, "downtimeSeconds"] as const) {
        const values = runs.map(({ totals }) => totals[quantity]);
        const allowed = STANDARD_DEVIATIONS * Math.sqrt(variance(values)) + NEGLIGIBLE_RATIO * mean(values);
        const label = `${quantity}: ${expected.totals[quantity]}, replications ${mean(values)} +- ${allowed} (seed ${config.seed}, runs 0 .. ${RUNS - 1})`;
        expect(Math.abs(expected.totals[quantity] - mean(values)), label).toBeLessThanOrEqual(allowed);
      }
    },
  );
});

describe("zero pages in a layout", () => {
  const layouts: Readonly<Record<string, ContentLayout>> = {
    low: { kind: "ends", topRatio: 0 },
    high: { kind: "ends", topRatio: 1 },
    "both ends": { kind: "ends", topRatio: 0.5 },
    blocks: { kind: "blocks", blockPages: 64 },
  };
  const slow = { maxBandwidth: "100 Mbit/s", downtimeLimit: 0.05 };
  const engines = {
    "xen-4.10": {},
    "xen-3.0": ENGINES["xen-3.0"],
    "qemu-2.5": slow,
    "qemu-10.0": slow,
  };
  const cases = (Object.keys(engines) as (keyof typeof engines)[]).flatMap((name) =>
    Object.keys(layouts).flatMap((layout) => (["anywhere", "outside the workload"] as const).map((where) => ({ name, layout, where }))),
  );

  it.each(cases)("agree with the mean of replications: $name, $layout, $where", ({ name, layout, where }) => {
    const zero = { pages: 3000, where, layout: layouts[layout] as ContentLayout };
    const config = configOf(SLOTS, { sources: CASES.uniform as readonly WriteSource[], zero });
    const scenario = scenarioOf(name, engines[name]);
    const expected = migrateOn(createExpectedPages, scenario, config);
    const runs = replicate(scenario, config);
    expect(runs.map(({ rounds }) => rounds.length)).toContain(expected.rounds.length);
    // A round of QEMU ends after a whole window: where that is decided by chance the mean guest may end it one window off.
    const isQemu = name.startsWith("qemu");
    for (const quantity of ["zeroPages", ...QUANTITIES] as const) {
      const values = runs.map(({ totals }) => totals[quantity]);
      const errors = isQemu ? 3 * Math.sqrt(variance(values)) : STANDARD_ERRORS * Math.sqrt(variance(values) / RUNS);
      const allowed = errors + NEGLIGIBLE_RATIO * mean(values);
      const label = `${quantity}: ${expected.totals[quantity]}, replications ${mean(values)} +- ${allowed} (seed ${config.seed}, runs 0 .. ${RUNS - 1})`;
      expect.soft(Math.abs(expected.totals[quantity] - mean(values)), label).toBeLessThanOrEqual(allowed);
    }
  });

  it.each(cases.filter(({ name, where }) => name.startsWith("qemu") && where === "anywhere"))(
    "of an idle guest agree with that mean: $name, $layout",
    ({ name, layout }) => {
      const config = configOf(SLOTS, { zero: { pages: 3000, where: "anywhere", layout: layouts[layout] as ContentLayout } });
      const scenario = scenarioOf(name, engines[name]);
      const expected = migrateOn(createExpectedPages, scenario, config);
      const runs = replicate(scenario, config);
      // In blocks, the one at the end of memory is data or zero and so decides the pause: there is no mean guest.
      const pause = layout === "blocks" ? [] : (["downtimeSeconds"] as const);
      for (const quantity of ["zeroPages", ...pause, ...QUANTITIES] as const) {
        const values = runs.map(({ totals }) => totals[quantity]);
        const allowed = STANDARD_ERRORS * Math.sqrt(variance(values) / RUNS) + 1e-4 * mean(values);
        const label = `${quantity}: ${expected.totals[quantity]}, replications ${mean(values)} +- ${allowed} (seed ${config.seed}, runs 0 .. ${RUNS - 1})`;
        expect.soft(Math.abs(expected.totals[quantity] - mean(values)), label).toBeLessThanOrEqual(allowed);
      }
    },
  );
});
