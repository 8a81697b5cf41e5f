/** Carries out every plan of a fleet, each from the same beginning. */
import { macrotask } from "../cells/macrotask.js";
import { type Executor, inThisThread, type Job, runCells, runsInOrder } from "../cells/run-cells.js";
import { VERSION } from "../version.js";
import type { Fleet, FleetPlan } from "./fleet.js";
import type { FleetResult, PlanRun } from "./fleet-result.js";
import { planResult } from "./replications.js";
import { type PlanWatch, runPlan } from "./run-plan.js";

/** One run of a plan, and the build id of the core that simulated it. */
export interface FinishedPlanRun {
  readonly result: PlanRun;
  readonly core: string;
}

/** Options of `simulateFleet`. */
export interface FleetOptions {
  /** Checked from time to time. When aborted, the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /**
   * When aborted after every plan has been carried out at least once: resolve with the first runs that are finished for every plan (fewer
   * than `fleet.runs`). Default false.
   */
  readonly keepFinishedRuns?: boolean;
  /** Whether each plan has what its links carried over time, `linkUse`, of its first run. Default false. */
  readonly followLinks?: boolean;
  /**
   * Called after each migration, with the guest's name and the number of migrations of all plans and runs. With an `executor`, after each
   * run of a plan for all of its migrations.
   */
  readonly onMigration?: (guest: string, migrations: number) => void;
  /** What carries out the runs, each by `simulatePlan`; the result is the same. Default: this thread, one after another. */
  readonly executor?: Executor<FinishedPlanRun>;
}

/**
 * Carries out the plans of a fleet, as `parseFleet` gives it. The same seed gives the same result, in whatever order the file has its guests.
 * @throws ConfigError for a guest without room for what it writes to talk
 */
export async function simulateFleet(fleet: Fleet, options: FleetOptions = {}): Promise<FleetResult> {
  const { name, seed, plans } = fleet;
  const { signal, keepFinishedRuns, followLinks, executor, onMigration } = options;
  const migrations = fleet.runs * plans.flatMap(({ moves }) => moves).reduce((sum, { guests }) => sum + guests.length, 0);
  const onEnd = (guest: string): void => onMigration?.(guest, migrations);
  const finished: FinishedPlanRun[][] = [];
  const queue = runsInOrder<FinishedPlanRun>(plans.length, fleet.runs, ({ cell, run }, row) => {
    finished[run] ??= [];
    (finished[run] as FinishedPlanRun[])[cell] = row;
    if (executor !== undefined) for (const guest of row.result.guests) onEnd(guest.name);
  });
  const watch = { onEnd, ...(signal ? { signal } : {}), ...(followLinks === undefined ? {} : { followLinks }) };
  await runCells(queue, executor ?? inThisThread((job) => simulatePlan(fleet, job, watch)), signal);
  const runs = firstWhole(finished, plans);
  const [first] = runs;
  if (first === undefined || (runs.length < fleet.runs && keepFinishedRuns !== true)) throw signal?.reason;
  const runsOf = (plan: number): PlanRun[] => runs.map((row) => (row[plan] as FinishedPlanRun).result);
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION, core: (first[0] as FinishedPlanRun).core },
    ...(name === undefined ? {} : { name }),
    seed,
    runs: runs.length,
    plans: plans.map((plan, index) => planResult(plan.name, runsOf(index), index === 0 ? undefined : runsOf(0))),
  };
}

/** The runs before the first that is not finished for every plan. */
function firstWhole(finished: readonly FinishedPlanRun[][], plans: readonly FleetPlan[]): FinishedPlanRun[][] {
  const runs: FinishedPlanRun[][] = [];
  for (let run = 0; run < finished.length; run++) {
    const row = finished[run];
    if (row === undefined || plans.some((_, plan) => row[plan] === undefined)) break;
    runs.push(row);
  }
  return runs;
}

/**
 * Carries out plan `cell` of the fleet once, for an executor; links are followed in run 0 only. Resolves with undefined if the signal was
 * aborted before the end.
 */
export async function simulatePlan(
  fleet: Fleet,
  { cell, run }: Job,
  { signal, followLinks, onEnd }: Partial<Omit<PlanWatch, "onMoment">> = {},
): Promise<FinishedPlanRun | undefined> {
  try {
    if (run > 0) await macrotask();
    signal?.throwIfAborted();
    return await runPlan(fleet, fleet.plans[cell] as FleetPlan, run, {
      ...(signal ? { signal } : {}),
      followLinks: followLinks === true && run === 0,
      onEnd: onEnd ?? (() => {}),
    });
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
