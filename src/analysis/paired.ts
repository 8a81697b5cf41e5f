/** Paired differences between runs on the same seeds: common variation cancels, which narrows the interval. */

import { summarizeValues } from "../result/summary.js";
import type { PairedDifference, Verdict } from "./comparison.js";

/** Differences smaller than this share of the values compared are rounding errors and count as zero. */
const ROUNDING_RATIO = 1e-12;

/** Statistics of `other[k] - base[k]`. Both lists have the same length, at least 1. */
export function pairedDifference(base: readonly number[], other: readonly number[]): PairedDifference {
  return differenceOf(
    base.map((value, run) => (other[run] as number) - value),
    base,
  );
}

/** The same for given differences; `base` holds the values they are relative to. */
export function differenceOf(differences: readonly number[], base: readonly number[]): PairedDifference {
  const entry = summarizeValues(differences);
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
