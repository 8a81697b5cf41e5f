/** Collects the faults of a study, so that one error lists them all. */
import type { ConfigIssue } from "../scenario/config-error.js";
import type { Path } from "../scenario/origin.js";
import { formatPath } from "../scenario/show-value.js";

/** A fault of the `study:` block with its path from there, and whether the place is the key instead of the value. */
export interface StudyFault {
  readonly steps: Path;
  readonly atKey: boolean;
  readonly issue: ConfigIssue;
}

export class Faults {
  readonly list: StudyFault[] = [];

  /** `steps` are relative to the study; `expected` ends a sentence that begins with "expected". */
  add(steps: Path, expected: string, received: string, suggestion?: string | undefined, atKey = false): void {
    const path = ["study", ...steps];
    const issue = { path: formatPath(path), expected, received, ...(suggestion === undefined ? {} : { suggestion }) };
    this.list.push({ steps: path, atKey, issue });
  }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
