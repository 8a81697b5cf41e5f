/** Resolves the sources of the workload: places their regions, and converts units to pages and seconds. */
import * as v from "valibot";
import { WRITES_PER_SECOND_LIMIT } from "../defaults.js";
import { contradiction, type Path } from "../issues.js";
import { nearestName } from "../nearest.js";
import { workloadPresets } from "../presets/workloads.js";
import type { ResolvedPhase, ResolvedSource } from "../resolved/resolved.js";
import { type CheckedSimpleSource, type CheckedSource, workloadSchema } from "../schema/workload.js";
import { readQuantity } from "../units.js";
import { createPlacer } from "./place.js";
import { type RegionContext, resolveRegions } from "./resolve-regions.js";
import { checkThreads, requireNoSpeed, withSpeed } from "./resolve-speed.js";
import { requireNoTie, type TieContext, withTie } from "./resolve-tie.js";
import { resolveTrace, type TraceContext } from "./resolve-trace.js";

/** Inputs from the rest of the scenario and from its reader. */
export interface WorkloadContext extends Omit<RegionContext, "placer">, TraceContext, TieContext {}

interface Workshop extends WorkloadContext, RegionContext {}

/** Places every region. Reports regions beyond memory, unreachable rates, phases without an end, and ties to no traffic. */
export function resolveWorkload(sources: readonly CheckedSource[], context: WorkloadContext): ResolvedSource[] {
  const workshop: Workshop = { ...context, placer: createPlacer(context.memoryPages) };
  const resolved = sources.flatMap((source, index) => resolveSource(source, ["workload", index], workshop));
  checkRates(resolved, workshop);
  checkThreads(resolved, workshop.report);
  return resolved;
}

function resolveSource(source: CheckedSource, path: Path, workshop: Workshop): ResolvedSource[] {
  if (source.kind === "trace") return resolveTrace(source, path, workshop);
  const resolved = source.kind === "phases" ? resolvePhases(source, path, workshop) : resolveSimple(source, path, workshop);
  return withTie(withSpeed(resolved, source, path), source, path, workshop);
}

function resolveSimple(source: CheckedSimpleSource, path: Path, workshop: Workshop): ResolvedSource[] {
  return source.kind === "preset" ? resolvePreset(source.name, path, workshop) : resolveRegions(source, path, workshop);
}

function resolvePreset(name: string, path: Path, workshop: Workshop): ResolvedSource[] {
  const preset = workloadPresets().find((candidate) => candidate.name === name);
  if (preset === undefined) {
    const names = workloadPresets().map((candidate) => candidate.name);
    const suggestion = nearestName(name, names);
    workshop.report(
      contradiction([...path, "name"], "the name of a workload preset (xenvmc-sim presets lists them)", JSON.stringify(name), suggestion),
    );
    return [];
  }
  const sources = v.parse(workloadSchema, preset.workload);
  if (path.length > 2 && sources.some((source) => source.kind === "phases" || source.kind === "trace")) {
    workshop.report(contradiction([...path, "name"], "a preset without phases, as phases do not nest", JSON.stringify(name)));
    return [];
  }
  let beyond = false;
  const report = (): void => {
    beyond = true;
  };
  const resolved = sources.flatMap((source) => resolveSource(source, path, { ...workshop, report }));
  const { memoryPages, pageBytes } = workshop;
  const madeFor = readQuantity(preset.memory, "size");
  const isSmaller = "value" in madeFor && memoryPages * pageBytes < madeFor.value;
  if (beyond || (isSmaller && totalPages(resolved) > memoryPages)) {
    const expected = `a memory that holds every region of ${name} (made for ${preset.memory})`;
    workshop.report(contradiction([...path, "name"], expected, `${memoryPages} pages of memory`));
  }
  return resolved;
}

/** Sum of the pages of all regions, without regard to overlaps. */
function totalPages(sources: readonly ResolvedSource[]): number {
  return sources.reduce((sum, source) => {
    if (source.kind === "phases") return sum + source.phases.reduce((inner, phase) => inner + totalPages(phase.workload), 0);
    return source.kind === "trace" ? sum : sum + source.pages;
  }, 0);
}

function resolvePhases(source: Extract<CheckedSource, { kind: "phases" }>, path: Path, workshop: Workshop): ResolvedSource[] {
  const { phases, repeat, offset } = source;
  if (phases.length === 0) workshop.report(contradiction([...path, "phases"], "at least one phase", "an empty list"));
  let total = 0;
  const resolved = phases.map((phase, index): ResolvedPhase => {
    const phasePath = [...path, "phases", index];
    const isLast = index === phases.length - 1;
    if (phase.duration === undefined && (repeat || !isLast)) {
      const why = repeat ? "phases that repeat all end" : "only the last phase lasts for ever";
      workshop.report(contradiction([...phasePath, "duration"], `a duration, as ${why}`, "nothing"));
    }
    total += phase.duration ?? Number.POSITIVE_INFINITY;
    const workload = phase.workload.flatMap((inner, innerIndex) => {
      const innerPath = [...phasePath, "workload", innerIndex];
      requireNoSpeed(inner, innerPath, workshop.report);
      requireNoTie(inner, innerPath, workshop.report);
      return resolveSimple(inner, innerPath, workshop);
    });
    return phase.duration === undefined ? { workload } : { durationSeconds: phase.duration, workload };
  });
  if (!repeat && offset > 0 && offset >= total) {
    workshop.report(contradiction([...path, "offset"], `an offset before the last phase ends at ${total} s`, `${offset} s`));
  }
  return [{ kind: "phases", repeat, offsetSeconds: offset, phases: resolved }];
}

/** Checks that the guest's CPUs can reach the total write rate. Sources of different phases are never active together. */
function checkRates(sources: readonly ResolvedSource[], { vcpus, report }: Workshop): void {
  const limit = vcpus * WRITES_PER_SECOND_LIMIT;
  const rate = totalRate(sources);
  if (rate <= limit) return;
  const expected = `at most ${limit} page writes/s in all, one per nanosecond and virtual CPU, reads included`;
  report(contradiction(["workload"], expected, `${rate} page writes/s`));
}

function readsOf(source: ResolvedSource): number {
  return "reads" in source ? (source.reads?.readsPerSecond ?? 0) : 0;
}

function totalRate(sources: readonly ResolvedSource[]): number {
  return sources.reduce((sum, source) => {
    if (source.kind === "phases") return sum + Math.max(0, ...source.phases.map((phase) => totalRate(phase.workload)));
    if (source.kind === "burst") return sum + source.pages / source.periodSeconds;
    return source.kind === "trace" ? sum : sum + source.writesPerSecond + readsOf(source);
  }, 0);
}
