/**
 * A strip is one of 128 equal parts of a scan's positions. This file finds which pages of each piece lie in which strip, for scans that
 * are not in page order.
 */
import type { Scan as ScanOrder } from "../pages/placement.js";
import type { Piece } from "./layer.js";

/** Number of strips. */
export const STRIPS = 128;

/** Number of pages of each piece per strip: piece p in strip s is `pages[s * pieces.length + p]`. */
export function countStripPages(pieces: readonly Piece[], slots: number, order: ScanOrder): Float64Array {
  const pages = new Float64Array(STRIPS * pieces.length);
  const isWholePower = (slots & (slots - 1)) === 0;
  for (const [index, piece] of pieces.entries()) {
    if (isWholePower) countRotated(pages, index, pieces.length, piece);
    else countSampled(pages, index, pieces.length, piece, slots, order);
  }
  return pages;
}

/** Under the rotated order, pages with the same remainder modulo 1024 follow each other. */
const PLACES = 1024;
const STRIP_PLACES = PLACES / STRIPS;

/** With 2^n slots, a page's remainder modulo 1024 is the leading bits of its position. */
function countRotated(pages: Float64Array, index: number, stride: number, { firstPage, endPage }: Piece): void {
  for (let strip = 0; strip < STRIPS; strip++) {
    pages[strip * stride + index] = pagesBelow(endPage, strip) - pagesBelow(firstPage, strip);
  }
}

function pagesBelow(page: number, strip: number): number {
  const inLast = (page % PLACES) - strip * STRIP_PLACES;
  return Math.floor(page / PLACES) * STRIP_PLACES + Math.min(Math.max(inLast, 0), STRIP_PLACES);
}

/** With other numbers of slots, positions are looked up for sampled pages. */
function countSampled(pages: Float64Array, index: number, stride: number, piece: Piece, slots: number, order: ScanOrder): void {
  const { starts, pagesEach } = sampleStrips(piece, slots, order);
  for (let strip = 0; strip < STRIPS; strip++) {
    pages[strip * stride + index] = ((starts[strip + 1] as number) - (starts[strip] as number)) * pagesEach;
  }
}

/** Sampled pages of a piece, by strip: strip s has pages[starts[s]] .. pages[starts[s + 1] - 1]. */
export interface StripSamples {
  readonly starts: Uint32Array;
  readonly pages: Uint32Array;
  /** Number of pages that each sample represents. */
  readonly pagesEach: number;
}

const SAMPLES_MAX = 8192;

/** Samples all pages of a short piece, and every n-th of a long one; n is odd, so that all remainders modulo 1024 are equally frequent. */
export function sampleStrips({ firstPage, endPage }: Piece, slots: number, order: ScanOrder): StripSamples {
  const least = Math.ceil((endPage - firstPage) / SAMPLES_MAX);
  const step = least % 2 === 0 ? least + 1 : least;
  const stripOf = (page: number): number => Math.floor((order.positionOf(page) / slots) * STRIPS);
  const starts = new Uint32Array(STRIPS + 1);
  for (let page = firstPage; page < endPage; page += step) starts[stripOf(page) + 1] = (starts[stripOf(page) + 1] as number) + 1;
  for (let strip = 1; strip <= STRIPS; strip++) starts[strip] = (starts[strip] as number) + (starts[strip - 1] as number);
  const samples = starts[STRIPS] as number;
  const pages = new Uint32Array(samples);
  const next = starts.slice();
  for (let page = firstPage; page < endPage; page += step) {
    const strip = stripOf(page);
    pages[next[strip] as number] = page;
    next[strip] = (next[strip] as number) + 1;
  }
  return { starts, pages, pagesEach: (endPage - firstPage) / samples };
}
