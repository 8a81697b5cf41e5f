/** Resolves the share of CPU time that a source needs. */
import { contradiction, type Path, type ReportIssue } from "../issues.js";
import type { ResolvedSource, ResolvedSourceSpeed } from "../resolved/resolved.js";
import type { CheckedSource } from "../schema/workload.js";

type Given = Pick<CheckedSource, "cpu">;

/** The share if it is below 1. */
export function cpuOf({ cpu }: Given): ResolvedSourceSpeed {
  return cpu === 1 ? {} : { cpuRatio: cpu };
}

/** Adds the share to sources without one of their own, as those of a preset may have. */
export function withCpu(sources: readonly ResolvedSource[], given: Given): ResolvedSource[] {
  const speed = cpuOf(given);
  if (speed.cpuRatio === undefined) return [...sources];
  return sources.map((source) => (source.kind === "trace" || source.cpuRatio !== undefined ? source : { ...source, ...speed }));
}

/** Phases share one clock, so that none begins before the one in front of it has ended. */
export function requireNoCpu({ cpu }: Given, path: Path, report: ReportIssue): void {
  if (cpu !== 1) report(contradiction([...path, "cpu"], "cpu at the phases source, whose sources share one clock", String(cpu)));
}
