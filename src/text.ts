/**
 * Scenarios in YAML and JSON text, apart from the library because of the parser that they need.
 * @module xenvmc-sim/text
 */

export { type OpenedText, openScenarioText, type ParseTextOptions, parseScenarioText as parseScenario } from "./input/parse-text.js";
export { parseVariants, type WrittenVariant } from "./input/parse-variants.js";
export { TEXT_BYTES_LIMIT } from "./scenario/limits.js";
export { applyOverrides } from "./scenario/overrides.js";
