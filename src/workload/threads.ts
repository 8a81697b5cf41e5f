/** Compiles the threads of a workload's sources. */
import type { SourceThreads, WriteSource } from "../pages/write-source.js";
import type { ResolvedSource } from "../scenario/resolved/resolved.js";

/** The threads of each source by its place in the workload: one object for those with the same group. */
export function compileThreads(workload: readonly ResolvedSource[]): (index: number) => Pick<WriteSource, "threads"> {
  const groups = new Map<string | number, SourceThreads & { readonly workload: number[] }>();
  const keyOf = (source: ResolvedSource, index: number): string | number => source.threads?.group ?? index;
  for (const [index, source] of workload.entries()) {
    const { threads, cpuRatio = 1 } = source;
    if (threads === undefined) continue;
    const group = groups.get(keyOf(source, index));
    if (group) group.workload.push(index);
    else groups.set(keyOf(source, index), { count: threads.count, holdVcpu: threads.holdVcpu, cpuRatio, workload: [index] });
  }
  return (index) => {
    const threads = groups.get(keyOf(workload[index] as ResolvedSource, index));
    return threads === undefined ? {} : { threads };
  };
}
