/** Where the pages of each piece come up in a scan that is not in the order of the pages. */
import type { Scan as ScanOrder } from "../pages/placement.js";
import type { Piece } from "./layer.js";

/** Strips are equal parts of the scan's positions. */
export const STRIPS = 128;

/** Pages of piece p in strip s: `pages[s * pieces + p]`. */
export function countStripPages(pieces: readonly Piece[], slots: number, order: ScanOrder): Float64Array {
  const pages = new Float64Array(STRIPS * pieces.length);
  const isWholePower = (slots & (slots - 1)) === 0;
  for (const [index, piece] of pieces.entries()) {
    if (isWholePower) countRotated(pages, index, pieces.length, piece);
    else countSampled(pages, index, pieces.length, piece, slots, order);
  }
  return pages;
}

/** Pages that have the same place among 1024 follow each other. */
const PLACES = 1024;
const STRIP_PLACES = PLACES / STRIPS;

/** In a memory of 2^n slots a page's place among 1024 is the first digits of its position. */
function countRotated(pages: Float64Array, index: number, stride: number, { firstPage, endPage }: Piece): void {
  for (let strip = 0; strip < STRIPS; strip++) {
    pages[strip * stride + index] = pagesBelow(endPage, strip) - pagesBelow(firstPage, strip);
  }
}

function pagesBelow(page: number, strip: number): number {
  const inLast = (page % PLACES) - strip * STRIP_PLACES;
  return Math.floor(page / PLACES) * STRIP_PLACES + Math.min(Math.max(inLast, 0), STRIP_PLACES);
}

/** In other memories positions are looked up. */
function countSampled(pages: Float64Array, index: number, stride: number, piece: Piece, slots: number, order: ScanOrder): void {
  const { starts, pagesEach } = sampleStrips(piece, slots, order);
  for (let strip = 0; strip < STRIPS; strip++) {
    pages[strip * stride + index] = ((starts[strip + 1] as number) - (starts[strip] as number)) * pagesEach;
  }
}

/** Pages that stand for a piece, by strip: those of strip s are pages[starts[s]] .. pages[starts[s + 1] - 1]. */
export interface StripSamples {
  readonly starts: Uint32Array;
  readonly pages: Uint32Array;
  /** Pages of the piece that each stands for. */
  readonly pagesEach: number;
}

const SAMPLES_MAX = 8192;

/** All pages of a short piece; of a long one every n-th, n odd so that all places among 1024 come up alike. */
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
