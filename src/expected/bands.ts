/**
 * A band is a range of a source's pages that have nearly the same write rate. Sums over the pages of a Zipf or power-law source become
 * sums over some dozens of bands, whatever the size of the region.
 *
 * Each of the first 16 pages is a band of its own. Later pages are grouped into ranges whose length is 0.35 x the index of their first
 * page, and each range is cut into two bands. Their rates are taken at the two points that have the mean and the variance of the pages'
 * indices (two-point Gauss quadrature). The error is of fourth order in the relative length, below 1e-5 of the distinct pages in any
 * window.
 */

import { powerLawShare } from "../pages/grade.js";
import { exp, log } from "../pages/math.js";
import type { PowerLawSource, ZipfSource } from "../pages/write-source.js";

/** Bands of a region. Band b ends before the region's page `ends[b]`; each of its pages has rate `writesPerSecond[b]`. */
export interface Bands {
  readonly ends: readonly number[];
  readonly writesPerSecond: readonly number[];
}

const SINGLE_PAGES = 16;
/** Half the width of a range of two bands, relative to its first page. */
const HALF_WIDTH_RATIO = 0.175;
/** Runs wrap within aligned blocks of this many pages. */
const BLOCK_PAGES = 1024;
/**
 * Blocks at the start of a region in which runs are modelled. Beyond them the rates within a block differ so little that runs do not
 * change them.
 */
const RUN_BLOCKS = 16;
/** Relative width of bands with runs. Their rates are plain means over the pages, of second order only, so the bands are narrower. */
const RUN_WIDTH_RATIO = 0.05;

type RateOf = (index: number) => number;

function rateFunction(source: ZipfSource | PowerLawSource): RateOf {
  const { pages } = source.region;
  if (source.kind === "zipf") return (index) => exp(-source.exponent * log(index + 1));
  return (index) => powerLawShare(index, 1 / source.exponent, pages);
}

/** Bands of a Zipf or power-law source, with its runs if it has any. `firstPage` of the region decides where the blocks of the runs lie. */
export function createBands(source: ZipfSource | PowerLawSource): Bands {
  const ends: number[] = [];
  const rates: number[] = [];
  const rateOf = rateFunction(source);
  let begin = source.meanRunPages > 1 ? addRunBands(source, rateOf, ends, rates) : 0;
  const { pages } = source.region;
  while (begin < pages) {
    const half = begin < SINGLE_PAGES ? 0 : Math.min(Math.ceil(begin * HALF_WIDTH_RATIO), Math.floor((pages - begin) / 2));
    if (half === 0) {
      ends.push(++begin);
      rates.push(rateOf(begin - 1));
      continue;
    }
    const centre = begin + half - 0.5;
    const deviation = Math.sqrt((4 * half * half - 1) / 12);
    ends.push(begin + half, begin + 2 * half);
    rates.push(rateOf(centre - deviation), rateOf(centre + deviation));
    begin += 2 * half;
  }
  return { ends, writesPerSecond: normalised(ends, rates, source.writesPerSecond) };
}

/** Scales the rates so that all pages together are written `total` times per second. */
function normalised(ends: readonly number[], rates: readonly number[], total: number): number[] {
  let sum = 0;
  for (const [band, rate] of rates.entries()) sum += rate * ((ends[band] as number) - (band === 0 ? 0 : (ends[band - 1] as number)));
  return rates.map((rate) => (rate * total) / sum);
}

/** Adds the bands of the first blocks, whose rates are computed page by page. Returns the first page after them. */
function addRunBands(source: ZipfSource | PowerLawSource, rateOf: RateOf, ends: number[], rates: number[]): number {
  const { firstPage, pages } = source.region;
  let begin = 0;
  for (let block = 0; block < RUN_BLOCKS && begin < pages; block++) {
    const blockEnd = Math.min(pages, (Math.floor((firstPage + begin) / BLOCK_PAGES) + 1) * BLOCK_PAGES - firstPage);
    const smooth = ratesWithRuns(begin, blockEnd, rateOf, source.meanRunPages);
    for (let first = begin; first < blockEnd; ) {
      const end = Math.min(blockEnd, first + Math.max(1, Math.ceil((first - begin) * RUN_WIDTH_RATIO)));
      let sum = 0;
      for (let index = first; index < end; index++) sum += smooth[index - begin] as number;
      ends.push(end);
      rates.push(sum / (end - first));
      first = end;
    }
    begin = blockEnd;
  }
  return begin;
}

/**
 * Relative write rates of the pages of one block if a write continues over a geometric number of pages and wraps at the block's end:
 * rate(i) = sum over d of start(i - d) q^d / mean, where d may exceed the block's length. That no run covers a page twice scales all
 * rates alike and cancels.
 */
function ratesWithRuns(begin: number, end: number, rateOf: RateOf, meanRunPages: number): Float64Array {
  const goesOn = 1 - 1 / meanRunPages;
  const rates = new Float64Array(end - begin);
  let carried = 0;
  for (let index = begin; index < end; index++) carried = carried * goesOn + rateOf(index);
  carried /= 1 - exp((end - begin) * log(goesOn));
  for (let index = begin; index < end; index++) {
    carried = carried * goesOn + rateOf(index);
    rates[index - begin] = carried / meanRunPages;
  }
  return rates;
}
