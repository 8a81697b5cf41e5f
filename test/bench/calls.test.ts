/** Guards against more calls of Pages than before. Counts of calls are the same on every machine. */
import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engines.js";
import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import { createExpectedPages } from "../../src/expected/pages.js";
import { parseScenario, type Scenario } from "../../src/index.js";
import type { Pages } from "../../src/pages/pages.js";
import { Migration } from "../../src/simulation/migration.js";
import { pagesConfig } from "../../src/simulation/scenario-pages.js";

const SCENARIO: Scenario = {
  version: 1,
  vm: { memory: "1 GiB" },
  workload: [{ kind: "hot-cold", hot: { size: "16 MiB", rate: 5000 }, cold: { size: "256 MiB", rate: 1000 } }],
  link: { bandwidth: "1 Gbit/s" },
};

/** Pages that count the calls of `transfer`. */
function counting(pages: Pages): { readonly pages: Pages; readonly transfers: () => number } {
  let transfers = 0;
  const counted = new Proxy(pages, {
    get(target, name) {
      if (name === "transfer") transfers++;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { pages: counted, transfers: () => transfers };
}

function run(engineName: Scenario["engine"]) {
  const scenario = parseScenario({ ...SCENARIO, engine: engineName, fidelity: "expected" });
  const engine = createEngine(scenario.engine);
  const config = pagesConfig(scenario, 0, engine, []);
  const { pages, transfers } = counting(createExpectedPages(config));
  const migration = new Migration(scenario, 0, engine, pages, expectedFirstWrites(config.sources));
  migration.advance(Infinity);
  return { totals: migration.result().totals, transfers: transfers() };
}

/** A window's quota takes this link 57 ms: one slice of 50 ms and part of another, with one call each, and sometimes one at a sync. */
const CALLS_PER_WINDOW_MAX = 2.1;

describe("calls of Pages", () => {
  it.each(["xen-2.0", "xen-3.3", "xen-4.10"])("under %s are one per round, however many batches read the dirty log", (engine) => {
    const { totals, transfers } = run(engine);
    expect(totals.rounds).toBeGreaterThan(3);
    expect(transfers).toBe(totals.rounds);
  });

  it("under QEMU are a few per window of 100 ms, however small its batches", () => {
    const { totals, transfers } = run({ preset: "qemu-10.0", maxBandwidth: 64 * 2 ** 20 });
    const windows = totals.totalSeconds / 0.1;
    expect(windows).toBeGreaterThan(100);
    expect(transfers / windows).toBeLessThanOrEqual(CALLS_PER_WINDOW_MAX);
  });
});
