/**
 * Scenarios in YAML and JSON text, apart from the library because of the parser that they need.
 * @module xenvmc-sim/text
 */
export { applyOverrides } from "./scenario/overrides.js";
export { type ParseTextOptions, parseScenarioText as parseScenario } from "./scenario/parse-text.js";
