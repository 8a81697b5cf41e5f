/**
 * Writes replayed one by one in the order of their time: recorded traces, and under `events` every write of a source
 * that draws. Each source has one sequence of draws addressed by its key alone, so nothing depends on when it is asked.
 */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import { activeSeconds } from "./gate.js";
import { exp, log } from "./math.js";
import type { PagesConfig } from "./pages.js";
import { createRegionPages } from "./placement.js";
import { Generator } from "./random.js";
import { coveredPages, logContinueOf, runLength } from "./runs.js";
import { streamKey } from "./streams.js";
import type { PowerLawSource, TraceSource, UniformSource, WriteSource, ZipfSource } from "./write-source.js";

/** Applies all writes before guest second `guestSeconds` that have not been applied yet. */
export type EagerWriter = (guestSeconds: number) => void;

type DrawnSource = UniformSource | ZipfSource | PowerLawSource;
type Mark = (page: number) => void;
type DrawIndex = (generator: Generator) => number;

const REJECTIONS_MAX = 1000;

/**
 * A page's index under Zipf's law, without a table: rejection-inversion (W. Hormann and G. Derflinger, ACM TOMACS 6,
 * 1996), more than nine of ten draws accepted.
 */
function createZipfIndex(pages: number, exponent: number): DrawIndex {
  const rest = 1 - exponent;
  const density = (x: number) => exp(-exponent * log(x));
  const integral = (x: number) => (rest === 0 ? log(x) : (exp(rest * log(x)) - 1) / rest);
  const inverse = (y: number) => (rest === 0 ? exp(y) : exp(log(1 + y * rest) / rest));
  const low = integral(1.5) - 1;
  const high = integral(pages + 0.5);
  const surelyInside = 2 - inverse(integral(2.5) - density(2));
  return (generator) => {
    let rank = 1;
    for (let attempt = 0; attempt < REJECTIONS_MAX; attempt++) {
      const y = high + generator.unit() * (low - high);
      const x = inverse(y);
      rank = Math.min(Math.max(Math.floor(x + 0.5), 1), pages);
      if (rank - x <= surelyInside || y >= integral(rank + 0.5) - density(rank)) break;
    }
    return rank - 1;
  };
}

function createDrawIndex(source: DrawnSource): DrawIndex {
  const { pages } = source.region;
  if (source.kind === "uniform") return (generator) => Math.floor(generator.unit() * pages);
  if (source.kind === "zipf") return createZipfIndex(pages, source.exponent);
  return (generator) => Math.min(Math.floor(pages * exp(source.exponent * log(generator.unit()))), pages - 1);
}

/** First index and number of pages of the block that a run starting at `index` stays in. */
function blockOf(source: DrawnSource, index: number): { readonly first: number; readonly pages: number } {
  const { firstPage, pages } = source.region;
  const blockPage = firstPage + index - ((firstPage + index) % CHUNK_PAGES);
  const first = Math.max(blockPage - firstPage, 0);
  return { first, pages: Math.min(blockPage + CHUNK_PAGES - firstPage, pages) - first };
}

/** Smallest number of pages in a block of the region: at one of its ends. */
function smallestBlock(source: DrawnSource): number {
  return Math.min(blockOf(source, 0).pages, blockOf(source, source.region.pages - 1).pages);
}

/**
 * Every write of a source: starts arrive as a Poisson process in active seconds, at a rate that makes up for runs cut at
 * their block; where the blocks differ in size, at the highest such rate, thinned in the larger blocks.
 */
function createDrawnWriter(config: PagesConfig, source: DrawnSource, mark: Mark): EagerWriter {
  const pageOf = createRegionPages(source.region, config.allocatedPages, config.seed);
  const generator = new Generator(streamKey(config.seed, config.run, source.stream), 0);
  const drawIndex = createDrawIndex(source);
  const { meanRunPages } = source;
  const logContinue = logContinueOf(meanRunPages);
  const fewestCovered = coveredPages(meanRunPages, logContinue, smallestBlock(source));
  const startsPerSecond = source.writesPerSecond / fewestCovered;
  const arrivalAfter = (seconds: number) => (startsPerSecond > 0 ? seconds - log(generator.unit()) / startsPerSecond : Infinity);
  let nextSeconds = arrivalAfter(0);
  return (guestSeconds) => {
    const untilSeconds = activeSeconds(source.gate, guestSeconds);
    for (; nextSeconds < untilSeconds; nextSeconds = arrivalAfter(nextSeconds)) {
      const index = drawIndex(generator);
      if (meanRunPages === 1) {
        mark(pageOf(index));
        continue;
      }
      const block = blockOf(source, index);
      const length = Math.min(runLength(logContinue, generator.unit()), block.pages);
      if (generator.unit() * coveredPages(meanRunPages, logContinue, block.pages) >= fewestCovered) continue;
      for (let step = 0; step < length; step++) mark(pageOf(block.first + ((index - block.first + step) % block.pages)));
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
    if (source.kind === "sweep" || source.kind === "burst") return [];
    return [createDrawnWriter(config, source, mark)];
  });
  return (guestSeconds) => {
    for (const write of writers) write(guestSeconds);
  };
}
