/**
 * A layer is an axis of pages with the sources placed on it. There are two: the guest's pages with the contiguous sources, and the
 * permuted pages with the scattered sources. A piece is a range of a layer's pages that are all written by the same sources at the same
 * rates; only the places of sweeps differ, and they are known exactly. Pieces are cut at the ends of regions and of bands.
 */

import type { SweepSource, WriteSource } from "../pages/write-source.js";
import { type Bands, createBands } from "./bands.js";
import { type Clocks, gateIndex } from "./clocks.js";

/** A sweep as seen by a piece. A stride of more than half of the region is treated as a step downwards. */
export interface SweepPlace {
  /** Index of its clock in a reading. */
  readonly clock: number;
  readonly firstPage: number;
  readonly pages: number;
  readonly offsetPages: number;
  /** Distance between consecutive writes, 0 .. pages / 2. */
  readonly stepPages: number;
  readonly goesDown: boolean;
  /** Number of turns around the region after which the sweep repeats itself. Each turn writes one page in `stepPages`. */
  readonly passes: number;
}

/** Pages firstPage .. endPage - 1 of a layer. */
export interface Piece {
  firstPage: number;
  endPage: number;
  /** Writes per page and active second, per gate. */
  readonly rates: Float64Array;
  /** Indices of its bursts' clocks in a reading. */
  readonly bursts: readonly number[];
  readonly sweeps: readonly SweepPlace[];
  /** Whether any source writes here. */
  readonly isWritten: boolean;
}

/** Pieces of a layer of `pages` pages, in order and without gaps. */
export function createPieces(pages: number, sources: readonly WriteSource[], clocks: Clocks): Piece[] {
  const bands = sources.map((source) => (source.kind === "zipf" || source.kind === "power-law" ? createBands(source) : undefined));
  const cuts = cutsOf(pages, sources, bands);
  const pieces: Piece[] = [];
  for (let index = 1; index < cuts.length; index++) {
    pieces.push(createPiece(cuts[index - 1] as number, cuts[index] as number, sources, bands, clocks));
  }
  return pieces;
}

function cutsOf(pages: number, sources: readonly WriteSource[], bands: readonly (Bands | undefined)[]): number[] {
  if (sources.length === 0) return [0, pages];
  const cuts = [0, pages];
  for (const [index, { region }] of sources.entries()) {
    cuts.push(region.firstPage, region.firstPage + region.pages);
    for (const end of bands[index]?.ends ?? []) cuts.push(region.firstPage + end);
  }
  cuts.sort((a, b) => a - b);
  return cuts.filter((cut, index) => index === 0 || cut !== cuts[index - 1]);
}

function createPiece(
  firstPage: number,
  endPage: number,
  sources: readonly WriteSource[],
  bands: readonly (Bands | undefined)[],
  clocks: Clocks,
): Piece {
  const rates = new Float64Array(clocks.gates.length);
  const bursts: number[] = [];
  const sweeps: SweepPlace[] = [];
  let isWritten = false;
  for (const [index, source] of sources.entries()) {
    const { region } = source;
    if (firstPage < region.firstPage || firstPage >= region.firstPage + region.pages) continue;
    isWritten = true;
    if (source.kind === "sweep") {
      sweeps.push(sweepPlace(source, clocks));
    } else if (source.kind === "burst") {
      bursts.push(clocks.gates.length + clocks.sweeps.length + clocks.bursts.indexOf(source));
    } else if (source.kind !== "trace") {
      const gate = gateIndex(clocks.gates, source.gate);
      const band = bands[index];
      const rate = band ? rateInBand(band, firstPage - region.firstPage) : source.writesPerSecond / region.pages;
      rates[gate] = (rates[gate] as number) + rate;
    }
  }
  return { firstPage, endPage, rates, bursts, sweeps, isWritten };
}

function rateInBand({ ends, writesPerSecond }: Bands, index: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) <= index) low = middle + 1;
    else high = middle;
  }
  return writesPerSecond[low] as number;
}

function sweepPlace(source: SweepSource, clocks: Clocks): SweepPlace {
  const { firstPage, pages } = source.region;
  const clock = clocks.gates.length + clocks.sweeps.indexOf(source);
  const stride = source.stridePages % pages;
  const goesDown = stride > pages / 2;
  const stepPages = goesDown ? pages - stride : stride;
  const passes = stepPages / greatestCommonDivisor(pages, stepPages);
  return { clock, firstPage, pages, offsetPages: source.offsetPages % pages, stepPages, goesDown, passes };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Splits the piece that holds `page`, so that a piece begins there; `copy` creates the second part. Does nothing at the start of a piece.
 */
export function cutPiece<P extends Piece>(pieces: P[], page: number, copy: (piece: P) => P): void {
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index] as P;
    if (page <= piece.firstPage || page >= piece.endPage) continue;
    const second = copy(piece);
    second.firstPage = page;
    piece.endPage = page;
    pieces.splice(index + 1, 0, second);
    return;
  }
}
