/** One migration of a scenario, ready to be stepped: the base of animation, search and progress. */
import { checkedEngine } from "../engine/check-engine.js";
import type { Engine } from "../engine/engine.js";
import { createEngine } from "../engine/engines.js";
import { createPolicy } from "../engine/policies/policies.js";
import { makePolicy, type StopPolicy } from "../engine/policy.js";
import { expectedFirstWrites } from "../expected/distinct-pages.js";
import { resultOf } from "../result/assemble-result.js";
import type { MigrationResult, Round, RunResult } from "../result/result.js";
import { ConfigError } from "../scenario/config-error.js";
import { decidesAlone } from "../scenario/resolve/resolve-policy.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { showValue } from "../scenario/show-value.js";
import type { ChannelRoles } from "../traffic/from-scenario.js";
import { loadTraffic } from "../traffic/load.js";
import type { Traffic } from "../traffic/traffic.js";
import { mayPostcopy, requirePagesForPostcopy } from "./may-postcopy.js";
import { Migration } from "./migration.js";
import { openPages } from "./open-pages.js";
import type { SimulationOptions } from "./options.js";
import type { PageCells } from "./page-cells.js";
import { loadPostcopy } from "./postcopy/load.js";
import { pagesConfig } from "./scenario-pages.js";

/** One run of a scenario, stepped by the caller. Iterating over it yields its rounds. */
export class Simulation implements Iterable<Round> {
  readonly scenario: ResolvedScenario;
  readonly #migration: Migration;
  readonly #core: string;

  private constructor(scenario: ResolvedScenario, { migration, core }: OpenedMigration) {
    this.scenario = scenario;
    this.#migration = migration;
    this.#core = core;
  }

  /** Loads the core and sets up replication `run` of a scenario. */
  static async create(scenario: ResolvedScenario, run: number, options: SimulationOptions): Promise<Simulation> {
    return new Simulation(scenario, await openMigration(scenario, run, options));
  }

  get finished(): boolean {
    return this.#migration.finished;
  }

  /** Whether post-copy is in progress: the guest runs at the destination and pages are missing. */
  get isFetching(): boolean {
    return this.#migration.isFetching;
  }

  /** Simulated second reached. */
  get nowSeconds(): number {
    return this.#migration.nowSeconds;
  }

