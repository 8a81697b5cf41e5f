/** Converts issues of the schema library (valibot) into faults with texts of this project. */
import type * as v from "valibot";
import type { ConfigIssue } from "./config-error.js";
import { nearestName, oneOf } from "./nearest.js";
import type { Path, PlaceQuery } from "./origin.js";
import type { KeyExplanation } from "./schema/mapping.js";
import { MISSING_KEY, UNKNOWN_KEY } from "./schema/own-reading.js";
import { formatPath, showValue } from "./show-value.js";

export type { Path } from "./origin.js";

export type ReportIssue = (issue: LocatedIssue) => void;

/** A fault with its path as steps, from which the place in the text can be found. */
export interface LocatedIssue extends PlaceQuery {
  readonly issue: ConfigIssue;
}

/** Texts for what was expected, by valibot's schema type or its name for the expected type. */
const EXPECTED_BY_TYPE: Readonly<Record<string, string>> = {
  array: "a list",
  string: "a text",
  boolean: "true or false",
  number: "a number",
  record: "a mapping",
  Array: "a list",
  Object: "a mapping",
};

/** The place of a schema issue. */
export function schemaPlace(issue: v.BaseIssue<unknown>): PlaceQuery {
  return { steps: issueSteps(issue), atKey: issue.type === UNKNOWN_KEY };
}

/** The fault that describes a schema issue. */
export function describeSchemaIssue(issue: v.BaseIssue<unknown>): ConfigIssue {
  const steps = issueSteps(issue);
  const path = formatPath(steps);
  if (issue.type === UNKNOWN_KEY) {
    const received = `the key ${showValue(steps.at(-1))}`;
    const { expected, suggestion } = (issue.requirement as () => KeyExplanation)();
    return withSuggestion({ path, expected, received }, suggestion);
  }
  if (issue.type === MISSING_KEY) {
    const expected = EXPECTED_BY_TYPE[issue.expected ?? ""] ?? issue.expected ?? "a value";
    return { path, expected, received: "nothing" };
  }
  const received = showValue(issue.input);
  if (issue.type === "variant" || issue.type === "literal") {
    const names = [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
    const phasesInPhases = issue.input === "phases" && steps.includes("phases");
    const expected = names.length === 0 ? `${issue.expected}` : `${oneOf(names)}${phasesInPhases ? " (phases do not nest)" : ""}`;
    const suggestion = typeof issue.input === "string" && !phasesInPhases ? nearestName(issue.input, names) : undefined;
    return withSuggestion({ path, expected, received }, suggestion);
  }
  const expected = EXPECTED_BY_TYPE[issue.type] ?? issue.expected ?? "something else";
  const { requirement } = issue;
  return withSuggestion({ path, expected, received }, typeof requirement === "function" ? requirement() : requirement);
}

/** A fault that the schema cannot express: a contradiction between values. */
export function contradiction(steps: Path, expected: string, received: string, suggestion?: string): LocatedIssue {
  return { steps, atKey: false, issue: withSuggestion({ path: formatPath(steps), expected, received }, suggestion) };
}

/** Reports each given parameter that would have no effect; `reason` ends the sentence "no such parameter where". */
export function reportUnused(path: Path, given: object, reason: string, report: ReportIssue): void {
  for (const [key, value] of Object.entries(given)) {
    if (value !== undefined) report(contradiction([...path, key], `no such parameter where ${reason}`, String(value)));
  }
}

/** The path of a schema issue as plain steps. */
export function issueSteps(issue: v.BaseIssue<unknown>): Path {
  return (issue.path ?? []).map((item) => (typeof item.key === "number" ? item.key : String(item.key)));
}

function withSuggestion(issue: ConfigIssue, suggestion: unknown): ConfigIssue {
  return typeof suggestion === "string" ? { ...issue, suggestion } : issue;
}
