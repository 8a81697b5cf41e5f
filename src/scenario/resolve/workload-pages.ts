/** Counts the pages that a workload can write to. */
import type { ResolvedSource } from "../resolved/resolved.js";
import { columnsOf } from "../trace/recorded-source.js";

export type Interval = readonly [first: number, end: number];

/**
 * Upper bound of distinct pages: the union of the contiguous regions plus that of the scattered ones. Whether the two
 * overlap depends on the seed. `others` are contiguous page intervals written by something else.
 */
export function boundWorkloadPages(workload: readonly ResolvedSource[], others: readonly Interval[] = []): number {
  const contiguous: Interval[] = [...others];
  const scattered: Interval[] = [];
  for (const source of workload.flatMap(simpleSources)) {
    if (source.kind === "trace") contiguous.push(tracePages(columnsOf(source).pages));
    else {
      const interval: Interval = [source.startPage, source.startPage + source.pages];
      (source.layout === "scattered" && source.block === undefined ? scattered : contiguous).push(interval);
    }
  }
  return unionLength(contiguous) + unionLength(scattered);
}

/** From the first page of a trace to the one after its last; empty for an empty trace. */
function tracePages(pages: Uint32Array): Interval {
  let first = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const page of pages) {
    if (page < first) first = page;
    if (page >= end) end = page + 1;
  }
  return end === 0 ? [0, 0] : [first, end];
}

type SimpleSource = Exclude<ResolvedSource, { kind: "phases" }>;

function simpleSources(source: ResolvedSource): SimpleSource[] {
  return source.kind === "phases" ? source.phases.flatMap((phase) => phase.workload.flatMap(simpleSources)) : [source];
}

function unionLength(intervals: readonly Interval[]): number {
  let length = 0;
  let covered = 0;
  for (const [first, end] of [...intervals].sort((left, right) => left[0] - right[0])) {
    length += Math.max(0, end - Math.max(first, covered));
    covered = Math.max(covered, end);
  }
  return length;
}
