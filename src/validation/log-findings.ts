/** What a log says, with the name of its file and what it does not say. */
import type { Missing } from "../logs/missing.js";
import type { LogReading } from "../logs/observed.js";

export interface LogFindings {
  readonly file: string;
  readonly reading: LogReading;
  /** One per migration of the reading. */
  readonly missing: readonly Missing[];
}
