/**
 * The JSON Schema of scenarios, apart from the library because of the converter that it needs.
 * @module xenvmc-sim/schema
 */
export { scenarioJsonSchema } from "./scenario/json-schema.js";
