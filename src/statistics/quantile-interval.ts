/** Quantiles with intervals that hold whatever the distribution: two of the values themselves are the ends. */
import { binomialProbabilities } from "./binomial.js";
import { quantileOfSorted } from "./quantile.js";

export interface QuantileEstimate {
  /** Which quantile, 0 to 1: 0.95 for the 95th percentile. */
  readonly ratio: number;
  /** By nearest rank, a value that occurred; for the median of an even number of values the mean of the two middle ones. */
  readonly value: number;
  /** Ends of the 95 % interval. An end is absent where there are too few values for it: the 99th percentile has none above below 368. */
  readonly low?: number;
  readonly high?: number;
  /** Probability that the interval holds the quantile, at least 0.95: ends fall on values, so it is seldom 0.95 itself. Absent with an end. */
  readonly coverageRatio?: number;
}

const TAIL = 0.025;

/**
 * The quantile of `values` (any order, at least one) with its interval between two order statistics: the number of values below the
 * quantile is binomial, so value l and value u hold it with P(l <= B < u) (David and Nagaraja, Order Statistics, 3rd ed., 7.1). Each side
 * has at most 2.5 %. @throws RangeError without values or for a ratio outside 0 < ratio < 1
 */
export function quantileEstimate(values: readonly number[], ratio: number): QuantileEstimate {
  if (values.length === 0) throw new RangeError("quantileEstimate: expected at least one value, received none");
  if (!(ratio > 0 && ratio < 1)) throw new RangeError(`quantileEstimate: ratio: expected 0 < ratio < 1, received ${ratio}`);
  const sorted = Float64Array.from(values).sort();
  const atMost = binomialProbabilities(sorted.length, ratio);
  const low = lowRank(atMost);
  const high = highRank(atMost);
  return {
    ratio,
    value: ratio === 0.5 ? medianOfSorted(sorted) : (quantileOfSorted(sorted, ratio) as number),
    ...(low === undefined ? {} : { low: sorted[low - 1] as number }),
    ...(high === undefined ? {} : { high: sorted[high - 1] as number }),
    ...(low === undefined || high === undefined ? {} : { coverageRatio: (atMost[high - 1] as number) - (atMost[low - 1] as number) }),
  };
}

/** The largest rank l with P(B < l) <= 2.5 %, B the number of values below the quantile; undefined if not even rank 1 has it. */
function lowRank(atMost: Float64Array): number | undefined {
  const rank = atMost.findIndex((probability) => probability > TAIL);
  return rank >= 1 ? rank : undefined;
}

/** The smallest rank u with P(B >= u) <= 2.5 %; undefined if not even the last has it. */
function highRank(atMost: Float64Array): number | undefined {
  const rank = atMost.findIndex((probability) => 1 - probability <= TAIL) + 1;
  return rank <= atMost.length - 1 ? rank : undefined;
}

function medianOfSorted(sorted: Float64Array): number {
  const count = sorted.length;
  return ((sorted[(count - 1) >> 1] as number) + (sorted[count >> 1] as number)) / 2;
}
