/** Mean, spread and confidence of values: one figure over the runs. */
import { centralQuantile } from "./students-t.js";

/** Statistics of one figure over the runs, in the unit of the figure. */
export interface SummaryEntry {
  readonly mean: number;
  /** Sample standard deviation (n - 1); absent for a single run. */
  readonly standardDeviation?: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** 95 % interval of the mean (Student's t); absent for a single run. */
  readonly confidence95?: readonly [number, number];
}

/** Of at least one value. Standard deviation with n - 1; the interval is Student's t, at another level than 95 % only to correct it. */
export function summarizeValues(values: readonly number[], levelRatio = 0.95): SummaryEntry {
  const count = values.length;
  if (count === 1) return summaryOfOne(values[0] as number);
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const median = ((sorted[(count - 1) >> 1] as number) + (sorted[count >> 1] as number)) / 2;
  const entry = { mean, min: sorted[0] as number, median, max: sorted[count - 1] as number };
  const standardDeviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const half = (centralQuantile(levelRatio, count - 1) * standardDeviation) / Math.sqrt(count);
  return { ...entry, standardDeviation, confidence95: [mean - half, mean + half] };
}

/** The value itself: no spread, no interval. */
export function summaryOfOne(value: number): SummaryEntry {
  return { mean: value, min: value, median: value, max: value };
}
