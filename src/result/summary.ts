/** Mean, spread and confidence of every total over the runs of a scenario. */
import { summarizeValues, summaryOfOne } from "../statistics/summarize.js";
import type { RunResult, Summary, SummaryEntry, Totals } from "./result.js";

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
