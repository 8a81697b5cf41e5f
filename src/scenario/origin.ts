/** Where a scenario comes from, when it was read from a text: told to `parseScenario` by whoever read it. */
import type { ConfigIssue } from "./config-error.js";
import type { Path } from "./issues.js";

/** A place in a text, both numbers counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text that a scenario was read from: its own faults, and the place of every value. */
export interface ScenarioOrigin {
  /** Faults found while reading; they are listed with those of the values. */
  readonly issues: readonly ConfigIssue[];
  /** Place of the value at a path, or of its key; absent for a value that the text does not hold. */
  locate(path: Path, atKey: boolean): Position | undefined;
}
