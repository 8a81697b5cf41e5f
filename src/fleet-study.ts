/**
 * Studies over fleets: plans compared on the same seeds. On top of `xenvmc-sim/fleet` and `xenvmc-sim/study`.
 * @module xenvmc-sim/fleet-study
 */
export { fleetSubject } from "./fleet-study/fleet-subject.js";
