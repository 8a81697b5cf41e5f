/** Single writes of random sources: the page at which each starts, and the length of its run. */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import { exp, log } from "./math.js";
import type { Generator } from "./random.js";
import { coveredPages, logContinueOf, runLength } from "./runs.js";
import type { PowerLawSource, UniformSource, WriteSource, ZipfSource } from "./write-source.js";

export type DrawnSource = UniformSource | ZipfSource | PowerLawSource;
type DrawIndex = (generator: Generator) => number;

const REJECTIONS_MAX = 1000;

/**
 * Draws a page's index under Zipf's law without a table: rejection-inversion (W. Hormann and G. Derflinger, ACM TOMACS 6, 1996). More
 * than nine of ten draws are accepted.
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

/** Draws the index (0-based, within the region) of the page at which a write starts. */
function createDrawIndex(source: DrawnSource): DrawIndex {
  const { pages } = source.region;
  if (source.kind === "uniform") return (generator) => Math.floor(generator.unit() * pages);
  if (source.kind === "zipf") return createZipfIndex(pages, source.exponent);
  return (generator) => Math.min(Math.floor(pages * exp(source.exponent * log(generator.unit()))), pages - 1);
}

/** First index and number of pages of the block that contains `index`; a run that starts there wraps inside it. */
function blockOf(source: DrawnSource, index: number): { readonly first: number; readonly pages: number } {
  const { firstPage, pages } = source.region;
  const blockPage = firstPage + index - ((firstPage + index) % CHUNK_PAGES);
  const first = Math.max(blockPage - firstPage, 0);
  return { first, pages: Math.min(blockPage + CHUNK_PAGES - firstPage, pages) - first };
}

/** Size of the region's smallest block, which is at one of its ends. */
function smallestBlock(source: DrawnSource): number {
  return Math.min(blockOf(source, 0).pages, blockOf(source, source.region.pages - 1).pages);
}

/** The runs of a source, one at a time. A run starts at a drawn index and wraps inside its block. */
export interface DrawnRuns {
  /** Runs per active second, dropped ones (length 0) included. */
  readonly startsPerSecond: number;
  /** Draws the next run. Returns its length in pages, 0 for a dropped run. */
  draw(generator: Generator): number;
  /** Region index of the run's page number `step`, 0 .. length - 1. */
  indexAt(step: number): number;
}

/**
 * Runs start at a rate that compensates for cutting them at their block's size. If block sizes differ, the rate of the smallest block is
 * used and runs in larger blocks are thinned.
 */
export function createDrawnRuns(source: DrawnSource): DrawnRuns {
  const drawIndex = createDrawIndex(source);
  const { meanRunPages } = source;
  const logContinue = logContinueOf(meanRunPages);
  const fewestCovered = coveredPages(meanRunPages, logContinue, smallestBlock(source));
  let index = 0;
  let block = { first: 0, pages: 1 };
  return {
    startsPerSecond: source.writesPerSecond / fewestCovered,
    draw(generator) {
      index = drawIndex(generator);
      if (meanRunPages === 1) return 1;
      block = blockOf(source, index);
      const length = Math.min(runLength(logContinue, generator.unit()), block.pages);
      return generator.unit() * coveredPages(meanRunPages, logContinue, block.pages) >= fewestCovered ? 0 : length;
    },
    indexAt: (step) => (step === 0 ? index : block.first + ((index - block.first + step) % block.pages)),
  };
}

export function isDrawn(source: WriteSource): source is DrawnSource {
  return source.kind === "uniform" || source.kind === "zipf" || source.kind === "power-law";
}
