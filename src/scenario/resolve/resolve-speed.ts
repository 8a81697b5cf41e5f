/** Resolves how sources share the guest's processors: the CPU time they need, and their threads. */
import { contradiction, type Path, type ReportIssue } from "../issues.js";
import type { ResolvedSource, ResolvedSourceSpeed, ResolvedThreads } from "../resolved/resolved.js";
import type { CheckedSource } from "../schema/workload.js";

type Given = Pick<CheckedSource, "cpu" | "threads">;

/** The share of CPU time if it is below 1, and the threads of a single source. */
export function speedOf({ cpu, threads }: Given): ResolvedSourceSpeed {
  return { ...(cpu === 1 ? {} : { cpuRatio: cpu }), ...(threads === undefined ? {} : { threads: threadsOf(threads) }) };
}

function threadsOf(given: NonNullable<Given["threads"]>): ResolvedThreads {
  if (typeof given === "number") return { count: given, holdVcpu: false };
  const { count, group, holdVcpu } = given;
  return { count, ...(group === undefined ? {} : { group }), holdVcpu };
}

/**
 * Adds the share and the threads to sources without their own, as those of a preset may have. `path` names the threads that several
 * regions share.
 */
export function withSpeed(sources: readonly ResolvedSource[], given: Given, path: Path): ResolvedSource[] {
  const { cpuRatio, threads } = speedOf(given);
  const shared = threads && sources.length > 1 ? { group: path.join("."), ...threads } : threads;
  return sources.map((source) => {
    // A trace has been given its own when it was read.
    if (source.kind === "trace") return source;
    return {
      ...source,
      ...(cpuRatio === undefined || source.cpuRatio !== undefined ? {} : { cpuRatio }),
      ...(shared === undefined || source.threads !== undefined ? {} : { threads: shared }),
    };
  });
}

/** Phases share one clock, so that none begins before the one in front of it has ended, and the threads too. */
export function requireNoSpeed({ cpu, threads }: Given, path: Path, report: ReportIssue): void {
  if (cpu !== 1) report(contradiction([...path, "cpu"], "cpu at the phases source, whose sources share one clock", String(cpu)));
  if (threads === undefined) return;
  const count = typeof threads === "number" ? threads : threads.count;
  report(contradiction([...path, "threads"], "threads at the phases source, whose sources share them", String(count)));
}

/** Sources that share threads have to agree on them. */
export function checkThreads(sources: readonly ResolvedSource[], report: ReportIssue): void {
  const groups = new Map<string, ResolvedSource>();
  for (const source of sources) {
    const { group } = source.threads ?? {};
    if (group === undefined) continue;
    const first = groups.get(group) ?? source;
    groups.set(group, first);
    const [expected, received] = [describe(first), describe(source)];
    if (expected !== received) report(contradiction(["workload"], `the sources of threads ${group} all with ${expected}`, received));
  }
}

function describe({ threads, cpuRatio = 1 }: ResolvedSource): string {
  return `count ${threads?.count}, holdVcpu ${threads?.holdVcpu} and cpu ${cpuRatio}`;
}
