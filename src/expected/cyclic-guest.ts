/**
 * Expected state of the guest's pages if a bitmap sync adds to the pages to send (cyclic scan).
 *
 * Writes to a page in one window are independent of those in the next, given its place and its class: a sweep's writes are known exactly,
 * all others are Poisson. So one probability per page, that it has to be sent, describes its whole past. Let N(u, v) be the probability
 * that a page is not written in [u, v), with one sync at u and the next at v. A page sent since u has to be sent again after v with
 * probability 1 - N(u, v). A page not scanned since u still has to be sent if it had to be before; if not, it has to be with the same
 * probability 1 - N(u, v).
 *
 * Under KVM's manual dirty-log protect (docs/sources/qemu.md#dirty-logs), the window of a page that was reported at u begins when its
 * stretch was cleared, and so write-protected again. The window of every other page begins at u.
 */
import type { PagesConfig } from "../pages/pages.js";
import { type Cell, createCells, cutCell, mergeCells } from "./cells.js";
import { type Classes, createClasses } from "./classes.js";
import { type Clocks, copyReading, createClocks, createReading, type Reading, readClocks } from "./clocks.js";
import { createPieces, type Piece } from "./layer.js";
import { escapeRatio, escapingPages, nextEdge, sweepEscapeRatio } from "./window.js";
import { placeZeroPages } from "./zero-places.js";

export class CyclicGuest {
  readonly cells: Cell[];
  readonly tracksZero: boolean;
  /** Pages of a block whose pages are all zero or all data at the start; 1 if each page is so by itself. */
  readonly zeroBlockPages: number;
  /** Whether a stretch of the dirty log is cleared only when the first of its pages is about to be sent. */
  readonly clearsLate: boolean;
  readonly #clearPages: number;
  readonly #isInitiallySet: boolean;
  readonly #clocks: Clocks;
  readonly #classes: Classes;
  readonly #zeroRatioOf: (piece: Piece, ofClass: number) => number;
  readonly #start: Reading;
  #last: Reading;
  #now: Reading;
  /** Per stretch: the reading at its last clear, and whether it has been cleared since the last sync. */
  readonly #clearedAt: Reading[] = [];
  readonly #isCleared: boolean[] = [];
  readonly #takenPages: number[] = [];
  /** Whether pages were marked since the last sync. */
  #hasMarks = false;
  readonly #lastEscapes: Float64Array;
  readonly #clearEscapes: Float64Array;
  #clearEscapesOf = -1;

