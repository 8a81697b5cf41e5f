/** A scenario as users write it: YAML or JSON text, with single fields set from outside. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { PlaceQuery, Position } from "../scenario/origin.js";
import { overriddenPaths, overrideScenario } from "../scenario/overrides.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions, Scenario } from "../scenario/scenario.js";
import { readScenarioText, type ScenarioText } from "../scenario/text.js";
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
  if (text?.isEmpty === true) throw new ConfigError([EMPTY_TEXT], fileName);
  if (text?.isReadable === false) throw new ConfigError(text.issues, fileName, text.unlistedIssues);
  const given = text === undefined ? input : text.value;
  const { value, issues } = overrides.length === 0 ? { value: given, issues: [] } : overrideScenario(given, overrides);
  return parseScenario(value as object, {
    fileName,
    loadText,
    origin: {
      issues: [...(text?.issues ?? []), ...issues] satisfies ConfigIssue[],
      unlistedIssues: text?.unlistedIssues ?? 0,
      locate: (queries) => locate(queries, text, overrides),
    },
  });
}

const EMPTY_TEXT: ConfigIssue = { path: "", expected: "a scenario in YAML or JSON", received: "an empty text, or one of comments alone" };

/** An override has no place in the text, so what it set gets none. */
function locate(
  queries: readonly PlaceQuery[],
  text: ScenarioText | undefined,
  overrides: readonly string[],
): readonly (Position | undefined)[] {
  if (text === undefined) return queries.map(() => undefined);
  const positions = text.locate(queries);
  const isOverridden = overriddenPaths(overrides, text.holds);
  return queries.map(({ steps }, index) => (isOverridden(steps) ? undefined : positions[index]));
}
