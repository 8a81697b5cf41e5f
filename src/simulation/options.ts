/** What a caller of the library may add to a scenario. */
import type { Engine } from "../engine/engine.js";
import type { StopPolicy } from "../engine/policy.js";
import type { Round, RunResult } from "../result/result.js";
import type { ChannelRoles } from "../traffic/from-scenario.js";
import type { PagesImplementation } from "./open-pages.js";

/** What a simulation is made with besides the scenario: a stop policy or an engine of the caller's own, the implementation of the pages. */
export interface SimulationOptions {
  /** The user's own stop rule in place of the engine's, or beside it (QEMU), and of the scenario's. */
  readonly policy?: StopPolicy;
  /** The same for a rule that keeps state: called for each run anew. Takes precedence over `policy`. */
  readonly createPolicy?: () => StopPolicy;
  /** The user's own engine in place of the scenario's. */
  readonly engine?: Engine;
  readonly pages?: PagesImplementation;
  /** Which channel sets the times and which the pages, where the two causes of a gain are told apart. Default: the scenario's. */
  readonly channels?: ChannelRoles;
}

/** What `simulate` is told besides the scenario. */
export interface SimulateOptions extends SimulationOptions {
  /** Asked between rounds and within long ones: when aborted, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** When aborted after at least one run has finished: resolve with the finished runs (fewer than `scenario.runs`) instead. Default false. */
  readonly keepFinishedRuns?: boolean;
  /** Called after every round of every run. */
  readonly onRound?: (round: Round, run: number) => void;
  /** Called after every run. */
  readonly onRun?: (run: RunResult) => void;
  /** Called now and then while a round is under way: share of its slots scanned, 0 .. 1. */
  readonly onProgress?: (run: number, round: number, scannedRatio: number) => void;
}
