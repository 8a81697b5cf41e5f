/**
 * A window is an interval of guest time, given by the clocks' readings at its two ends. This file computes which share of the pages
 * sources leave unwritten in a window; such pages are said to escape the sources.
 *
 * Sources are independent, so probabilities multiply: exp(-writes per page) for all random sources together, 0 or 1 for bursts. For a
 * sweep it depends on the page. The sweep's head (its next page) moves around the region, and in each turn writes one page in `stepPages`
 * of those it passes: all of them for a sweep in address order.
 */
import { exp } from "../pages/math.js";
import type { Reading } from "./clocks.js";
import type { Piece, SweepPlace } from "./layer.js";

/** Probability that a page of `piece` is not written by any of its sources except sweeps. */
export function escapeRatio({ rates, bursts }: Piece, from: Reading, to: Reading): number {
  for (let index = 0; index < bursts.length; index++) {
    const clock = bursts[index] as number;
    if ((to[clock] as number) > (from[clock] as number)) return 0;
  }
  let writes = 0;
  for (let gate = 0; gate < rates.length; gate++) writes += (rates[gate] as number) * ((to[gate] as number) - (from[gate] as number));
  return writes === 0 ? 1 : exp(-writes);
}

/** Share of the pages around `page` that sweeps do not write. */
export function sweepEscapeRatio({ sweeps }: Piece, page: number, from: Reading, to: Reading): number {
  let ratio = 1;
  for (let index = 0; index < sweeps.length; index++) {
    const sweep = sweeps[index] as SweepPlace;
    const writes = (to[sweep.clock] as number) - (from[sweep.clock] as number);
    if (writes <= 0) continue;
    if (sweep.stepPages === 0) ratio *= 1 - 1 / sweep.pages;
    else ratio *= 1 - Math.min(passesOver(sweep, page, from, writes), sweep.passes) / sweep.stepPages;
  }
  return ratio;
}

/** The next page above `page`, at most `endPage`, at which the range written by a sweep in the window begins or ends. */
export function nextEdge({ sweeps }: Piece, page: number, endPage: number, from: Reading, to: Reading): number {
  let edge = endPage;
  for (let index = 0; index < sweeps.length; index++) {
    const sweep = sweeps[index] as SweepPlace;
    const { pages, stepPages, goesDown } = sweep;
    const writes = (to[sweep.clock] as number) - (from[sweep.clock] as number);
    // Pages passed in the head's last, incomplete turn.
    const rest = (writes * stepPages) % pages;
    if (writes <= 0 || rest === 0 || writes * stepPages >= sweep.passes * pages) continue;
    const ahead = pagesAhead(sweep, page, from);
    const isPassed = ahead < rest;
    const upward = isPassed ? rest - ahead : pages - ahead;
    const downward = isPassed ? ahead + 1 : ahead - rest + 1;
    edge = Math.min(edge, wholePage(page) + (goesDown ? downward : upward));
  }
  return edge;
}

/** Expected pages in [firstPage, endPage) of a piece that no source writes in the window. */
export function escapingPages(piece: Piece, firstPage: number, endPage: number, from: Reading, to: Reading): number {
  const ratio = escapeRatio(piece, from, to);
  return ratio === 0 ? 0 : ratio * pagesPastSweeps(piece, firstPage, endPage, from, to);
}

/** Expected pages in [firstPage, endPage) of a piece that no sweep writes in the window. */
export function pagesPastSweeps(piece: Piece, firstPage: number, endPage: number, from: Reading, to: Reading): number {
  if (piece.sweeps.length === 0) return endPage - firstPage;
  let pages = 0;
  for (let page = firstPage; page < endPage; ) {
    const edge = nextEdge(piece, page, endPage, from, to);
    pages += sweepEscapeRatio(piece, page, from, to) * (edge - page);
    page = edge;
  }
  return pages;
}

/** Number of times the head passes `page` in its first `writes` writes of the window. */
function passesOver(sweep: SweepPlace, page: number, from: Reading, writes: number): number {
  return Math.max(0, Math.ceil((writes * sweep.stepPages - pagesAhead(sweep, page, from)) / sweep.pages));
}

/** Pages between the head at the window's start and `page`, in the head's direction: 0 .. pages - 1. */
function pagesAhead({ clock, firstPage, pages, offsetPages, stepPages, goesDown }: SweepPlace, page: number, from: Reading): number {
  const headSteps = (stepPages * (from[clock] as number)) % pages;
  const index = wholePage(page) - firstPage - offsetPages;
  const ahead = ((goesDown ? -index : index) - headSteps) % pages;
  return ahead < 0 ? ahead + pages : ahead;
}

/** The page that contains a position of a scan. Positions are sums of real numbers: one just below a page counts as on it. */
function wholePage(page: number): number {
  return Math.floor(page + 1e-6);
}
