/** Carries out every plan of a fleet, each from the same beginning. */
import { macrotask } from "../cells/macrotask.js";
import { VERSION } from "../version.js";
import type { Fleet } from "./fleet.js";
import type { FleetResult, PlanRun } from "./fleet-result.js";
import { planResult } from "./replications.js";
import { runPlan } from "./run-plan.js";

/** Options of `simulateFleet`. */
export interface FleetOptions {
  /** Checked from time to time. When aborted, the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** When aborted after every plan has been carried out at least once: resolve with these runs (fewer than `fleet.runs`). Default false. */
  readonly keepFinishedRuns?: boolean;
  /** Whether each plan has what its links carried over time, `linkUse`, of its first run. Default false. */
  readonly followLinks?: boolean;
  /** Called after each migration, with the guest's name and the number of migrations of all plans and runs. */
  readonly onMigration?: (guest: string, migrations: number) => void;
}

/**
 * Carries out the plans of a fleet, as `parseFleet` gives it. The same seed gives the same result, in whatever order the file has its guests.
 * @throws ConfigError for a guest without room for what it writes to talk
 */
export async function simulateFleet(fleet: Fleet, options: FleetOptions = {}): Promise<FleetResult> {
  const { name, seed, runs } = fleet;
  const finished: PlanRun[][] = [];
  let core = "";
  for (let run = 0; run < runs; run++) {
    const found = await runOfEachPlan(fleet, run, options, finished.length > 0);
    if (found === undefined) break;
    core = found.core;
    finished.push(found.plans);
  }
  const runsOf = (plan: number): PlanRun[] => finished.map((plans) => plans[plan] as PlanRun);
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    ...(name === undefined ? {} : { name }),
    seed,
    runs: finished.length,
    plans: fleet.plans.map((plan, index) => planResult(plan.name, runsOf(index), index === 0 ? undefined : runsOf(0))),
  };
}

/** Carries out each plan once. Undefined if aborted and the runs before are to be kept. */
async function runOfEachPlan(
  fleet: Fleet,
  run: number,
  { signal, keepFinishedRuns, followLinks, onMigration }: FleetOptions,
  hasRuns: boolean,
): Promise<{ readonly plans: PlanRun[]; readonly core: string } | undefined> {
  const plans: PlanRun[] = [];
  const moves = fleet.plans.flatMap((plan) => plan.moves);
  const migrations = fleet.runs * moves.reduce((sum, { guests }) => sum + guests.length, 0);
  let core = "";
  for (const plan of fleet.plans) {
    try {
      if (run > 0) await macrotask();
      signal?.throwIfAborted();
      const found = await runPlan(fleet, plan, run, {
        ...(signal ? { signal } : {}),
        followLinks: followLinks === true && run === 0,
        onEnd: (guest) => onMigration?.(guest, migrations),
      });
      core = found.core;
      plans.push(found.result);
    } catch (error) {
      if (signal?.aborted && keepFinishedRuns && hasRuns) return undefined;
      throw error;
    }
  }
  return { plans, core };
}
