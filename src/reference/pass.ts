/** A way to go through the pages to be sent. */
import type { Pace } from "../simulation/pages.js";

export interface Pass {
  /** A round begins: the counters have been reset. */
  begin(): void;
  /** Builds one batch at `progress.seconds` and sends it. */
  sendBatch(pace: Pace): void;
  /** What a harvest leaves to be sent, given the log; the log is emptied or not. Returns the pages it counts. */
  harvest(): number;
  /** Every allocated page is to be sent: the migration begins. */
  filled(): void;
  /** Pages were added to those to be sent, or taken from them, from outside. */
  recount(): void;
}
