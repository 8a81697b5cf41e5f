/** Compiles the workload of a resolved scenario into the write sources of Pages. */

import { ALWAYS, type Gate, type PoissonSource, type Region, type WriteSource } from "../pages/write-source.js";
import type { ResolvedPhase, ResolvedRegion, ResolvedScenario, ResolvedSource } from "../scenario/resolved/resolved.js";

type SimpleSource = Exclude<ResolvedSource, { readonly kind: "phases" }>;

/**
 * Write sources of a scenario. Streams are numbered by place in the workload, phases included, so that appending a source changes none
 * before it. A source that never writes (rate 0, an empty trace) is left out but keeps its number.
 */
export function compileWorkload(scenario: ResolvedScenario): WriteSource[] {
  const sources: WriteSource[] = [];
  let stream = 0;
  const add = (source: SimpleSource, gate: Gate): void => {
    const compiled = compileSource(source, stream, gate);
    if (compiled !== undefined) sources.push(compiled);
    stream++;
  };
  for (const source of scenario.workload) {
    if (source.kind !== "phases") add(source, ALWAYS);
    else for (const [phase, gate] of gatesOf(source)) for (const inner of phase.workload) if (inner.kind !== "phases") add(inner, gate);
  }
  return sources;
}

/** Each phase with its gate: the part of the period in which it is active. */
function gatesOf(source: Extract<ResolvedSource, { kind: "phases" }>): [ResolvedPhase, Gate][] {
  const total = source.phases.reduce((sum, phase) => sum + (phase.durationSeconds ?? Number.POSITIVE_INFINITY), 0);
  const periodSeconds = source.repeat ? total : Number.POSITIVE_INFINITY;
  const elapsedSeconds = source.repeat ? source.offsetSeconds % total : source.offsetSeconds;
  let onSeconds = 0;
  return source.phases.map((phase) => {
    const offSeconds = onSeconds + (phase.durationSeconds ?? Number.POSITIVE_INFINITY);
    const gate: Gate = { periodSeconds, onSeconds, offSeconds, elapsedSeconds };
    onSeconds = offSeconds;
    return [phase, gate];
  });
}

function compileSource(source: SimpleSource, stream: number, gate: Gate): WriteSource | undefined {
  if (source.kind === "trace") return compileTrace(source, stream, gate);
  const base = { stream, gate, region: regionOf(source) };
  if (source.kind === "burst") return { kind: "burst", ...base, periodSeconds: source.periodSeconds };
  const { writesPerSecond } = source;
  if (writesPerSecond === 0) return undefined;
  if (source.kind !== "sweep") return compileDrawn(source, stream, gate);
  return { kind: "sweep", ...base, writesPerSecond, stridePages: source.stridePages, offsetPages: source.offsetPages };
}

/** A source whose writes are drawn at random. */
export type DrawnSource = Extract<SimpleSource, { readonly meanRunPages: number }>;

/** Compiles a random source. */
export function compileDrawn(source: DrawnSource, stream: number, gate: Gate): PoissonSource {
  const { writesPerSecond, meanRunPages } = source;
  const base = { stream, gate, region: regionOf(source) };
  if (source.kind === "uniform") return { kind: "uniform", ...base, writesPerSecond, meanRunPages };
  return { kind: source.kind, ...base, writesPerSecond, exponent: source.exponent, meanRunPages };
}

/** Compiles a trace. Its region spans the pages it writes, so that the pages around them count as outside the workload. */
function compileTrace(source: Extract<SimpleSource, { kind: "trace" }>, stream: number, gate: Gate): WriteSource | undefined {
  if (source.pages.length === 0) return undefined;
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const page of source.pages) {
    first = Math.min(first, page);
    last = Math.max(last, page);
  }
  const pages = Uint32Array.from(source.pages, (page) => page - first);
  const region: Region = { firstPage: first, pages: last - first + 1, layout: "contiguous" };
  return { kind: "trace", stream, gate, region, seconds: Float64Array.from(source.seconds), pages };
}

function regionOf({ startPage, pages, layout, block }: ResolvedRegion): Region {
  const region = { firstPage: startPage, pages, layout };
  return block ? { ...region, block: { firstPage: block.startPage, pages: block.pages } } : region;
}
