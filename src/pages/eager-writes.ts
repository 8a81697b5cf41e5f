/**
 * Writes applied one by one in order of time: recorded traces, and under `writes: "events"` every write of a random source. Each source
 * draws from one sequence addressed by its key alone, so results do not depend on how often the writer is called.
 */
import { activeSeconds } from "./gate.js";
import { log } from "./math.js";
import type { PagesConfig } from "./pages.js";
import { createRegionPages } from "./placement.js";
import { Generator } from "./random.js";
import { streamKey } from "./streams.js";
import { writesBefore } from "./trace-order.js";
import { createDrawnRuns, type DrawnSource, isDrawn } from "./write-draws.js";
import type { TraceSource, WriteSource } from "./write-source.js";

/** Applies all writes before guest second `guestSeconds` that have not been applied yet. */
export type EagerWriter = (guestSeconds: number) => void;

/** Receives the written pages, usually to set them in the dirty log. */
export interface Marker {
  mark(page: number): void;
  /** Marks pages firstPage + pages[first], ..., firstPage + pages[end - 1]. Absent if this is no faster than `mark`. */
  markAll?(firstPage: number, pages: Uint32Array, first: number, end: number): void;
}

/** Replays a random source write by write; runs start as a Poisson process in active seconds. */
function createDrawnWriter(config: PagesConfig, source: DrawnSource, { mark }: Marker): EagerWriter {
  const pageOf = createRegionPages(source.region, config.allocatedPages, config.seed);
  const generator = new Generator(streamKey(config.seed, config.run, source.stream), 0);
  const runs = createDrawnRuns(source);
  const { startsPerSecond } = runs;
  const arrivalAfter = (seconds: number) => (startsPerSecond > 0 ? seconds - log(generator.unit()) / startsPerSecond : Infinity);
  let nextSeconds = arrivalAfter(0);
  return (guestSeconds) => {
    const untilSeconds = activeSeconds(source.gate, guestSeconds);
    for (; nextSeconds < untilSeconds; nextSeconds = arrivalAfter(nextSeconds)) {
      const length = runs.draw(generator);
      for (let step = 0; step < length; step++) mark(pageOf(runs.indexAt(step)));
    }
  };
}

function createTraceWriter(config: PagesConfig, source: TraceSource, marker: Marker): EagerWriter {
  const { pages, region, gate } = source;
  const pageOf = createRegionPages(region, config.allocatedPages, config.seed);
  const markAll = region.layout === "contiguous" ? marker.markAll : undefined;
  const markRecorded = (first: number, end: number): void => {
    if (markAll) markAll(region.firstPage, pages, first, end);
    else for (let write = first; write < end; write++) marker.mark(pageOf(pages[write] as number));
  };
  let next = 0;
  return (guestSeconds) => {
    const first = next;
    next = writesBefore(source, activeSeconds(gate, guestSeconds), first);
    // A whole repetition marks every page of the trace, whichever write it starts with.
    const begin = next - first < pages.length ? first % pages.length : 0;
    const end = begin + Math.min(next - first, pages.length);
    markRecorded(begin, Math.min(end, pages.length));
    if (end > pages.length) markRecorded(0, end - pages.length);
  };
}

/** Creates one writer for all sources that are replayed; the others are ignored here. */
export function createEagerWriter(config: PagesConfig, sources: readonly WriteSource[], marker: Marker): EagerWriter {
  const writers = sources.flatMap((source) => {
    if (source.kind === "trace") return [createTraceWriter(config, source, marker)];
    return isDrawn(source) ? [createDrawnWriter(config, source, marker)] : [];
  });
  return (guestSeconds) => {
    for (const write of writers) write(guestSeconds);
  };
}
