/** Reads a scenario as YAML or JSON text, with overrides of single fields. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import type { ChangedScenario, Path, ScenarioOrigin } from "../scenario/origin.js";
import { overriddenPaths, overrideScenario } from "../scenario/overrides.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions, Scenario } from "../scenario/scenario.js";
import { readScenarioText } from "../scenario/text.js";
import { parseScenario } from "./parse-scenario.js";

/** Options of `parseScenario` for text. */
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
  const { fileName, loadText, onNotice, overrides } = options;
  const { value, origin } = openScenarioText(input, { fileName, overrides });
  return parseScenario(value, { fileName, loadText, onNotice, origin });
}

/** A text that was read but not checked. */
export interface OpenedText {
  /** What the text says, without the overrides. */
  readonly value: object;
  /** Its faults and places, and the overrides: for `parseScenario` of the library and `planStudy` of `xenvmc-sim/study`. */
  readonly origin: ScenarioOrigin;
}

/** Reads YAML or JSON text, or takes an object, without checking what it says. @throws ConfigError for a text that cannot be read */
export function openScenarioText(
  input: string | object,
  { fileName, overrides = [] }: Pick<ParseTextOptions, "fileName" | "overrides"> = {},
): OpenedText {
  const text = typeof input === "string" ? readScenarioText(input) : undefined;
  if (text?.isEmpty === true) throw new ConfigError([EMPTY_TEXT], fileName);
  if (text?.isReadable === false) throw new ConfigError(text.issues, fileName, text.unlistedIssues);
  return {
    value: (text === undefined ? input : text.value) as object,
    origin: {
      issues: text?.issues ?? [],
      unlistedIssues: text?.unlistedIssues ?? 0,
      change:
        overrides.length === 0
          ? undefined
          : (scenario, givenPath) => change(scenario, overrides, (path) => text?.holds(givenPath(path)) ?? true),
      locate: (queries) => text?.locate(queries) ?? [],
    },
  };
}

/** Applies overrides. Values that they set have no line and column. */
function change(scenario: unknown, overrides: readonly string[], holds: (path: Path) => boolean): ChangedScenario {
  return { ...overrideScenario(scenario, overrides), isChanged: overriddenPaths(overrides, holds) };
}

const EMPTY_TEXT: ConfigIssue = { path: "", expected: "a scenario in YAML or JSON", received: "an empty text, or one of comments alone" };
