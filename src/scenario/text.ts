/** Reads YAML and JSON text into plain values with their positions. */
import type { ConfigIssue } from "./config-error.js";
import { TEXT_BYTES_LIMIT } from "./limits.js";
import type { Path, PlaceQuery, Position } from "./origin.js";
import { positionsOf } from "./positions.js";
import { Places } from "./yaml/places.js";
import { readYaml } from "./yaml/read-yaml.js";

/** A parsed text. */
export interface ScenarioText {
  readonly value: unknown;
  /** Syntax faults: each duplicate key, or the fault at which reading ended. */
  readonly issues: readonly ConfigIssue[];
  /** Number of syntax faults that are not in `issues`. */
  readonly unlistedIssues: number;
  /** False if reading ended at a fault, so that the value is meaningless. */
  readonly isReadable: boolean;
  /** True if the text has only white space and comments. */
  readonly isEmpty: boolean;
  /** True if the text has a value other than null at a path. */
  holds(path: Path): boolean;
  /** Positions of values or keys; for one that is not in the text, that of the nearest container. */
  locate(queries: readonly PlaceQuery[]): (Position | undefined)[];
}

/** Reads a text in time proportional to its length. A duplicate key is a fault, but does not end the reading. */
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

/** Reads JSON with too many tokens for the reader with positions, such as results with traces; undefined if the text is not JSON. */
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

/** True if a text exceeds the limit in UTF-8 bytes; counts them only if its length does not decide. */
function isTooLong(text: string): boolean {
  if (text.length > TEXT_BYTES_LIMIT) return true;
  if (text.length * 3 <= TEXT_BYTES_LIMIT) return false;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Each surrogate counts as two of the four bytes of its character.
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
