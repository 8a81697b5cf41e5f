/** A migration whose traffic can be inspected while it runs. */
import { createEngine } from "../../src/engine/engines.js";
import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import type { ResolvedScenario } from "../../src/index.js";
import { tiedClocksOf } from "../../src/pages/following-clock.js";
import type { TiedClock } from "../../src/pages/tied-clock.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { Migration } from "../../src/simulation/migration.js";
import { pagesConfig } from "../../src/simulation/scenario-pages.js";
import { createTraffic } from "../../src/traffic/from-scenario.js";
import type { Traffic } from "../../src/traffic/traffic.js";

interface OpenMigration {
  readonly migration: Migration;
  readonly traffic: Traffic;
  /** Clocks of the sources that are tied to flows. */
  readonly tiedClocks: readonly TiedClock[];
}

export function openMigration(scenario: ResolvedScenario): OpenMigration {
  const traffic = createTraffic(scenario);
  if (!traffic) throw new Error("The scenario has no traffic.");
  const engine = createEngine(scenario.engine);
  const config = pagesConfig(scenario, 0, engine, traffic.sources, traffic.heldBackPages);
  const pages = createReferencePages(config);
  const migration = new Migration(scenario, 0, engine, pages, expectedFirstWrites(config.sources), traffic);
  return { migration, traffic, tiedClocks: tiedClocksOf(config.sources) };
}
