/**
 * Advice: estimates over bandwidth and downtime limit, settings that meet goals, stop policies compared. Apart from the library as most
 * programs need none.
 * @module xenvmc-sim/advice
 */
export { AbortedAdviceError, type AdviceOptions, type AskedStudy, type FoundStudy, type Standing } from "./advice/bench.js";
export { type Estimate, type EstimateCell, type EstimateRequest, estimate } from "./advice/estimate.js";
