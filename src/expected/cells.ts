/**
 * The guest's memory under a cyclic scan, cut into cells of pages that are alike: written by the same sources, passed by the
 * same scans, protected again at the same moments. Cells end where scans stood, and so at fractions of a page.
 */
import type { Piece } from "./layer.js";

export interface Cell {
  firstPage: number;
  endPage: number;
  readonly piece: Piece;
  /** The stretch of memory that is protected again at once; 0 where there are none. */
  readonly stretch: number;
  /** By class, at the last sync: probability to be sent, and to have been reported as written (0 where a sync empties the log). */
  readonly toSend: Float64Array;
  readonly reported: Float64Array;
  /** Mean of `toSend` over the classes. */
  toSendRatio: number;
  /** The scan has passed since the last sync: nothing is to be sent any more. */
  isSwept: boolean;
  /** Written from outside the sources: since the last sync, and since the stretch was protected again. */
  isMarked: boolean;
  isMarkedSinceClear: boolean;
  /** Never passed so far: some pages may still be all zero. */
  isFresh: boolean;
  /** Never sent so far: of all pages, and by class of those that were left out for being zero and not written since. */
  neverSentRatio: number;
  readonly leftOut: Float64Array;
}

/** Sums of real numbers: so much of a page is nothing. */
const NEGLIGIBLE_PAGES = 1e-7;
/** Probabilities that differ by so little are the same. */
const NEGLIGIBLE_RATIO = 1e-12;

/** Cells of the pieces, with an end at every multiple of `stretchPages`: nothing is to be sent. */
export function createCells(pieces: readonly Piece[], classCount: number, stretchPages: number): Cell[] {
  const cells: Cell[] = [];
  for (const piece of pieces) {
    for (let page = piece.firstPage; page < piece.endPage; ) {
      const stretch = Math.floor(page / stretchPages);
      const endPage = Math.min(piece.endPage, stretchPages === Infinity ? Infinity : (stretch + 1) * stretchPages);
      cells.push(createCell(piece, page, endPage, Number.isNaN(stretch) ? 0 : stretch, classCount));
      page = endPage;
    }
  }
  return cells;
}

function createCell(piece: Piece, firstPage: number, endPage: number, stretch: number, classCount: number): Cell {
  const ratios = (): Float64Array => new Float64Array(classCount);
  return {
    firstPage,
    endPage,
    piece,
    stretch,
    toSend: ratios(),
    reported: ratios(),
    toSendRatio: 0,
    isSwept: false,
    isMarked: false,
    isMarkedSinceClear: false,
    isFresh: true,
    neverSentRatio: 1,
    leftOut: ratios(),
  };
}

/** Index of the cell that holds `page`, which is below the end of the last one. */
export function cellAt(cells: readonly Cell[], page: number): number {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cells[middle] as Cell).endPage <= page) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Cuts the cell that holds `page`, so that one begins there. Nothing happens at a cell's ends. */
export function cutCell(cells: Cell[], page: number): void {
  const index = cellAt(cells, page);
  const cell = cells[index] as Cell;
  if (page <= cell.firstPage + NEGLIGIBLE_PAGES || page >= cell.endPage - NEGLIGIBLE_PAGES) return;
  const second: Cell = {
    ...cell,
    firstPage: page,
    toSend: cell.toSend.slice(),
    reported: cell.reported.slice(),
    leftOut: cell.leftOut.slice(),
  };
  cell.endPage = page;
  cells.splice(index + 1, 0, second);
}

/** Joins neighbours that are alike, but for those that meet at `keptPage`. Marks and sweeps are those of a sync: none. */
export function mergeCells(cells: Cell[], keptPage: number): void {
  let kept = 0;
  for (let index = 1; index < cells.length; index++) {
    const last = cells[kept] as Cell;
    const cell = cells[index] as Cell;
    if (cell.firstPage !== keptPage && areAlike(last, cell)) last.endPage = cell.endPage;
    else cells[++kept] = cell;
  }
  cells.length = kept + 1;
}

function areAlike(one: Cell, other: Cell): boolean {
  if (one.piece !== other.piece || one.stretch !== other.stretch || one.isFresh !== other.isFresh) return false;
  if (Math.abs(one.neverSentRatio - other.neverSentRatio) > NEGLIGIBLE_RATIO) return false;
  return areClose(one.toSend, other.toSend) && areClose(one.reported, other.reported) && areClose(one.leftOut, other.leftOut);
}

function areClose(one: Float64Array, other: Float64Array): boolean {
  for (let index = 0; index < one.length; index++) {
    if (Math.abs((one[index] as number) - (other[index] as number)) > NEGLIGIBLE_RATIO) return false;
  }
  return true;
}
