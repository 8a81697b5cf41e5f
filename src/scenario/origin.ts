/** The text that a scenario was read from; the reader passes it to `parseScenario`. */
import type { ConfigIssue } from "./config-error.js";

/** Keys and indices that lead to a value. */
export type Path = readonly (string | number)[];

/** A position in a text, line and column counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A query for the position of the value at a path, or of its key. */
export interface PlaceQuery {
  readonly steps: Path;
  /** True for the position of the key instead of its value. */
  readonly atKey: boolean;
}

/** A scenario with overrides applied. */
export interface ChangedScenario {
  readonly value: unknown;
  /** Faults of the overrides. */
  readonly issues: readonly ConfigIssue[];
  /** True if the value at a path was set by an override, so that it is not in the text. */
  isChanged(path: Path): boolean;
}

/** The text that a scenario was read from: its syntax faults and the positions of its values. */
export interface ScenarioOrigin {
  /** Applies overrides to the written scenario; `givenPath` converts a path to that in the text, which may be a result. */
  readonly change?: ((scenario: unknown, givenPath: (path: Path) => Path) => ChangedScenario) | undefined;
  /** Syntax faults, which are listed together with those of the values. */
  readonly issues: readonly ConfigIssue[];
  /** Number of syntax faults that are not in `issues`; default 0. */
  readonly unlistedIssues?: number;
  /** The position for each query; undefined for a value that is not in the text. */
  locate(queries: readonly PlaceQuery[]): readonly (Position | undefined)[];
}
