/** xenvmc-sim/schema: the JSON Schema of scenarios, with a converter that nobody has to load who only simulates. */
export { scenarioJsonSchema } from "./scenario/json-schema.js";
