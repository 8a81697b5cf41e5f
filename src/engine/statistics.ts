/** Statistics for a stop policy, from what an engine that works in whole rounds knows. */
import type { MigrationFacts, SentRound } from "./engine.js";
import type { RoundStatistics } from "./policy.js";

export interface Standing {
  /** Live rounds finished. */
  readonly iteration: number;
  readonly totalPagesSent: number;
  /** Simulated seconds since the request. */
  readonly elapsedSeconds: number;
  /** Pages found by the harvest just made. */
  readonly dirtyPages?: number | undefined;
  /** The last round. */
  readonly round?: SentRound | undefined;
}

export function roundStatistics(facts: MigrationFacts, standing: Standing): RoundStatistics {
  const { allocatedPages, linkBytesPerSecond, pageBytes } = facts;
  const { iteration, totalPagesSent, elapsedSeconds, dirtyPages, round } = standing;
  return {
    iteration,
    totalPagesSent,
    allocatedPages,
    linkBytesPerSecond,
    elapsedSeconds,
    pageBytes,
    ...(dirtyPages === undefined ? {} : { dirtyPages, remainingBytes: dirtyPages * pageBytes }),
    ...(round ? ofRound(round, pageBytes) : {}),
  };
}

function ofRound({ pagesSent, pagesSkipped, durationSeconds }: SentRound, pageBytes: number) {
  const bandwidth = durationSeconds > 0 && pagesSent > 0 ? { bandwidthBytesPerSecond: (pagesSent * pageBytes) / durationSeconds } : {};
  return { pagesSent, pagesSkipped, durationSeconds, ...bandwidth };
}
