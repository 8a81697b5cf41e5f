/**
 * A strip is one of 128 equal parts of a scan's positions. This file counts the pages of a piece, or of a range of it, that lie in each
 * strip, for scans that are not in page order. Every page is in one strip: the counts of adjacent ranges add up, and so do those of all
 * strips.
 */
import type { Scan as ScanOrder } from "../pages/placement.js";
import type { Piece } from "./layer.js";

/** Number of strips. */
export const STRIPS = 128;

/** Number of pages of a piece below `page` that lie in `strip`. `page` is within the piece or at its end. */
export type CountBelow = (page: number, strip: number) => number;

/** Counts for the pieces of a scan of `slots` slots. */
export function createCounts(pieces: readonly Piece[], slots: number, order: ScanOrder): CountBelow[] {
  const isWholePower = (slots & (slots - 1)) === 0;
  return pieces.map((piece) => (isWholePower ? countRotated(piece) : countSampled(piece, slots, order)));
}

/** Number of pages of each piece per strip: piece p in strip s is `pages[s * pieces.length + p]`. */
export function countStripPages(pieces: readonly Piece[], counts: readonly CountBelow[]): Float64Array {
  const pages = new Float64Array(STRIPS * pieces.length);
  for (const [index, { endPage }] of pieces.entries()) {
    const countBelow = counts[index] as CountBelow;
    for (let strip = 0; strip < STRIPS; strip++) pages[strip * pieces.length + index] = countBelow(endPage, strip);
  }
  return pages;
}

/** Under the rotated order, pages with the same remainder modulo 1024 follow each other. */
const PLACES = 1024;
const STRIP_PLACES = PLACES / STRIPS;

/** With 2^n slots, a page's remainder modulo 1024 is the leading bits of its position. */
function countRotated({ firstPage }: Piece): CountBelow {
  return (page, strip) => rotatedBelow(page, strip) - rotatedBelow(firstPage, strip);
}

function rotatedBelow(page: number, strip: number): number {
  const inLast = (page % PLACES) - strip * STRIP_PLACES;
  return Math.floor(page / PLACES) * STRIP_PLACES + Math.min(Math.max(inLast, 0), STRIP_PLACES);
}

const SAMPLES_MAX = 8192;

/** With other numbers of slots, positions are looked up: of all pages of a short piece, and of every n-th of a long one for n pages. */
function countSampled(piece: Piece, slots: number, order: ScanOrder): CountBelow {
  const step = samplingStep(piece);
  const { starts, pages } = sampleStrips(piece, step, slots, order);
  return (page, strip) => {
    const begin = starts[strip] as number;
    let below = begin;
    let end = starts[strip + 1] as number;
    while (below < end) {
      const middle = (below + end) >> 1;
      if ((pages[middle] as number) < page) below = middle + 1;
      else end = middle;
    }
    return below === begin ? 0 : (below - 1 - begin) * step + Math.min(step, page - (pages[below - 1] as number));
  };
}

/** An odd number, so that all remainders modulo 1024 are equally frequent. */
function samplingStep({ firstPage, endPage }: Piece): number {
  const least = Math.ceil((endPage - firstPage) / SAMPLES_MAX);
  return least % 2 === 0 ? least + 1 : least;
}

/** Sampled pages of a piece in ascending order, by strip: strip s has pages[starts[s]] .. pages[starts[s + 1] - 1]. */
interface StripSamples {
  readonly starts: Uint32Array;
  readonly pages: Uint32Array;
}

function sampleStrips({ firstPage, endPage }: Piece, step: number, slots: number, order: ScanOrder): StripSamples {
  const stripOf = (page: number): number => Math.floor((order.positionOf(page) / slots) * STRIPS);
  const starts = new Uint32Array(STRIPS + 1);
  for (let page = firstPage; page < endPage; page += step) starts[stripOf(page) + 1] = (starts[stripOf(page) + 1] as number) + 1;
  for (let strip = 1; strip <= STRIPS; strip++) starts[strip] = (starts[strip] as number) + (starts[strip - 1] as number);
  const pages = new Uint32Array(starts[STRIPS] as number);
  const next = starts.slice();
  for (let page = firstPage; page < endPage; page += step) {
    const strip = stripOf(page);
    pages[next[strip] as number] = page;
    next[strip] = (next[strip] as number) + 1;
  }
  return { starts, pages };
}
