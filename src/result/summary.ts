/** Mean, spread and confidence of every total over the runs of a scenario. */
import type { RunResult, Summary, SummaryEntry, Totals } from "./result.js";
import { centralQuantile } from "./students-t.js";

/** One entry per total that every run has. @throws RangeError without a run */
export function summarize(runs: readonly RunResult[]): Summary {
  const first = runs[0];
  if (!first) throw new RangeError("summarize: expected at least one run, received none");
  const summary: Partial<Record<keyof Totals, SummaryEntry>> = {};
  for (const name of Object.keys(first.totals) as (keyof Totals)[]) {
    const value = first.totals[name];
    if (value === undefined) continue;
    const entry = runs.length === 1 ? summaryOfOne(value) : summaryOfAll(runs, name);
    if (entry !== undefined) summary[name] = entry;
  }
  // A total without `?` is in every run, so it has its entry.
  return summary as Summary;
}

function summaryOfAll(runs: readonly RunResult[], name: keyof Totals): SummaryEntry | undefined {
  const values: number[] = [];
  for (const { totals } of runs) {
    const value = totals[name];
    if (value === undefined) return undefined;
    values.push(value);
  }
  return summarizeValues(values);
}

/** Of at least one value. Standard deviation with n - 1; the interval is Student's t. */
export function summarizeValues(values: readonly number[]): SummaryEntry {
  const count = values.length;
  if (count === 1) return summaryOfOne(values[0] as number);
  const sorted = [...values].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const median = ((sorted[(count - 1) >> 1] as number) + (sorted[count >> 1] as number)) / 2;
  const entry = { mean, min: sorted[0] as number, median, max: sorted[count - 1] as number };
  const standardDeviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
  const half = (centralQuantile(0.95, count - 1) * standardDeviation) / Math.sqrt(count);
  return { ...entry, standardDeviation, confidence95: [mean - half, mean + half] };
}

function summaryOfOne(value: number): SummaryEntry {
  return { mean: value, min: value, median: value, max: value };
}
