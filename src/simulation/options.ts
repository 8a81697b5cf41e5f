/** Options of the library beside the scenario. */
import type { Executor } from "../cells/run-cells.js";
import type { Engine } from "../engine/engine.js";
import type { StopPolicy } from "../engine/policy.js";
import type { Round, RunResult } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ChannelRoles } from "../traffic/from-scenario.js";
import type { PagesImplementation } from "./open-pages.js";

/** Options of one simulation: an own stop policy or engine, and the implementation of the pages. */
export interface SimulationOptions {
  /** Own stop policy. It replaces the engine's rule (QEMU: stands beside it) and the scenario's policy. */
  readonly policy?: StopPolicy;
  /** Creates an own stop policy that keeps state: called once per run. Takes precedence over `policy`. */
  readonly createPolicy?: () => StopPolicy;
  /** Own engine in place of the scenario's. */
  readonly engine?: Engine;
  readonly pages?: PagesImplementation;
  /** Which channel sets the times and which the pages, to separate the two causes of a gain. Default: the scenario's for both. */
  readonly channels?: ChannelRoles;
}

/** A scenario whose runs may be carried out elsewhere; plain data that can be sent to a thread. */
export interface RunsOf {
  readonly scenario: ResolvedScenario;
  /** As in the options of a simulation. */
  readonly channels?: ChannelRoles;
}

/** A finished migration, and the build id of the core that simulated it. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly core: string;
}

/**
 * Carries out runs in place of this thread: job (cell, run) is run `run` of cell number `cell`, as `simulateRun` has it. Runs may end in any order.
 */
export type RunExecutor = (cells: readonly RunsOf[]) => Executor<FinishedRun>;

/** Options of `simulate`. */
export interface SimulateOptions extends SimulationOptions {
  /** Checked between rounds and within long ones: when aborted, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** When aborted after at least one run has finished: resolve with the finished runs (fewer than `scenario.runs`) instead. Default false. */
  readonly keepFinishedRuns?: boolean;
  /** Called after every round of every run. */
  readonly onRound?: (round: Round, run: number) => void;
  /** Called after every run. */
  readonly onRun?: (run: RunResult) => void;
  /** Has to know an own policy, engine or pages by itself; `onRound` and `onProgress` are not called. Default: this thread. */
  readonly executor?: RunExecutor;
  /** Called from time to time within a round, with the fraction of its slots scanned, 0 to 1, and the simulated second reached. */
  readonly onProgress?: (run: number, round: number, scannedRatio: number, nowSeconds: number) => void;
}
