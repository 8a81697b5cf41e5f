/** The scan of a round: the interface of the ascending and the rotated scan, over expected counts. */
import type { Pace } from "../pages/pages.js";
import type { PageOutcome } from "./page-outcome.js";

/** A scan of the guest's pages: its position in the current round, and how it advances. */
export interface Scan {
  /** Allocated pages scanned so far in this round. */
  readonly passedPages: number;
  readonly done: boolean;
  /** Goes back to the first page. */
  restart(): void;
  /** Number of entries ahead that do not depend on when they are taken. */
  steadyEntries(pace: Pace): number;
  /** Number of pages to send ahead, none of them deferred, that are written at the same constant rate. */
  evenPages(pace: Pace): number;
  /**
   * Takes up to `batches` full batches of even pages under the rule `skip`, which begin `guestSeconds` of guest time apart, and adds them
   * to `batch`. Returns the number of batches taken; all lie within the even pages.
   */
  takeRun(pace: Pace, batches: number, guestSeconds: number, batch: PageOutcome): number;
  /** Takes up to `entries` entries at the time of the last read of the dirty log, and adds them to `batch`. */
  take(pace: Pace, entries: number, batch: PageOutcome): void;
}

/** Rounding tolerance: smaller fractions of a page count as zero. */
export const NEGLIGIBLE_PAGES = 1e-7;
