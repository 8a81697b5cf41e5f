/**
 * A class is the set of pages written by the same scattered sources. Scattered regions are cut out of one permutation of the guest's
 * pages, so every range of memory has the same expected share of each class.
 */
import type { WriteSource } from "../pages/write-source.js";
import type { Clocks, Reading } from "./clocks.js";
import { createPieces, type Piece } from "./layer.js";
import { escapeRatio } from "./window.js";

export interface Classes {
  readonly count: number;
  /** Share of the guest's pages in each class; the sum is 1. */
  readonly ratios: readonly number[];
  /** Whether scattered sources write to the pages of each class. */
  readonly isWritten: readonly boolean[];
  /** Writes to `escapes`, per class, the probability that scattered sources leave a page unwritten between two readings. */
  readEscapes(from: Reading, to: Reading, escapes: Float64Array): void;
}

/** `sources`: the scattered sources, except sweeps. */
export function createClasses(allocatedPages: number, sources: readonly WriteSource[], clocks: Clocks): Classes {
  const pieces = createPieces(allocatedPages, sources, clocks);
  const written = pieces.filter((piece) => piece.isWritten);
  const rest = pieces.filter((piece) => !piece.isWritten);
  const shown: readonly (Piece | undefined)[] = rest.length > 0 ? [undefined, ...written] : written;
  const pagesOf = (some: readonly Piece[]): number => some.reduce((pages, piece) => pages + piece.endPage - piece.firstPage, 0);
  return {
    count: shown.length,
    ratios: shown.map((piece) => pagesOf(piece ? [piece] : rest) / allocatedPages),
    isWritten: shown.map((piece) => piece !== undefined),
    readEscapes(from, to, escapes) {
      for (let index = 0; index < shown.length; index++) {
        const piece = shown[index];
        escapes[index] = piece ? escapeRatio(piece, from, to) : 1;
      }
    },
  };
}
