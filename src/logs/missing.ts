/** What a log does not say, and how one finds out. */
import { LOG_FORMATS } from "./formats.js";
import type { ObservedMigration } from "./observed.js";

export interface Missing {
  /** Each of these figures, in words. */
  readonly figures: readonly string[];
  /** The command or setting of this system that writes them; absent if there is none. */
  readonly advice?: string;
}

/** The figures that a reading of the named format has not found in the log. */
export function missingFrom(migration: ObservedMigration, formatName: string): Missing {
  const { last, rounds, memoryBytes, totalSeconds, downtimeSeconds, downtimeLimitSeconds, dirtyRates, dirtyCurve, writes } = migration;
  const hasPages = last.normalPages !== undefined || last.sentPages !== undefined || rounds.some((round) => round.pagesSent !== undefined);
  const hasDirtyRate =
    migration.samples.some((sample) => sample.dirtyPagesPerSecond !== undefined && sample.dirtyPagesPerSecond > 0) ||
    rounds.some((round) => round.pagesDirtied !== undefined) ||
    dirtyRates.length > 0 ||
    dirtyCurve !== undefined ||
    writes !== undefined;
  const has: readonly (readonly [string, boolean])[] = [
    ["memory", memoryBytes !== undefined],
    ["total time", totalSeconds !== undefined],
    ["downtime", downtimeSeconds !== undefined],
    ["downtime limit", downtimeLimitSeconds !== undefined],
    ["bytes sent", last.sentBytes !== undefined],
    ["pages sent", hasPages],
    ["zero pages", last.zeroPages !== undefined],
    ["passes", last.syncs !== undefined || rounds.length > 0],
    ["dirty rate", hasDirtyRate],
  ];
  const figures = has.filter(([, isThere]) => !isThere).map(([name]) => name);
  const advice = LOG_FORMATS.find(({ name }) => name === formatName)?.advice;
  return { figures, ...(advice === undefined || figures.length === 0 ? {} : { advice }) };
}
