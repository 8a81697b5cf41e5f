/** One sentence for each trace of a scenario whose writes were merged. */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { columnsOf } from "../scenario/trace/recorded-source.js";
import { formatCount, formatSeconds } from "./quantities.js";
import { printable } from "./text.js";

/** Traces that lost no write are left out. */
export function mergedTraces({ workload }: Pick<ResolvedScenario, "workload">): string[] {
  return workload.flatMap((source) => {
    if (source.kind !== "trace" || source.binSeconds === undefined || source.recordedWrites === undefined) return [];
    const { file, binSeconds, recordedWrites } = source;
    const writes = columnsOf(source).pages.length;
    if (writes === recordedWrites) return [];
    const trace = file === undefined ? "Trace" : `Trace ${printable(file)}`;
    const rule = `the first and the last to each page in bins of ${formatSeconds(binSeconds)}`;
    return [`${trace}: ${formatCount(recordedWrites)} writes merged to ${formatCount(writes)}, ${rule}`];
  });
}
