/** Opens the migration of one guest of a fleet. */
import { createEngine } from "../engine/engines.js";
import { createPolicy } from "../engine/policies/policies.js";
import { expectedFirstWrites } from "../expected/distinct-pages.js";
import { ConfigError } from "../scenario/config-error.js";
import { decidesAlone } from "../scenario/resolve/resolve-policy.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { mayPostcopy, requirePagesForPostcopy } from "../simulation/may-postcopy.js";
import { Migration } from "../simulation/migration.js";
import { openPages } from "../simulation/open-pages.js";
import { loadPostcopy } from "../simulation/postcopy/load.js";
import { pagesConfig } from "../simulation/scenario-pages.js";
import type { GuestEnvironment } from "./guest-environment.js";

export interface OpenedGuest {
  readonly migration: Migration;
  /** Build id of the core. */
  readonly core: string;
}

/** `draw`: number of the migration among those of the plan; its random streams are those of a scenario's run with this number. */
export async function openGuest(scenario: ResolvedScenario, draw: number, environment: GuestEnvironment): Promise<OpenedGuest> {
  const { policy, vm } = scenario;
  const allocatedPages = vm.memoryBytes / vm.pageBytes;
  if (environment.neededPages > allocatedPages) {
    const expected = `at least the ${environment.neededPages} pages that the guest and its channel write to communicate`;
    throw new ConfigError([{ path: `guests ${scenario.name}: vm.memory`, expected, received: `${allocatedPages} pages` }]);
  }
  const engine = createEngine(scenario.engine, policy && decidesAlone(policy) ? createPolicy(policy) : undefined);
  const config = pagesConfig(scenario, draw, engine, environment.sources, environment.heldBackPages);
  requirePagesForPostcopy(scenario);
  if (mayPostcopy(scenario.engine)) await loadPostcopy();
  const { pages, core } = await openPages(config, scenario.fidelity);
  return { migration: new Migration(scenario, draw, engine, pages, expectedFirstWrites(config.sources), environment), core };
}
