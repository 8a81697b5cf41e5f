/** Compiles the workload of a resolved scenario into the write sources of Pages. */

import { CpuClock } from "../pages/cpu-clock.js";
import type { SpeedClock } from "../pages/speed-clock.js";
import { type FlowTie, TiedClock } from "../pages/tied-clock.js";
import { ALWAYS, type Gate, type PoissonSource, type Region, type TraceSource, type WriteSource } from "../pages/write-source.js";
import type { ResolvedPhase, ResolvedRegion, ResolvedScenario, ResolvedSource } from "../scenario/resolved/resolved.js";
import { columnsOf, type ResolvedTrace } from "../scenario/trace/recorded-source.js";
import { compileThreads } from "./threads.js";

type SimpleSource = Exclude<ResolvedSource, { readonly kind: "phases" }>;

/** What the guest does to its pages. */
export interface CompiledAccesses {
  readonly sources: readonly WriteSource[];
  /** Page reads, written down as sources of writes. */
  readonly reads: readonly PoissonSource[];
}

/** Streams of reads are numbered above those of any workload's writes, and below those of traffic. */
const FIRST_READ_STREAM = 1 << 19;

/** Write sources of a scenario. */
export function compileWorkload(scenario: ResolvedScenario): readonly WriteSource[] {
  return compileAccesses(scenario).sources;
}

/**
 * Streams are numbered by place in the workload, phases included, so that appending a source changes none before it. A source that never
 * writes (rate 0, an empty trace) is left out but keeps its number, and its reads.
 */
export function compileAccesses(scenario: ResolvedScenario): CompiledAccesses {
  const sources: WriteSource[] = [];
  const reads: PoissonSource[] = [];
  let stream = 0;
  const { pageBytes } = scenario.vm;
  const add = (given: SimpleSource, gate: Gate, threads: Pick<WriteSource, "threads">): void => {
    const source = countedByClock(given, pageBytes);
    const compiled = compileSource(source, stream, gate);
    const read = compileReads(source, FIRST_READ_STREAM + stream, gate);
    if (compiled !== undefined) sources.push({ ...compiled, ...threads, ...(read === undefined ? {} : { hasReads: true }) });
    if (read !== undefined) reads.push({ ...read, ...threads });
    stream++;
  };
  const clockOf = createClocks();
  const threadsOf = compileThreads(scenario.workload);
  for (const [index, source] of scenario.workload.entries()) {
    const clock = clockOf(source);
    const threads = threadsOf(index);
    if (source.kind !== "phases") add(source, { ...ALWAYS, ...clock }, threads);
    else
      for (const [phase, gate] of gatesOf(source))
        for (const inner of phase.workload) if (inner.kind !== "phases") add(inner, { ...gate, ...clock }, threads);
  }
  return { sources, reads };
}

function compileReads(source: SimpleSource, stream: number, gate: Gate): PoissonSource | undefined {
  if (!("reads" in source) || source.reads === undefined) return undefined;
  const { readsPerSecond, pages, startPage } = source.reads;
  return compileDrawn({ ...source, pages, startPage, writesPerSecond: readsPerSecond }, stream, gate);
}

/**
 * The clock of sources with a share of CPU time, one for each share, or of those tied to traffic, one for each flow and what is counted of
 * it; none for those that run with the guest.
 */
function createClocks(): (source: ResolvedSource) => Pick<Gate, "clock"> {
  const clocks = new Map<string, SpeedClock>();
  return (source) => {
    const { cpuRatio = 1 } = source;
    const tie = tieOf(source);
    if (cpuRatio === 1 && tie === undefined) return {};
    const key = JSON.stringify([cpuRatio, tie?.peer, tie?.flow, tie?.counts]);
    const clock = clocks.get(key) ?? (tie === undefined ? new CpuClock(cpuRatio) : new TiedClock(tie, cpuRatio));
    clocks.set(key, clock);
    return { clock };
  };
}

function tieOf(source: ResolvedSource): FlowTie | undefined {
  if (source.while === undefined) return undefined;
  if (!("writesPerSecond" in source)) return { ...source.while, counts: "seconds" };
  const { writesPerMessage, bytesWrittenPerByte } = source;
  return { ...source.while, counts: writesPerMessage !== undefined ? "messages" : bytesWrittenPerByte !== undefined ? "bytes" : "seconds" };
}

/** The source with page writes per second of its clock, which counts messages or bytes where it writes for these. */
function countedByClock(source: SimpleSource, pageBytes: number): SimpleSource {
  if (!("writesPerSecond" in source)) return source;
  const { writesPerMessage, bytesWrittenPerByte, writesPerSecond } = source;
  return {
    ...source,
    writesPerSecond: writesPerMessage ?? (bytesWrittenPerByte === undefined ? writesPerSecond : bytesWrittenPerByte / pageBytes),
  };
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
function compileTrace(source: ResolvedTrace, stream: number, gate: Gate): WriteSource | undefined {
  const { seconds } = columnsOf(source);
  if (seconds.length === 0) return undefined;
  const periodSeconds = source.repeat ? source.durationSeconds : Number.POSITIVE_INFINITY;
  return { kind: "trace", stream, gate, ...placedPages(source), seconds, periodSeconds };
}

type PlacedPages = Pick<TraceSource, "region" | "pages">;
/** The same for every run of a scenario. */
const placedTraces = new WeakMap<ResolvedTrace, PlacedPages>();

function placedPages(source: ResolvedTrace): PlacedPages {
  const placed = placedTraces.get(source) ?? placePages(columnsOf(source).pages);
  placedTraces.set(source, placed);
  return placed;
}

function placePages(recorded: Uint32Array): PlacedPages {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const page of recorded) {
    if (page < first) first = page;
    if (page > last) last = page;
  }
  const pages = first === 0 ? recorded : recorded.map((page) => page - first);
  return { region: { firstPage: first, pages: last - first + 1, layout: "contiguous" }, pages };
}

function regionOf({ startPage, pages, layout, block }: ResolvedRegion): Region {
  const region = { firstPage: startPage, pages, layout };
  return block ? { ...region, block: { firstPage: block.startPage, pages: block.pages } } : region;
}
