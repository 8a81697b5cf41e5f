/**
 * Where the zero pages of expected counts lie: the share of zero pages in each piece of the guest's memory. Under the layouts `spread` and
 * `blocks` it is the same wherever pages may be zero. Under `ends` it is 1 in one range and 0 elsewhere, and pieces are cut at the ends of
 * that range.
 */
import type { PagesConfig } from "../pages/pages.js";
import { dataPagesBelow } from "../pages/zero-content.js";
import { cutPiece, type Piece } from "./layer.js";

export interface ZeroPlaces {
  /** Share of the pages of a piece that may be zero: without those of scattered sources if zero pages lie outside the workload. */
  readonly candidateRatio: number;
  /** Share of zero pages among the candidates of a piece. */
  ratioOf(piece: Piece): number;
}

/**
 * Cuts `pieces` at the ends of the zero pages. `unscatteredRatio`: share of the guest's pages that no scattered source writes; those pages
 * are taken as evenly distributed over memory.
 */
export function placeZeroPages({ zero, allocatedPages }: PagesConfig, pieces: Piece[], unscatteredRatio: number): ZeroPlaces {
  const avoidsWorkload = zero.where === "outside the workload";
  const candidateRatio = avoidsWorkload ? unscatteredRatio : 1;
  if (zero.pages === 0) return { candidateRatio, ratioOf: () => 0 };
  const mayBeZero = (piece: Piece) => !(avoidsWorkload && piece.isWritten);
  let firstPage = 0;
  let endPage = allocatedPages;
  if (zero.layout?.kind === "ends") {
    const hosts = pieces.filter(mayBeZero);
    const below = dataPagesBelow(Math.max(0, pagesOf(hosts) * candidateRatio - zero.pages), zero.layout.topRatio);
    firstPage = pageAfter(hosts, below / candidateRatio, allocatedPages);
    endPage = pageAfter(hosts, (below + zero.pages) / candidateRatio, allocatedPages);
    for (const page of [firstPage, endPage]) cutPiece(pieces, page, (piece) => ({ ...piece }));
  }
  const isZero = (piece: Piece) => mayBeZero(piece) && piece.firstPage >= firstPage && piece.firstPage < endPage;
  const ratio = Math.min(1, zero.pages / (pagesOf(pieces.filter(isZero)) * candidateRatio));
  return { candidateRatio, ratioOf: (piece) => (isZero(piece) ? ratio : 0) };
}

function pagesOf(pieces: readonly Piece[]): number {
  return pieces.reduce((pages, { firstPage, endPage }) => pages + endPage - firstPage, 0);
}

/** The page, rounded, at which `pages` pages of the pieces have passed. */
function pageAfter(pieces: readonly Piece[], pages: number, allocatedPages: number): number {
  let left = pages;
  for (const { firstPage, endPage } of pieces) {
    if (left <= endPage - firstPage) return Math.round(firstPage + left);
    left -= endPage - firstPage;
  }
  return allocatedPages;
}
