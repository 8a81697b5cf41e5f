/**
 * Studies over fleets, plans compared on the same seeds, and advice on plans. On top of `xenvmc-sim/fleet` and `xenvmc-sim/study`.
 * @module xenvmc-sim/fleet-study
 */
export {
  type AdviseFleetOptions,
  type AdviseFleetRequest,
  adviseFleet,
  type ConfirmedPlan,
  type FleetAdvice,
  type TriedPlan,
} from "./fleet-study/advise-fleet.js";
export { fleetSubject } from "./fleet-study/fleet-subject.js";
export { PLAN_KNOBS, type PlanKnob, type WrittenPlan } from "./fleet-study/plan-choices.js";
