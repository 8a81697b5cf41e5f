/** Statistics for a stop policy, from what an engine that works in whole rounds knows. */
import type { Mutable } from "../pages/mutable.js";
import type { SentRound } from "./action.js";
import type { MigrationFacts } from "./engine.js";
import type { RoundStatistics } from "./policy.js";

export interface Standing {
  /** Live rounds finished. */
  readonly iteration: number;
  readonly totalPagesSent: number;
  /** Simulated seconds since the request. */
  readonly elapsedSeconds: number;
  /** Pages found dirty when the dirty log was just read. */
  readonly dirtyPages?: number | undefined;
  /** The last round. */
  readonly round?: SentRound | undefined;
}

export function roundStatistics(facts: MigrationFacts, standing: Standing): RoundStatistics {
  const { allocatedPages, linkBytesPerSecond, pageBytes } = facts;
  const { iteration, totalPagesSent, elapsedSeconds, dirtyPages, round } = standing;
  const statistics: Mutable<RoundStatistics> = {
    iteration,
    totalPagesSent,
    allocatedPages,
    linkBytesPerSecond,
    elapsedSeconds,
    pageBytes,
  };
  if (dirtyPages !== undefined) {
    statistics.dirtyPages = dirtyPages;
    statistics.remainingBytes = dirtyPages * pageBytes;
  }
  if (round) addRound(statistics, round, pageBytes);
  return statistics;
}

function addRound(statistics: Mutable<RoundStatistics>, { pagesSent, pagesSkipped, durationSeconds }: SentRound, pageBytes: number): void {
  statistics.pagesSent = pagesSent;
  statistics.pagesSkipped = pagesSkipped;
  statistics.durationSeconds = durationSeconds;
  if (durationSeconds > 0 && pagesSent > 0) statistics.bandwidthBytesPerSecond = (pagesSent * pageBytes) / durationSeconds;
}
