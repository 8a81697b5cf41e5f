/** A scenario as users write it: YAML or JSON text, with single fields set from outside. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { overrideScenario, overridesPath } from "../scenario/overrides.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions, Scenario } from "../scenario/scenario.js";
import { readScenarioText } from "../scenario/text.js";
import { parseScenario } from "./parse-scenario.js";

/** What is told besides the text. */
export interface ParseTextOptions extends Omit<ParseOptions, "origin"> {
  /** Fields to set before the check, each `path=value`: `link.bandwidth=10 Gbit/s`. */
  readonly overrides?: readonly string[] | undefined;
}

/**
 * Reads a scenario: YAML or JSON text, or the same as an object. The result is that of the library's own `parseScenario`; each
 * fault has its line and column.
 *
 * @throws ConfigError with every fault: of the text, of types, units and ranges, unknown keys, and contradictions.
 */
export function parseScenarioText(input: string | Scenario | object, options: ParseTextOptions = {}): ResolvedScenario {
  const { fileName, loadText, overrides = [] } = options;
  const text = typeof input === "string" ? readScenarioText(input) : undefined;
  if (text?.readable === false) throw new ConfigError(text.issues, fileName);
  const given = text === undefined ? input : text.value;
  const { value, issues } = overrides.length === 0 ? { value: given, issues: [] } : overrideScenario(given, overrides);
  return parseScenario(value as object, {
    fileName,
    loadText,
    origin: {
      issues: [...(text?.issues ?? []), ...issues] satisfies ConfigIssue[],
      // An override has no place in the text, so what it set gets none.
      locate: (path, atKey) => (text === undefined || overridesPath(overrides, path, text.holds) ? undefined : text.locate(path, atKey)),
    },
  });
}
