/**
 * Advice: estimates over bandwidth and downtime limit, settings that meet goals, stop policies compared. Apart from the library as most
 * programs need none.
 * @module xenvmc-sim/advice
 */
export { type Advice, type AdviseRequest, advise } from "./advice/advise.js";
export { AbortedAdviceError, type AdviceOptions, type AskedStudy, type FoundStudy, type OwnPolicy, type Standing } from "./advice/bench.js";
export { type Estimate, type EstimateCell, type EstimateRequest, estimate } from "./advice/estimate.js";
export type { Obstacle } from "./advice/obstacle.js";
export type { ApplicationPrice, GuestPrice } from "./advice/price.js";
export type { ConfirmedSettings, TriedSettings } from "./advice/search.js";
export { KNOBS } from "./advice/settings.js";
export { type Goals, SYSTEM_NAMES, type SystemName } from "./advice/systems/system.js";
export {
  joinTournaments,
  type PolicyStanding,
  TOURNAMENT_ARENA,
  type Tournament,
  type TournamentCell,
  type TournamentRequest,
  tournament,
} from "./advice/tournament.js";
