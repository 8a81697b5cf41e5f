/** Differences between runs that share their seeds: what is common to both cancels, and the interval is that of the rest. */

import { summarizeValues } from "../result/summary.js";
import type { PairedDifference, Verdict } from "./comparison.js";

/** Differences of differences that are smaller than this part of what they were taken from are rounding. */
const ROUNDING_RATIO = 1e-12;

/** Of `other[k] - base[k]`. Both hold at least one value, and as many. */
export function pairedDifference(base: readonly number[], other: readonly number[]): PairedDifference {
  return differenceOf(
    base.map((value, run) => (other[run] as number) - value),
    base,
  );
}

/** As above, of differences that are known already; `base` is what they are compared with. */
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
