/**
 * Quantiles by nearest rank: always a value that occurred. Fault times of a post-copy and errors of validation are reported so.
 * Two other definitions are in use where a value between two samples is wanted: the median of a summary (`summarize.ts`), the mean
 * of the two middle values, and the quartiles of a benchmark (`bench/harness/measure.ts`), interpolated linearly.
 */

/** The least value that at least `ratio` (0 to 1) of `values` do not exceed, in any order. Undefined without values. */
export function quantile(values: readonly number[], ratio: number): number | undefined {
  return quantileOfSorted(
    [...values].sort((left, right) => left - right),
    ratio,
  );
}

/** `quantile` of values in ascending order. */
export function quantileOfSorted(sorted: ArrayLike<number>, ratio: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)];
}
