/**
 * The JSON Schemas of scenarios and fleets, apart from the library because of the converter that it needs.
 * @module xenvmc-sim/schema
 */
export { fleetJsonSchema } from "./fleet/fleet-json-schema.js";
export { scenarioJsonSchema } from "./scenario/json-schema.js";
