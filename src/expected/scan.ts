import type { Pace } from "../pages/pages.js";
import type { Turn } from "./turn.js";

/** A scan of the guest's pages: where the round in progress stands, and how it goes on. */
export interface Scan {
  /** Allocated pages passed so far. */
  readonly passedPages: number;
  readonly done: boolean;
  /** Goes back to the first page. */
  restart(): void;
  /** Entries ahead that do not depend on when they are taken. */
  steadyEntries(pace: Pace): number;
  /**
   * Pages to be sent ahead, none of them put off, that are alike at any moment of the guest's running: each escapes it with the
   * same odds.
   */
  evenPages(pace: Pace): number;
  /**
   * Takes up to `batches` full batches of even pages by the rule `skip`, each `guestSeconds` of the guest's running behind the one
   * before, and adds them to `batch`. Returns how many lay within the even pages and were taken.
   */
  takeRun(pace: Pace, batches: number, guestSeconds: number, batch: Turn): number;
  /** Takes up to `entries` entries at the moment of the last look, and adds them to `batch`. */
  take(pace: Pace, entries: number, batch: Turn): void;
}

/** Counts come out of sums of real numbers: so much of a page is nothing. */
export const NEGLIGIBLE_PAGES = 1e-7;
