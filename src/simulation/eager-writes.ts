/**
 * Writes replayed one by one in the order of their time: recorded traces, and under `events` every write of a source
 * that draws. Each source has one sequence of draws addressed by its key alone, so nothing depends on when it is asked.
 */
import { activeSeconds } from "./gate.js";
import { log } from "./math.js";
import type { PagesConfig } from "./pages.js";
import { createRegionPages } from "./placement.js";
import { Generator } from "./random.js";
import { streamKey } from "./streams.js";
import { createDrawnRuns, type DrawnSource, isDrawn } from "./write-draws.js";
import type { TraceSource, WriteSource } from "./write-source.js";

/** Applies all writes before guest second `guestSeconds` that have not been applied yet. */
export type EagerWriter = (guestSeconds: number) => void;

type Mark = (page: number) => void;

/** Every write of a source: starts arrive as a Poisson process in active seconds. */
function createDrawnWriter(config: PagesConfig, source: DrawnSource, mark: Mark): EagerWriter {
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

function createTraceWriter(config: PagesConfig, source: TraceSource, mark: Mark): EagerWriter {
  const pageOf = createRegionPages(source.region, config.allocatedPages, config.seed);
  let next = 0;
  return (guestSeconds) => {
    const untilSeconds = activeSeconds(source.gate, guestSeconds);
    for (; next < source.seconds.length && (source.seconds[next] as number) < untilSeconds; next++)
      mark(pageOf(source.pages[next] as number));
  };
}

/** One writer for all `sources`; `mark` is called with each page written. */
export function createEagerWriter(config: PagesConfig, sources: readonly WriteSource[], mark: Mark): EagerWriter {
  const writers = sources.flatMap((source) => {
    if (source.kind === "trace") return [createTraceWriter(config, source, mark)];
    return isDrawn(source) ? [createDrawnWriter(config, source, mark)] : [];
  });
  return (guestSeconds) => {
    for (const write of writers) write(guestSeconds);
  };
}
