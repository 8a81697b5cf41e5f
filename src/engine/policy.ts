/** Stop policies: the user's own rule in place of an engine's, on the statistics that Xen hands to its policy callback. */

/** Documented statistics of a migration in progress, as of a decision. */
export interface RoundStatistics {
  /** Live rounds finished so far; 0 before the first. */
  readonly iteration: number;
  /** Pages sent in all rounds so far. */
  readonly totalPagesSent: number;
  /** Pages found dirty by the harvest just made; absent before it. */
  readonly dirtyPages?: number;
  /** Pages sent and skipped in the round just finished, and how long it took; absent before the first. */
  readonly pagesSent?: number;
  readonly pagesSkipped?: number;
  readonly durationSeconds?: number;
  /** Allocated pages of the guest, and the link's goodput. */
  readonly allocatedPages: number;
  readonly linkBytesPerSecond: number;
}

/** `continue` the live phase, `stop` it (suspend and send the rest), or `abort` the migration. */
export type Decision = "continue" | "stop" | "abort";

/** Asked after each live round and after each harvest. Must not keep state between migrations. */
export type StopPolicy = (statistics: RoundStatistics) => Decision;
