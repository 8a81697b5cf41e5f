/**
 * From logs of real migrations to a scenario: the guest's writes and the sender fitted through the engine itself. Apart from the library as
 * most programs need none.
 * @module xenvmc-sim/calibrate
 */
export {
  type CalibratedFigure,
  type CalibrateOptions,
  type Calibration,
  calibrate,
  type FittedParameter,
  type NamedLog,
} from "./calibrate/calibrate.js";
export type { FigureUnit } from "./calibrate/compare.js";
export type { Pattern } from "./calibrate/footprint.js";
export type { Origin, Setting } from "./calibrate/frame.js";
export type { ParameterInterval } from "./calibrate/intervals.js";
export type { ParameterName } from "./calibrate/model.js";
export type { Look, Mark, Observation } from "./calibrate/observation.js";
export { scenarioText } from "./calibrate/scenario-text.js";
export type { Unknown } from "./calibrate/unknown.js";
