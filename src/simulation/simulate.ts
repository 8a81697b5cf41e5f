/** Runs a scenario: one migration per replication, and the summary over them. */

import { macrotask } from "../cells/macrotask.js";
import { inThisThread, type Job, runCells, runsInOrder } from "../cells/run-cells.js";
import { resultOf } from "../result/assemble-result.js";
import type { MigrationResult, Round } from "../result/result.js";
import type { ResolvedScenario, ResolvedSource } from "../scenario/resolved/resolved.js";
import type { Scenario } from "../scenario/scenario.js";
import { resolveCall, SIMULATE_OPTIONS, SIMULATION_OPTIONS } from "./call.js";
import type { Migration } from "./migration.js";
import type { FinishedRun, SimulateOptions, SimulationOptions } from "./options.js";
import { openMigration, Simulation } from "./simulation.js";

/**
 * Runs all replications of a scenario, one after another unless an executor does otherwise; the result is the same.
 * Throws a ConfigError that lists every fault of the scenario and of the options. Rejects with the signal's reason when aborted, unless finished
 * runs are kept and there are any.
 */
export async function simulate(scenario: Scenario | ResolvedScenario, options: SimulateOptions = {}): Promise<MigrationResult> {
  const resolved = resolveCall("simulate", scenario, options, SIMULATE_OPTIONS);
  const { executor, signal, keepFinishedRuns, onRun } = options;
  const finished: FinishedRun[] = [];
  const queue = runsInOrder<FinishedRun>(1, resolved.runs, ({ run }, row) => {
    finished[run] = row;
    onRun?.(structuredClone(row.result));
  });
  const simulateJob = ({ run }: Job): Promise<FinishedRun | undefined> => simulateRun(resolved, run, options);
  await runCells(queue, executor?.([{ scenario: resolved }]) ?? inThisThread(simulateJob), signal);
  // In threads a later run may have ended before an earlier one that was interrupted.
  const runs = finished.flatMap(({ result }) => [result]);
  if (runs.length < resolved.runs && !(keepFinishedRuns && runs.length > 0)) throw signal?.reason;
  return resultOf(resolved, runs, Object.values(finished)[0]?.core ?? "");
}

/** Options of a single run. */
export interface SingleRunOptions extends SimulateOptions {
  /** A run with a longer downtime is cancelled where that is seen: at the destination too, where post-copy would go on for long. */
  readonly maxDowntimeSeconds?: number;
}

/**
 * Runs replication `run` of a scenario. Returns its result and the core's build id, or undefined if the signal was aborted before the end.
 * `isFresh`: without a break of the event loop before its first step.
 */
export async function simulateRun(
  scenario: ResolvedScenario,
  run: number,
  options: SingleRunOptions,
  isFresh = run === 0,
): Promise<FinishedRun | undefined> {
  const { migration, core } = await openMigration(scenario, run, options);
  if (!(await runWithBreaks(migration, run, stepsOf(scenario, options), options, isFresh))) return undefined;
  return { result: migration.result(), core };
}

/** Creates one migration of a scenario (replication 0), to be stepped by rounds or by simulated time. */
export async function createSimulation(scenario: Scenario | ResolvedScenario, options: SimulationOptions = {}): Promise<Simulation> {
  return Simulation.create(resolveCall("createSimulation", scenario, options, SIMULATION_OPTIONS), 0, options);
}

/**
 * Slots scanned and single writes drawn per step: some tens of milliseconds, so that signals and timers run in the break after
 * it. On a very fast link, or with a guest that sends little, a step is a fraction of the timeout.
 */
const SLOTS_PER_STEP = 2 ** 24;
const WRITES_PER_STEP = 2 ** 21;
const STEPS_OF_TIMEOUT = 20_000;
/** Simulated seconds between two breaks with expected counts, a few milliseconds of QEMU's windows: a faster link makes them no dearer. */
const EXPECTED_STEP_SECONDS = 60;
/** Page writes per step in post-copy, and slots scanned in the time that one page takes to be fetched. */
const FETCHES_PER_STEP = 2 ** 15;
const PAGES_PER_FETCH = 64;
/** Rounds per step at most: a round without pages takes almost no simulated time. */
const ROUNDS_PER_STEP = 1000;

/** Runs a migration to its end. Returns false if the signal was aborted before. Steps do not change the result. */
async function runWithBreaks(
  migration: Migration,
  run: number,
  { scanSeconds, fetchSeconds }: Steps,
  options: SingleRunOptions,
  isFresh: boolean,
): Promise<boolean> {
  const { signal, onRound, onProgress, maxDowntimeSeconds = Infinity } = options;
  let reported = 0;
  for (let isFirst = isFresh; !migration.finished; isFirst = false) {
    if (!isFirst) await macrotask();
    if (signal?.aborted) return false;
    migration.advance(migration.nowSeconds + (migration.isFetching ? fetchSeconds : scanSeconds), ROUNDS_PER_STEP);
    if (migration.downtimeSeconds > maxDowntimeSeconds) migration.cancel("Its downtime exceeded the goal.");
    for (; reported < migration.settledRounds; reported++) {
      onRound?.(migration.round(reported) as Round, run);
      if (signal?.aborted) return false;
    }
    if (!migration.finished) onProgress?.(run, migration.roundCount, migration.scannedRatio, migration.nowSeconds);
  }
  return true;
}

/** Simulated seconds of a step: while pages are scanned, and while a guest in post-copy is followed access by access. */
interface Steps {
  readonly scanSeconds: number;
  readonly fetchSeconds: number;
}

function stepsOf(
  { vm, link, engine, fidelity, workload, timeoutSeconds }: ResolvedScenario,
  { maxDowntimeSeconds }: SingleRunOptions,
): Steps {
  const slotsSeconds = (SLOTS_PER_STEP * vm.pageBytes) / link.goodputBytesPerSecond;
  const writes = Math.max(1, writesPerSecond(workload));
  const scanSeconds = Math.max(slotsSeconds, timeoutSeconds / STEPS_OF_TIMEOUT);
  const fetchSeconds = Math.min(slotsSeconds / PAGES_PER_FETCH, FETCHES_PER_STEP / writes);
  // The downtime is seen between steps: short ones, so that post-copy is cut off early.
  if (maxDowntimeSeconds !== undefined && "postcopy" in engine && engine.postcopy !== undefined) {
    return { scanSeconds: Math.min(scanSeconds, Math.max(fetchSeconds, timeoutSeconds / STEPS_OF_TIMEOUT)), fetchSeconds };
  }
  if (fidelity === "expected") return { scanSeconds: Math.max(scanSeconds, EXPECTED_STEP_SECONDS), fetchSeconds };
  return { scanSeconds: fidelity === "events" ? Math.min(scanSeconds, WRITES_PER_STEP / writes) : scanSeconds, fetchSeconds };
}

/** Page writes per second with all sources active. */
function writesPerSecond(workload: readonly ResolvedSource[]): number {
  return workload.reduce((sum, source) => {
    if (source.kind === "phases") return sum + source.phases.reduce((most, phase) => Math.max(most, writesPerSecond(phase.workload)), 0);
    return sum + ("writesPerSecond" in source ? source.writesPerSecond : 0);
  }, 0);
}
