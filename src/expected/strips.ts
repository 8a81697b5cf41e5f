/** Where the pages of each piece come up in a scan that is not in the order of the pages. */
import type { Scan as ScanOrder } from "../simulation/placement.js";
import type { Piece } from "./layer.js";

export const STRIPS = 128;

/** Pages of piece p in strip s of the scan: `pages[s * pieces + p]`. Strips are equal parts of the positions. */
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

/** Blocks of 1024 pages that stand for a long piece. */
const SAMPLED_BLOCKS = 8;

/** In other memories positions are looked up: of all pages of a short piece, of some blocks of a long one. */
function countSampled(
  pages: Float64Array,
  index: number,
  stride: number,
  { firstPage, endPage }: Piece,
  slots: number,
  order: ScanOrder,
): void {
  const count = endPage - firstPage;
  const blocks = Math.min(SAMPLED_BLOCKS, Math.ceil(count / PLACES));
  const blockPages = count <= SAMPLED_BLOCKS * PLACES ? count / blocks : PLACES;
  const sampled = Math.round(blocks * blockPages);
  for (let sample = 0; sample < sampled; sample++) {
    const block = Math.floor(sample / blockPages);
    const begin = blocks === 1 ? 0 : Math.floor((block * (count - blockPages)) / (blocks - 1));
    const page = count <= SAMPLED_BLOCKS * PLACES ? firstPage + sample : firstPage + begin + (sample % blockPages);
    const strip = Math.floor((order.positionOf(page) / slots) * STRIPS);
    pages[strip * stride + index] = (pages[strip * stride + index] as number) + count / sampled;
  }
}
