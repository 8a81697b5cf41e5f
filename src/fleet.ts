/**
 * Fleets: guests that talk to each other, moved by plans over shared links. Apart from the library as most programs need none.
 * @module xenvmc-sim/fleet
 */
export type { Fleet, FleetGuest, FleetMove, FleetPlan } from "./fleet/fleet.js";
export type {
  FleetApart,
  FleetGuestResult,
  FleetGuestSummary,
  FleetLinkResult,
  FleetLinkSeries,
  FleetLinkUse,
  FleetPairResult,
  FleetResult,
  FleetStretch,
  PlanFigure,
  PlanReplications,
  PlanResult,
  PlanRun,
} from "./fleet/fleet-result.js";
export { parseFleet, writtenFleet } from "./fleet/read-fleet.js";
export { type FleetMoment, type PlanWatch, runPlan } from "./fleet/run-plan.js";
export { type FleetOptions, simulateFleet } from "./fleet/simulate-fleet.js";
