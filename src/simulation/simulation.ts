/** One migration of a scenario, ready to be stepped: what animation, search and progress are built on. */
import { createEngine } from "../engine/engines.js";
import { createPolicy } from "../engine/policies/policies.js";
import { makePolicy, type StopPolicy } from "../engine/policy.js";
import { expectedFirstWrites } from "../expected/distinct-pages.js";
import { resultOf } from "../result/assemble-result.js";
import type { MigrationResult, Round, RunResult } from "../result/result.js";
import { ConfigError } from "../scenario/config-error.js";
import type { EngineParameters } from "../scenario/resolved/engine-parameters.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { createTraffic } from "../traffic/from-scenario.js";
import { Migration } from "./migration.js";
import { openPages } from "./open-pages.js";
import type { SimulationOptions } from "./options.js";
import { pagesConfig } from "./scenario-pages.js";

/** One run of a scenario, stepped by the caller: iterating over it gives one round after another. */
export class Simulation implements Iterable<Round> {
  readonly scenario: ResolvedScenario;
  readonly #migration: Migration;
  readonly #core: string;

  private constructor(scenario: ResolvedScenario, migration: Migration, core: string) {
    this.scenario = scenario;
    this.#migration = migration;
    this.#core = core;
  }

  /** Loads the core and sets up replication `run` of a scenario. */
  static async create(scenario: ResolvedScenario, run: number, options: SimulationOptions): Promise<Simulation> {
    requirePagesForPostcopy(scenario);
    const engine = options.engine ?? createEngine(scenario.engine, policyOf(scenario, options));
    const traffic = createTraffic(scenario, options.channels);
    const config = pagesConfig(scenario, run, engine, traffic?.sources ?? []);
    const { pages, core } = await openPages(config, scenario.fidelity, options.pages);
    return new Simulation(scenario, new Migration(scenario, run, engine, pages, expectedFirstWrites(config.sources), traffic), core);
  }

  get finished(): boolean {
    return this.#migration.finished;
  }

  /** Whether the guest runs at the destination and pages are still to come. */
  get isFetching(): boolean {
    return this.#migration.isFetching;
  }

  /** Simulated seconds reached. */
  get nowSeconds(): number {
    return this.#migration.nowSeconds;
  }

  /** Rounds that have ended. */
  get rounds(): readonly Round[] {
    return this.#migration.rounds;
  }

  /** Of `rounds`, those behind which the harvest has been made. */
  get settledRounds(): number {
    return this.#migration.settledRounds;
  }

  /** Share of the slots that the round in progress has scanned, 0 .. 1. */
  get scannedRatio(): number {
    return this.#migration.scannedRatio;
  }

  /** Runs one round, with what follows it up to the next: that round, or undefined when none is left. */
  step(): Round | undefined {
    return this.#migration.step();
  }

  /** Moves on to a simulated second, which may lie in the middle of a round. or to the end of so many more rounds. The result does not depend on the steps. */
  advance(untilSeconds: number, rounds = Infinity): void {
    this.#migration.advance(untilSeconds, rounds);
  }

  /** Gives the migration up now; the guest stays where it is. */
  cancel(detail = "The caller gave the migration up."): void {
    this.#migration.cancel(detail);
  }

  /** Runs to the end: the result, with this one run in it. */
  run(): MigrationResult {
    this.advance(Infinity);
    return resultOf(this.scenario, [this.runResult()], this.#core);
  }

  /** What the finished migration did. Throws where it has not ended. */
  runResult(): RunResult {
    return this.#migration.result();
  }

  /** The build of the core that runs, or the name of the implementation in its place. */
  get core(): string {
    return this.#core;
  }

  *[Symbol.iterator](): Iterator<Round> {
    for (let round = this.step(); round; round = this.step()) yield round;
  }
}

/** Throws a ConfigError where expected counts are to stand for a guest that waits for single pages. */
function requirePagesForPostcopy({ fidelity, engine }: ResolvedScenario): void {
  if (fidelity !== "expected" || !mayPostcopy(engine)) return;
  const expected = `"pages" or "events" with post-copy (${engine.preset}): a guest that waits for a page needs pages that can be told apart`;
  throw new ConfigError([{ path: "fidelity", expected, received: '"expected"' }]);
}

/** True for an engine that may end in post-copy: a guest waits for single pages there, and expected counts know none. */
function mayPostcopy(engine: EngineParameters): boolean {
  if (engine.family === "qemu") return engine.postcopy !== undefined;
  return engine.family === "cloud-hypervisor" && engine.memoryMode === "postcopy";
}

/** A fresh one for each run: the caller's own, or the scenario's. */
function policyOf(scenario: ResolvedScenario, options: SimulationOptions): StopPolicy | undefined {
  const own = options.createPolicy ? makePolicy(options.createPolicy) : options.policy;
  return own ?? (scenario.policy && createPolicy(scenario.policy));
}
