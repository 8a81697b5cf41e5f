/** Where a scenario comes from, when it was read from a text: told to `parseScenario` by whoever read it. */
import type { ConfigIssue } from "./config-error.js";

/** Keys and indices that lead to a value. */
export type Path = readonly (string | number)[];

/** A place in a text, both numbers counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Asks for the place of the value at a path, or of its key. */
export interface PlaceQuery {
  readonly steps: Path;
  /** True where the key itself is meant, not its value. */
  readonly atKey: boolean;
}

/** A scenario with fields set from outside. */
export interface ChangedScenario {
  readonly value: unknown;
  /** Faults of what was to be set. */
  readonly issues: readonly ConfigIssue[];
  /** True where the value at a path was set, and so is not in the text. */
  isChanged(path: Path): boolean;
}

/** The text that a scenario was read from: its own faults, and the places of its values. */
export interface ScenarioOrigin {
  /** Sets fields in the scenario, as users write it; `givenPath` leads to the same field in the text, which may be a result's. */
  readonly change?: ((scenario: unknown, givenPath: (path: Path) => Path) => ChangedScenario) | undefined;
  /** Faults found while reading; they are listed with those of the values. */
  readonly issues: readonly ConfigIssue[];
  /** Number of faults found while reading that are not in `issues`; none when absent. */
  readonly unlistedIssues?: number;
  /** The place that each query asks for; undefined for a value that the text does not hold. */
  locate(queries: readonly PlaceQuery[]): readonly (Position | undefined)[];
}
