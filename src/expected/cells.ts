/**
 * A cell is a range of pages with the same history under a cyclic scan: written by the same sources, scanned at the same times, and
 * write-protected again at the same times. Cells end where the scan stood at a sync, and so at fractions of a page.
 */
import type { Piece } from "./layer.js";

export interface Cell {
  firstPage: number;
  endPage: number;
  readonly piece: Piece;
  /** Number of the stretch that holds the cell: the range cleared by one KVM_CLEAR_DIRTY_LOG. 0 if a sync clears the whole log. */
  readonly stretch: number;
  /**
   * Per class, as of the last sync: probability that a page has to be sent, and that it was reported as written (0 if a sync clears the
   * log).
   */
  readonly toSend: number[];
  readonly reported: number[];
  /** Mean of `toSend` over the classes, weighted by their sizes. */
  toSendRatio: number;
  /** The scan has passed the cell since the last sync: no page of it is left to send. */
  isSwept: boolean;
  /** Written from outside the sources (`markWritten`): since the last sync, and since the stretch was last cleared. */
  isMarked: boolean;
  isMarkedSinceClear: boolean;
  /** Never scanned so far: some pages may still be all zero. */
  isFresh: boolean;
  /**
   * `neverSentRatio`: share of the cell's pages never sent so far. `leftOut`: per class, the share dropped as zero pages and not written
   * since.
   */
  neverSentRatio: number;
  readonly leftOut: number[];
}

/** Rounding tolerance: smaller fractions of a page count as zero. */
const NEGLIGIBLE_PAGES = 1e-7;
/** Rounding tolerance: probabilities that differ by less are equal. */
const NEGLIGIBLE_RATIO = 1e-12;

/** Creates the cells of the pieces, with a cut at every multiple of `stretchPages`. No page is marked for sending yet. */
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
  const ratios = (): number[] => new Array<number>(classCount).fill(0);
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

/** Index of the cell that holds `page`. `page` is below the end of the last cell. */
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

/** Splits the cell that holds `page`, so that a cell begins there. Does nothing at the ends of a cell. */
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

/** Merges equal neighbours, except at `keptPage`. Called right after a sync, when no cell is marked or swept. */
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

function areClose(one: readonly number[], other: readonly number[]): boolean {
  for (let index = 0; index < one.length; index++) {
    if (Math.abs((one[index] as number) - (other[index] as number)) > NEGLIGIBLE_RATIO) return false;
  }
  return true;
}
