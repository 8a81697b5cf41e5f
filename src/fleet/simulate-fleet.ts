/** Carries out every plan of a fleet, each from the same beginning. */
import { VERSION } from "../version.js";
import type { Fleet } from "./fleet.js";
import type { FleetResult, PlanResult } from "./fleet-result.js";
import { runPlan } from "./run-plan.js";

export interface FleetOptions {
  /** Checked between plans. When aborted, the promise rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called after each plan. */
  readonly onPlan?: (plan: PlanResult) => void;
}

/**
 * Carries out the plans of a fleet, as `parseFleet` gives it. The same seed gives the same result, in whatever order the file has its guests.
 * @throws ConfigError for a guest without room for what it writes to talk
 */
export async function simulateFleet(fleet: Fleet, { signal, onPlan }: FleetOptions = {}): Promise<FleetResult> {
  const plans: PlanResult[] = [];
  let core = "";
  for (const plan of fleet.plans) {
    signal?.throwIfAborted();
    const run = await runPlan(fleet, plan);
    core = run.core;
    plans.push(run.result);
    onPlan?.(run.result);
  }
  const { name, seed } = fleet;
  return { version: 1, generator: { name: "xenvmc-sim", version: VERSION, core }, ...(name === undefined ? {} : { name }), seed, plans };
}