  constructor(config: PagesConfig) {
    const { allocatedPages, sources, clearPages, zero } = config;
    this.tracksZero = zero.pages > 0;
    this.zeroBlockPages = zero.layout?.kind === "blocks" ? zero.layout.blockPages : 1;
    this.clearsLate = clearPages !== undefined;
    this.#clearPages = clearPages ?? Infinity;
    this.#isInitiallySet = config.initiallySet ?? true;
    this.#clocks = createClocks(sources);
    const contiguous = sources.filter(({ region }) => region.layout === "contiguous");
    const pieces = createPieces(allocatedPages, contiguous, this.#clocks);
    const scattered = sources.filter(({ region }) => region.layout === "scattered");
    this.#classes = createClasses(allocatedPages, scattered, this.#clocks);
    this.#zeroRatioOf = zeroRatios(config, pieces, this.#classes);
    this.cells = createCells(pieces, this.#classes.count, this.#clearPages);
    this.#start = createReading(this.#clocks);
    this.#last = createReading(this.#clocks);
    this.#now = createReading(this.#clocks);
    this.#lastEscapes = new Float64Array(this.#classes.count);
    this.#clearEscapes = new Float64Array(this.#classes.count);
    this.lookAt(0);
    copyReading(this.#now, this.#start);
    copyReading(this.#now, this.#last);
  }

  /** Sets the guest time to which all methods below refer. */
  lookAt(guestSeconds: number): void {
    readClocks(this.#clocks, guestSeconds, this.#now);
  }

  /** Marks all pages for sending and, under manual protect with a log that is initially set, as reported. */
  fill(): void {
    for (const cell of this.cells) {
      cell.toSend.fill(1);
      cell.toSendRatio = 1;
      cell.isSwept = false;
      if (this.clearsLate && this.#isInitiallySet) cell.reported.fill(1);
    }
  }

  /**
   * Called before `pages` pages of the cell are sent. Clears the cell's stretch, if that has not happened since the last sync. The first
   * half page of a stretch does not count.
   */
  clearBefore({ stretch }: Cell, pages: number, guestSeconds: number): void {
    if (!this.clearsLate || this.#isCleared[stretch]) return;
    const taken = (this.#takenPages[stretch] ?? 0) + pages;
    this.#takenPages[stretch] = taken;
    if (taken >= 0.5) readClocks(this.#clocks, guestSeconds, this.#clear(stretch));
  }

  /** Marks the stretch as cleared. Returns its reading, which the caller has to set. */
  #clear(stretch: number): Reading {
    this.#isCleared[stretch] = true;
    this.#clearedAt[stretch] ??= createReading(this.#clocks);
    if (this.#hasMarks) for (const cell of this.cells) if (cell.stretch === stretch) cell.isMarkedSinceClear = false;
    return this.#clearedAt[stretch];
  }

  /** Syncs: adds the dirty log to the pages to send. No cells are merged across `keptPage`. Returns the number of pages to send. */
  harvest(keptPage: number): number {
    this.#classes.readEscapes(this.#last, this.#now, this.#lastEscapes);
    this.#clearEscapesOf = -1;
    this.#cutAtSweeps();
    let pages = 0;
    for (const cell of this.cells) {
      this.#harvestCell(cell);
      pages += cell.toSendRatio * (cell.endPage - cell.firstPage);
    }
    mergeCells(this.cells, keptPage);
    const free = this.#last;
    this.#last = this.#now;
    this.#now = free;
    this.#isCleared.fill(false);
    this.#hasMarks = false;
    this.#takenPages.fill(0);
    return pages;
  }

  /** Expected pages of a cell written since the last sync. */
  writtenPages({ piece, firstPage, endPage, isMarked }: Cell): number {
    if (isMarked) return endPage - firstPage;
    this.#classes.readEscapes(this.#last, this.#now, this.#lastEscapes);
    const scattered = this.#mean(this.#lastEscapes);
    return Math.max(0, endPage - firstPage - escapingPages(piece, firstPage, endPage, this.#last, this.#now) * scattered);
  }

  /** Share of pages [firstPage, endPage) of a cell that are all zero at guest second `guestSeconds`. */
  zeroRatio(cell: Cell, firstPage: number, endPage: number, guestSeconds: number): number {
    if (!cell.isFresh || cell.isMarked) return 0;
    this.lookAt(guestSeconds);
    return this.#zeroRatioUntil(cell, firstPage, endPage, this.#now);
  }

  /** The next page above `page`, at most `endPage`, at which a range written by sweeps up to guest second `guestSeconds` begins or ends. */
  zeroEdge({ piece }: Cell, page: number, endPage: number, guestSeconds: number): number {
    if (piece.sweeps.length === 0) return endPage;
    this.lookAt(guestSeconds);
    return nextEdge(piece, page, endPage, this.#start, this.#now);
  }

  /**
   * Removes the pages that were all zero at the last sync from the cell's pages to send, and clears their stretch as of that sync.
   * Returns their number.
   */
  dropZeroPages(cell: Cell): number {
    if (!this.tracksZero || !cell.isFresh || cell.isSwept || cell.isMarked) return 0;
    const pages = cell.endPage - cell.firstPage;
    const contiguous = escapingPages(cell.piece, cell.firstPage, cell.endPage, this.#start, this.#last) / pages;
    this.#classes.readEscapes(this.#start, this.#last, this.#lastEscapes);
    const before = cell.toSendRatio;
    for (let index = 0; index < this.#classes.count; index++) {
      const dropped = this.#zeroRatioOf(cell.piece, index) * contiguous * (this.#lastEscapes[index] as number);
      cell.toSend[index] = (cell.toSend[index] as number) - dropped;
      cell.leftOut[index] = dropped;
    }
    cell.isFresh = false;
    cell.toSendRatio = this.#mean(cell.toSend);
    const isCleared = !this.clearsLate || this.#isCleared[cell.stretch] === true;
    if (!isCleared && cell.toSendRatio < before) copyReading(this.#last, this.#clear(cell.stretch));
    return (before - cell.toSendRatio) * pages;
  }

  markWritten(firstPage: number, endPage: number): void {
    cutCell(this.cells, firstPage);
    cutCell(this.cells, endPage);
    this.#hasMarks = true;
    for (const cell of this.cells) {
      if (cell.firstPage < firstPage || cell.endPage > endPage) continue;
      cell.isMarked = true;
      cell.isMarkedSinceClear = true;
    }
  }

  neverSentRatio(cell: Cell): number {
    return cell.isSwept ? this.#mean(cell.leftOut) : cell.neverSentRatio;
  }

  #mean(byClass: ArrayLike<number>): number {
    let sum = 0;
    for (let index = 0; index < byClass.length; index++) sum += (byClass[index] as number) * (this.#classes.ratios[index] as number);
    return sum;
  }

  #zeroRatioUntil(cell: Cell, firstPage: number, endPage: number, until: Reading): number {
    const { piece } = cell;
    this.#classes.readEscapes(this.#start, until, this.#lastEscapes);
    let ratio = 0;
    for (let index = 0; index < this.#classes.count; index++) {
      ratio += (this.#classes.ratios[index] as number) * this.#zeroRatioOf(piece, index) * (this.#lastEscapes[index] as number);
    }
    return ratio === 0 ? 0 : (ratio * escapingPages(piece, firstPage, endPage, this.#start, until)) / (endPage - firstPage);
  }

  /** Cuts cells at the ends of the ranges that sweeps wrote. */
  #cutAtSweeps(): void {
    for (let index = 0; index < this.cells.length; index++) {
      const { piece, firstPage, endPage, stretch } = this.cells[index] as Cell;
      if (piece.sweeps.length === 0) continue;
      let edge = nextEdge(piece, firstPage, endPage, this.#last, this.#now);
      if (this.#isCleared[stretch]) edge = nextEdge(piece, firstPage, edge, this.#clearedAt[stretch] as Reading, this.#now);
      if (edge < endPage) cutCell(this.cells, edge);
    }
  }

  #harvestCell(cell: Cell): void {
    const { toSend, reported, leftOut, isSwept } = cell;
    const stays = cell.isMarked ? 0 : this.#escapeRatio(cell, this.#last);
    const staysCleared = this.#escapesSinceClear(cell);
    if (isSwept) cell.neverSentRatio = this.#mean(leftOut);
    for (let index = 0; index < toSend.length; index++) {
      const escapes = stays * (this.#lastEscapes[index] as number);
      const wasReported = reported[index] as number;
      const escapesLog = (1 - wasReported) * escapes + wasReported * staysCleared * (this.#clearEscapes[index] as number);
      toSend[index] = 1 - (isSwept ? escapesLog : (1 - (toSend[index] as number)) * escapes);
      if (this.clearsLate) reported[index] = 1 - escapesLog;
      leftOut[index] = (leftOut[index] as number) * escapes;
    }
    cell.toSendRatio = this.#mean(toSend);
    if (isSwept || cell.isMarked) cell.isFresh = false;
    cell.isSwept = false;
    cell.isMarked = false;
    cell.isMarkedSinceClear = false;
  }

  /**
   * Probability that a reported page of the cell is not written after its stretch was cleared. 0 if the stretch was not cleared: the page
   * stays reported.
   */
  #escapesSinceClear(cell: Cell): number {
    const { stretch } = cell;
    if (!this.#isCleared[stretch] || cell.isMarkedSinceClear) return 0;
    const clearedAt = this.#clearedAt[stretch] as Reading;
    if (this.#clearEscapesOf !== stretch) this.#classes.readEscapes(clearedAt, this.#now, this.#clearEscapes);
    this.#clearEscapesOf = stretch;
    return this.#escapeRatio(cell, clearedAt);
  }

  #escapeRatio({ piece, firstPage }: Cell, from: Reading): number {
    const ratio = escapeRatio(piece, from, this.#now);
    return ratio === 0 || piece.sweeps.length === 0 ? ratio : ratio * sweepEscapeRatio(piece, firstPage, from, this.#now);
  }
}

/** Share of zero pages at the start, by piece and class. Outside the workload, pages that scattered sources write are not zero. */
function zeroRatios(config: PagesConfig, pieces: Piece[], classes: Classes): (piece: Piece, ofClass: number) => number {
  let unscatteredRatio = 1;
  for (const [index, isWritten] of classes.isWritten.entries()) if (isWritten) unscatteredRatio -= classes.ratios[index] as number;
  const places = placeZeroPages(config, pieces, unscatteredRatio);
  const avoidsWorkload = config.zero.where === "outside the workload";
  return (piece, ofClass) => (avoidsWorkload && classes.isWritten[ofClass] ? 0 : places.ratioOf(piece));
}
