/** What only guests with peers need: the traffic of a migration, and figures of channels without one. `load.ts` loads it. */
export { createTraffic } from "./from-scenario.js";
export { openMeasurement } from "./measure-traffic.js";
