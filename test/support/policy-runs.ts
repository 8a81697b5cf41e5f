/** Migrations as seen by a policy: made-up statistics, presented as QEMU's engine does, and the policy's decisions. */
import type { Decision, EngineSettings, RoundStatistics, StopPolicy } from "../../src/index.js";

export const GIB = 2 ** 30;
const PAGE_BYTES = 4096;
const WINDOW_SECONDS = 0.1;

export interface MadeUpMigration {
  readonly memoryBytes: number;
  readonly bytesPerSecond: number;
  /** Bytes left at a sync. */
  readonly remainingBytes: (elapsedSeconds: number) => number;
  /** Seconds between syncs. */
  readonly passSeconds: number;
  /** Seconds after which the test stops. */
  readonly lastSeconds: number;
}

export interface Asked {
  readonly elapsedSeconds: number;
  readonly decision: Decision;
  readonly detail?: string;
  /** Settings in force after the answer. */
  readonly downtimeLimitSeconds: number;
}

/** What a policy is asked about: a migration at a moment. */
export interface Moment extends Pick<MadeUpMigration, "memoryBytes" | "bytesPerSecond"> {
  readonly iteration: number;
  readonly remainingBytes: number;
  readonly elapsedSeconds: number;
}

/** The moment as QEMU's engine presents it. */
export function statisticsOf(moment: Moment, downtimeLimitSeconds = 0): RoundStatistics {
  const { iteration, remainingBytes, memoryBytes, bytesPerSecond, elapsedSeconds } = moment;
  return {
    iteration,
    totalPagesSent: 0,
    dirtyPages: remainingBytes / PAGE_BYTES,
    allocatedPages: memoryBytes / PAGE_BYTES,
    linkBytesPerSecond: bytesPerSecond,
    pageBytes: PAGE_BYTES,
    elapsedSeconds,
    remainingBytes,
    bandwidthBytesPerSecond: bytesPerSecond,
    maxBandwidthBytesPerSecond: 0,
    throttleRatio: 0,
    downtimeLimitSeconds,
  };
}

/** The answers up to and including the first decision other than `continue`; answers that change nothing are left out. */
export function follow(policy: StopPolicy, migration: MadeUpMigration): Asked[] {
  const { memoryBytes, bytesPerSecond, passSeconds, lastSeconds } = migration;
  const told: Asked[] = [];
  let settings: EngineSettings = { downtimeLimitSeconds: 0.3 };
  let iteration = 0;
  let remainingBytes = memoryBytes;
  for (let window = 1; window * WINDOW_SECONDS <= lastSeconds; window++) {
    const elapsedSeconds = window * WINDOW_SECONDS;
    // The sync comes first, then the end of the window.
    const dueIteration = Math.floor(elapsedSeconds / passSeconds + 1e-9);
    for (const isSync of dueIteration > iteration ? [true, false] : [false]) {
      if (isSync) [iteration, remainingBytes] = [dueIteration, migration.remainingBytes(elapsedSeconds)];
      const seen = { iteration, remainingBytes, memoryBytes, bytesPerSecond, elapsedSeconds };
      const statistics = statisticsOf(seen, settings.downtimeLimitSeconds);
      const answer = policy(statistics);
      const reasoned = typeof answer === "string" ? { decision: answer } : answer;
      const before = settings.downtimeLimitSeconds;
      settings = { ...settings, ...reasoned.settings };
      const { decision, detail } = reasoned;
      const downtimeLimitSeconds = settings.downtimeLimitSeconds ?? 0;
      if (decision === "continue" && before === downtimeLimitSeconds) continue;
      told.push({ elapsedSeconds, decision, downtimeLimitSeconds, ...(detail === undefined ? {} : { detail }) });
      if (decision !== "continue") return told;
    }
  }
  return told;
}
