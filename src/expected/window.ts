/**
 * What a window of time leaves unwritten, from the readings at its two ends.
 *
 * Sources are independent of each other, so that probabilities multiply: exp(-writes per page) for the Poisson sources
 * together, 0 or 1 for bursts and for sweeps in address order, a share for sweeps with a stride.
 */
import { exp } from "../simulation/math.js";
import type { Reading } from "./clocks.js";
import type { Piece, SweepPlace } from "./layer.js";

/** Probability that a page of `piece` escapes all its sources but the sweeps in address order. */
export function escapeRatio({ rates, bursts, strides }: Piece, from: Reading, to: Reading): number {
  for (let index = 0; index < bursts.length; index++) {
    const clock = bursts[index] as number;
    if ((to[clock] as number) > (from[clock] as number)) return 0;
  }
  let writes = 0;
  for (let gate = 0; gate < rates.length; gate++) writes += (rates[gate] as number) * ((to[gate] as number) - (from[gate] as number));
  let ratio = writes === 0 ? 1 : exp(-writes);
  for (let index = 0; index < strides.length; index++) {
    const { clock, pages, periodWrites } = strides[index] as SweepPlace;
    ratio *= 1 - Math.min((to[clock] as number) - (from[clock] as number), periodWrites) / pages;
  }
  return ratio;
}

/** Whether no sweep in address order writes the page in the window. */
export function escapesSweeps({ sweeps }: Piece, page: number, from: Reading, to: Reading): boolean {
  for (let index = 0; index < sweeps.length; index++) {
    const sweep = sweeps[index] as SweepPlace;
    if (stepsSinceBegin(sweep, page, from) < (to[sweep.clock] as number) - (from[sweep.clock] as number)) return false;
  }
  return true;
}

/** The next page above `page`, at most `endPage`, where what sweeps write in the window begins or ends. */
export function nextEdge({ sweeps }: Piece, page: number, endPage: number, from: Reading, to: Reading): number {
  let edge = endPage;
  for (let index = 0; index < sweeps.length; index++) {
    const sweep = sweeps[index] as SweepPlace;
    const count = (to[sweep.clock] as number) - (from[sweep.clock] as number);
    if (count <= 0 || count >= sweep.pages) continue;
    const steps = stepsSinceBegin(sweep, page, from);
    edge = Math.min(edge, Math.round(page + (steps < count ? count - steps : sweep.pages - steps)));
  }
  return edge;
}

/** Pages in [firstPage, endPage) of a piece that escape all its sources in the window, expected. */
export function escapingPages(piece: Piece, firstPage: number, endPage: number, from: Reading, to: Reading): number {
  const ratio = escapeRatio(piece, from, to);
  if (piece.sweeps.length === 0 || ratio === 0) return ratio * (endPage - firstPage);
  let pages = 0;
  for (let page = firstPage; page < endPage; ) {
    const edge = nextEdge(piece, page, endPage, from, to);
    if (escapesSweeps(piece, page, from, to)) pages += edge - page;
    page = edge;
  }
  return ratio * pages;
}

/** Steps of the sweep from its first write of the window to `page`, 0 .. pages: a page inside a step counts as a part of it. */
function stepsSinceBegin({ clock, firstPage, pages, offsetPages }: SweepPlace, page: number, from: Reading): number {
  const steps = (page - firstPage - offsetPages - (from[clock] as number)) % pages;
  return steps < 0 ? steps + pages : steps;
}
