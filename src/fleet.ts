/**
 * Fleets: guests that talk to each other, moved by plans over shared links. Apart from the library as most programs need none.
 * @module xenvmc-sim/fleet
 */
export type { Fleet, FleetGuest, FleetHost, FleetMove, FleetPlan, FleetRetries } from "./fleet/fleet.js";
export type {
  FleetApart,
  FleetAttempt,
  FleetGuestResult,
  FleetGuestSummary,
  FleetLinkResult,
  FleetLinkSeries,
  FleetLinkUse,
  FleetPairResult,
  FleetResult,
  FleetStretch,
  FleetSwitchResult,
  FleetUnmoved,
  PlanFigure,
  PlanReplications,
  PlanResult,
  PlanRun,
} from "./fleet/fleet-result.js";
export type { FlowRate } from "./fleet/fleet-traffic.js";
export { PLAN_PRESETS, type PlanLimits, type PlanPreset } from "./fleet/plan-presets.js";
export { parseFleet, writtenFleet } from "./fleet/read-fleet.js";
export { type FleetMoment, type PlanWatch, runPlan } from "./fleet/run-plan.js";
export { type FinishedPlanRun, type FleetOptions, simulateFleet, simulatePlan } from "./fleet/simulate-fleet.js";