  /**
   * Simulated second at which the batch on the wire has left, or a wait ends; never before `nowSeconds`. Advancing to it is a step by
   * batch: the next batch begins just after it.
   */
  get batchEndSeconds(): number {
    return Math.max(this.nowSeconds, this.#migration.earliestChangeSeconds);
  }

  /** Copies of the rounds that have ended. */
  get rounds(): readonly Round[] {
    return Array.from({ length: this.#migration.roundCount }, (_, index) => this.#migration.round(index) as Round);
  }

  /** Number of rounds whose dirty log has been read; a later round may still get its `pagesDirtied`. */
  get settledRounds(): number {
    return this.#migration.settledRounds;
  }

  /** Fraction of slots scanned by the round in progress, 0 to 1. */
  get scannedRatio(): number {
    return this.#migration.scannedRatio;
  }

  /** Runs one round and what follows it up to the next one. Returns the round, or undefined if none is left. */
  step(): Round | undefined {
    return this.#migration.step();
  }

  /**
   * Advances to a simulated second, possibly in the middle of a round, or by `rounds` rounds, whichever comes first. The result does
   * not depend on the steps. A second that has passed changes nothing.
   * @throws RangeError for anything but numbers.
   */
  advance(untilSeconds: number, rounds = Infinity): void {
    if (typeof untilSeconds !== "number" || Number.isNaN(untilSeconds)) {
      throw new RangeError(`advance: untilSeconds: expected a number, received ${showValue(untilSeconds)}`);
    }
    if (!(typeof rounds === "number" && rounds >= 0)) {
      throw new RangeError(`advance: rounds: expected a number of at least 0, received ${showValue(rounds)}`);
    }
    this.#migration.advance(untilSeconds, rounds);
  }

  /**
   * Copy of the bitmap of pages to send now: page p is bit p & 7 of byte p >> 3. Undefined after the end, and under fidelity `expected`,
   * whose pages have no identity.
   */
  pagesToSend(): Uint8Array | undefined {
    return this.#migration.pagesToSend();
  }

  /**
   * Pages by state now, counted by cells of pages that follow each other: for maps of memory. At most `cellsMost` cells, 4096 by default.
   * Undefined after the end, and under fidelity `expected`. Changes nothing.
   * @throws RangeError for anything but a whole number of at least 1.
   */
  pages(cellsMost = 4096): PageCells | undefined {
    if (!(Number.isSafeInteger(cellsMost) && cellsMost >= 1)) {
      throw new RangeError(`pages: cellsMost: expected a whole number of at least 1, received ${showValue(cellsMost)}`);
    }
    return this.#migration.pages(cellsMost);
  }

  /**
   * Cancels the migration now; the guest stays at the source. Called by a policy or an own engine, it takes effect when that returns,
   * whatever it answers. After the end it changes nothing. `detail`: the reason, in a sentence.
   * @throws RangeError for anything but a sentence.
   */
  cancel(detail = "The caller gave the migration up."): void {
    if (typeof detail !== "string" || detail.trim() === "") {
      throw new RangeError(`cancel: detail: expected a sentence, received ${showValue(detail)}`);
    }
    this.#migration.cancel(detail);
  }

  /** Runs to the end and returns the result, with this run alone. */
  run(): MigrationResult {
    this.advance(Infinity);
    return resultOf(this.scenario, [this.runResult()], this.#core);
  }

  /** The run's result. Throws if the migration has not ended. */
  runResult(): RunResult {
    return this.#migration.result();
  }

  /** The core's build id, or the name of the other implementation. */
  get core(): string {
    return this.#core;
  }

  *[Symbol.iterator](): Iterator<Round> {
    for (let round = this.step(); round; round = this.step()) yield round;
  }
}

/** A migration ready to be advanced, with the build id of the core, or the name of the implementation in its place. */
export interface OpenedMigration {
  readonly migration: Migration;
  readonly core: string;
}

/** Loads the core and sets up replication `run` of a scenario. */
export async function openMigration(scenario: ResolvedScenario, run: number, options: SimulationOptions): Promise<OpenedMigration> {
  requirePagesForPostcopy(scenario);
  const engine = options.engine ? checkedEngine(options.engine) : createEngine(scenario.engine, policyOf(scenario, options));
  const traffic = await openTraffic(scenario, options.channels);
  requireRounds(engine, traffic?.heldBackPages ?? 0);
  const config = pagesConfig(scenario, run, engine, traffic?.sources ?? [], traffic?.heldBackPages);
  // What an engine of the caller's own does is not known.
  if (options.engine || mayPostcopy(scenario.engine)) await loadPostcopy();
  const { pages, core } = await openPages(config, scenario.fidelity, options.pages);
  return { migration: new Migration(scenario, run, engine, pages, expectedFirstWrites(config.sources), traffic), core };
}

/** The guest's traffic with its peers; undefined for a guest without peers. Throws a ConfigError for a guest without room for it. */
async function openTraffic(scenario: ResolvedScenario, roles: ChannelRoles | undefined): Promise<Traffic | undefined> {
  if (scenario.peers.length === 0) return undefined;
  const { createTraffic } = await loadTraffic();
  const traffic = createTraffic(scenario, roles);
  const allocatedPages = scenario.vm.memoryBytes / scenario.vm.pageBytes;
  if (traffic === undefined || traffic.neededPages <= allocatedPages) return traffic;
  const expected = `at least the ${traffic.neededPages} pages that the guest and its channel write to communicate`;
  throw new ConfigError([{ path: "vm.memory", expected, received: `${allocatedPages} pages` }]);
}

/** Throws a ConfigError for an engine of one's own that has no rounds from which pages can be held back. */
function requireRounds(engine: Engine, heldBackPages: number): void {
  if (heldBackPages === 0 || engine.scanOrder !== "cyclic") return;
  const expected = "an engine that scans in rounds, with a channel whose pages are held back";
  throw new ConfigError([{ path: "engine.scanOrder", expected, received: '"cyclic"' }]);
}

/** A new stop policy for each run: the caller's, or the scenario's. */
function policyOf(scenario: ResolvedScenario, options: SimulationOptions): StopPolicy | undefined {
  const own = options.createPolicy ? makePolicy(options.createPolicy) : options.policy;
  if (own !== undefined || scenario.policy === undefined) return own;
  return decidesAlone(scenario.policy) ? createPolicy(scenario.policy) : undefined;
}
