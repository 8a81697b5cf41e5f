/** Differences between runs that share their seeds: what is common to both cancels, and the interval is that of the rest. */
import type { PairedDifference, Verdict } from "./comparison.js";
import { summarizeValues } from "./summary.js";

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
  const verdict = verdictOf(differences, entry.confidence95);
  return { ...entry, ...(baseMean === 0 ? {} : { relativeRatio: entry.mean / baseMean }), ...(verdict === undefined ? {} : { verdict }) };
}

function verdictOf(differences: readonly number[], interval: readonly [number, number] | undefined): Verdict | undefined {
  if (differences.every((value) => value === 0)) return "equal in every run";
  if (interval === undefined) return undefined;
  const [low, high] = interval;
  if (low <= 0 && high >= 0) return "no difference shown";
  return high < 0 ? "lower" : "higher";
}
