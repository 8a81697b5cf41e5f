/** YAML and JSON text to plain values, and the places of these in the text. */
import type { ConfigIssue } from "./config-error.js";
import { TEXT_BYTES_LIMIT } from "./limits.js";
import type { Path, PlaceQuery, Position } from "./origin.js";
import { positionsOf } from "./positions.js";
import { Places } from "./yaml/places.js";
import { readYaml } from "./yaml/read-yaml.js";

/** A text that has been read. */
export interface ScenarioText {
  readonly value: unknown;
  /** Faults of the text itself: each key that is written twice, or the one where reading ended. */
  readonly issues: readonly ConfigIssue[];
  /** Faults of the text beyond those in `issues`. */
  readonly unlistedIssues: number;
  /** False where reading ended at a fault, so that the value says nothing. */
  readonly isReadable: boolean;
  /** True where there is nothing but white space and comments. */
  readonly isEmpty: boolean;
  /** Whether the text has something other than null at a path. */
  holds(path: Path): boolean;
  /** Where values or keys stand; for what is not in the text, the place of the nearest thing around it. */
  locate(queries: readonly PlaceQuery[]): (Position | undefined)[];
}

/** Reads text, in time proportional to its length. A key written twice is a fault, but the rest is still worth checking. */
export function readScenarioText(text: string): ScenarioText {
  if (isTooLong(text))
    return unreadable({ path: "", expected: `a text of at most ${TEXT_BYTES_LIMIT} bytes (16 MiB)`, received: "a longer one" });
  const { document, value, faults, moreFaults, isReadable, isEmpty, isBeyondTokens } = readYaml(text);
  const long = isBeyondTokens ? readJson(text) : undefined;
  if (long !== undefined) return long;
  const positions = positionsOf(
    text,
    faults.map(({ offset }) => offset),
  );
  return {
    value,
    issues: faults.map(({ expected, received }, index) => ({ path: "", expected, received, ...(positions[index] as Position) })),
    unlistedIssues: moreFaults,
    isReadable,
    isEmpty,
    holds: (path) => holds(value, path),
    locate: (queries) => {
      const places = new Places(document);
      return positionsOf(
        text,
        queries.map((query) => places.find(query)),
      );
    },
  };
}

/** JSON of too many tokens for the reader that knows places, such as the events of a trace in a result; undefined for anything else. */
function readJson(text: string): ScenarioText | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const locate = (queries: readonly PlaceQuery[]) => queries.map(() => undefined);
    return { value, issues: [], unlistedIssues: 0, isReadable: true, isEmpty: false, holds: (path) => holds(value, path), locate };
  } catch {
    return undefined;
  }
}

function unreadable(issue: ConfigIssue): ScenarioText {
  return { value: undefined, issues: [issue], unlistedIssues: 0, isReadable: false, isEmpty: false, holds: () => false, locate: () => [] };
}

/** Whether a text has more bytes in UTF-8 than may be; counts them only where its length does not tell. */
function isTooLong(text: string): boolean {
  if (text.length > TEXT_BYTES_LIMIT) return true;
  if (text.length * 3 <= TEXT_BYTES_LIMIT) return false;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // A half of a pair of surrogates is two bytes of its character's four.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes > TEXT_BYTES_LIMIT;
}

function holds(value: unknown, path: Path): boolean {
  let inside = value;
  for (const step of path) {
    if (typeof inside !== "object" || inside === null || !Object.hasOwn(inside, step)) return false;
    inside = (inside as Readonly<Record<string | number, unknown>>)[step];
  }
  return inside !== undefined && inside !== null;
}
