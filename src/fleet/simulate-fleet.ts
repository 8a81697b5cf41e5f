/** Carries out every plan of a fleet, each from the same beginning. */
import { VERSION } from "../version.js";
import type { Fleet } from "./fleet.js";
import type { FleetResult, PlanResult } from "./fleet-result.js";
import { runPlan } from "./run-plan.js";

/** Options of `simulateFleet`. */
export interface FleetOptions {
  /** Checked from time to time. When aborted, the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called after each migration, with the guest's name and the number of migrations of all plans. */
  readonly onMigration?: (guest: string, migrations: number) => void;
}

/**
 * Carries out the plans of a fleet, as `parseFleet` gives it. The same seed gives the same result, in whatever order the file has its guests.
 * @throws ConfigError for a guest without room for what it writes to talk
 */
export async function simulateFleet(fleet: Fleet, { signal, onMigration }: FleetOptions = {}): Promise<FleetResult> {
  const plans: PlanResult[] = [];
  const migrations = fleet.plans.reduce((sum, { moves }) => sum + moves.reduce((guests, move) => guests + move.guests.length, 0), 0);
  let core = "";
  for (const plan of fleet.plans) {
    const run = await runPlan(fleet, plan, {
      ...(signal ? { signal } : {}),
      onEnd: (guest) => onMigration?.(guest, migrations),
    });
    core = run.core;
    plans.push(run.result);
  }
  const { name, seed } = fleet;
  return { version: 1, generator: { name: "xenvmc-sim", version: VERSION, core }, ...(name === undefined ? {} : { name }), seed, plans };
}
