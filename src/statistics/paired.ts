/** Paired differences between runs on the same seeds: common variation cancels, which narrows the interval. */
import { type SummaryEntry, summarizeValues } from "./summarize.js";

/**
 * What the interval of a mean difference says; absent for a single run with a difference.
 * `equal in every run`: every difference is zero up to rounding. `no difference shown`: the interval contains zero.
 */
export type Verdict = "lower" | "higher" | "no difference shown" | "equal in every run";

/** Statistics of the differences run by run (other - base, same seeds). `confidence95` is Student's t over the runs. */
export interface PairedDifference extends SummaryEntry {
  /** Mean difference / mean of the base; absent if the latter is zero. */
  readonly relativeRatio?: number;
  readonly verdict?: Verdict;
}

/** Differences smaller than this share of the values compared are rounding errors and count as zero. */
const ROUNDING_RATIO = 1e-12;

/**
 * Statistics of `other[k] - base[k]`. Both lists have the same length, at least 1. `levelRatio`: as for `summarizeValues`;
 * `LOOK_LEVEL_RATIO` if the number of runs was found by looking.
 */
export function pairedDifference(base: readonly number[], other: readonly number[], levelRatio = 0.95): PairedDifference {
  return differenceOf(
    base.map((value, run) => (other[run] as number) - value),
    base,
    levelRatio,
  );
}

/** The same for given differences; `base` holds the values they are relative to. */
export function differenceOf(differences: readonly number[], base: readonly number[], levelRatio = 0.95): PairedDifference {
  const entry = summarizeValues(differences, levelRatio);
  const baseMean = base.reduce((sum, value) => sum + value, 0) / base.length;
  const noise = ROUNDING_RATIO * Math.max(...base.map(Math.abs), Number.MIN_VALUE);
  const isEqual = differences.every((value) => Math.abs(value) <= noise);
  const verdict = isEqual ? "equal in every run" : verdictOf(entry.confidence95);
  return { ...entry, ...(baseMean === 0 ? {} : { relativeRatio: entry.mean / baseMean }), ...(verdict === undefined ? {} : { verdict }) };
}

function verdictOf(interval: readonly [number, number] | undefined): Verdict | undefined {
  if (interval === undefined) return undefined;
  const [low, high] = interval;
  if (low <= 0 && high >= 0) return "no difference shown";
  return high < 0 ? "lower" : "higher";
}
