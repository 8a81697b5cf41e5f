/** The cyclic scan over cells: it wraps around at the last page. */
import type { Pace } from "../pages/pages.js";
import { guestSecondsAt } from "../pages/round-progress.js";
import { type Cell, cellAt, cutCell } from "./cells.js";
import type { CyclicGuest } from "./cyclic-guest.js";
import { ENTRIES_PER_BATCH_PAGE, fillOfEntry, fitInBlocks, secondsPerEntry } from "./mean-batch.js";
import { NEGLIGIBLE_PAGES } from "./scan.js";

/** Expected contents of one or more batches. */
export interface Load {
  entries: number;
  zeroPages: number;
}

/** Number of entries ahead of the scan that do not depend on when they are sent, and the share of zero pages among them. */
export interface Ahead {
  entries: number;
  zeroRatio: number;
}

/** The share of zero pages is taken as constant over ranges of 1 / ZERO_PARTS of the guest, and of at least ZERO_PAGES_MIN pages. */
const ZERO_PARTS = 1024;
const ZERO_PAGES_MIN = 64;

export class CyclicScan {
  readonly #guest: CyclicGuest;
  readonly #zeroPages: number;
  #page = 0;
  #index = 0;
  #pagesLeft = 0;
  /** The share of zero pages from the scan to `#zeroEndPage`, computed under `#zeroPace`. */
  #zeroRatio = 0;
  #zeroEndPage = 0;
  #zeroPace: Pace | undefined;

  constructor(guest: CyclicGuest, allocatedPages: number) {
    this.#guest = guest;
    this.#zeroPages = Math.max(ZERO_PAGES_MIN, Math.ceil(allocatedPages / ZERO_PARTS));
  }

  /** Position of the scan, in pages: the expected end of the pages taken so far, and so a fraction. */
  get page(): number {
    return this.#page;
  }

  /** Number of pages to send. */
  get pagesLeft(): number {
    return this.#pagesLeft;
  }

  get done(): boolean {
    return this.#pagesLeft <= NEGLIGIBLE_PAGES;
  }

  /** Cuts the cell at the scan's position. Called before cells are changed. */
  settle(): void {
    const { cells } = this.#guest;
    const cell = cells[this.#index] as Cell;
    if (this.#page >= cell.endPage - NEGLIGIBLE_PAGES) this.#leave(cell);
    else if (this.#page <= cell.firstPage + NEGLIGIBLE_PAGES) this.#page = cell.firstPage;
    else {
      cutCell(cells, this.#page);
      cell.isSwept = true;
      this.#index++;
    }
  }

  /** Finds the scan's cell again. Called after cells were changed; `pagesLeft` pages are left to send. */
  resume(pagesLeft: number): void {
    this.#index = cellAt(this.#guest.cells, this.#page);
    this.#pagesLeft = pagesLeft;
    this.#zeroPace = undefined;
  }

  /**
   * Counts the entries ahead that can be sent at once, starting at simulated second `seconds`, and writes the count to `ahead`. May stop
   * counting at `wanted`.
   */
  lookAhead(pace: Pace, wanted: number, seconds: number, ahead: Ahead): void {
    ahead.entries = this.#pagesLeft;
    ahead.zeroRatio = 0;
    if (!this.#guest.tracksZero && !this.#guest.clearsLate) return;
    const cell = this.#next();
    if (!cell) return;
    if (this.#guest.tracksZero && cell.isFresh) {
      ahead.zeroRatio = this.#zeroRatioHere(cell, pace, seconds);
      ahead.entries = (this.#zeroEndPage - this.#page) * cell.toSendRatio;
    } else ahead.entries = this.#entriesAhead(cell, wanted);
  }

  /** Takes the pages of `batches` batches at simulated second `seconds`, or all that are left, and adds them to `load`. */
  take(pace: Pace, batches: number, seconds: number, load: Load): void {
    const isInBlocks = fitInBlocks(pace, this.#guest.zeroBlockPages);
    let entriesMost = batches * ENTRIES_PER_BATCH_PAGE * pace.batchPages;
    let filledMost = batches * pace.batchPages;
    while (Math.min(entriesMost, filledMost) > NEGLIGIBLE_PAGES && !this.done) {
      const cell = this.#next();
      if (!cell) return;
      const mayBeZero = this.#guest.tracksZero && cell.isFresh;
      const zeroRatio = mayBeZero ? this.#zeroRatioHere(cell, pace, seconds) : 0;
      const endPage = mayBeZero ? this.#zeroEndPage : cell.endPage;
      const here = (endPage - this.#page) * cell.toSendRatio;
      const fill = fillOfEntry(zeroRatio, isInBlocks);
      const most = Math.min(entriesMost, filledMost / fill);
      const isWhole = here <= most + NEGLIGIBLE_PAGES;
      const taken = isWhole ? here : most;
      this.#guest.clearBefore(cell, taken, guestSecondsAt(pace, seconds));
      this.#page = isWhole ? endPage : this.#page + taken / cell.toSendRatio;
      this.#pagesLeft -= taken;
      entriesMost -= taken;
      filledMost -= taken * fill;
      load.entries += taken;
      load.zeroPages += taken * zeroRatio;
      if (this.done) this.#stopBehindLast(cell);
    }
  }

  /**
   * Called when no page is left to send: moves the scan back to just after the last page it sent. That is not the last page it passed: if
   * one page in n had to be sent, the last n - 1 pages on average had not.
   */
  #stopBehindLast({ toSendRatio }: Cell): void {
    const { cells } = this.#guest;
    let missing = 1 - toSendRatio;
    let index = this.#index;
    for (; index > 0; index--) {
      const { firstPage, toSendRatio: ratio } = cells[index] as Cell;
      const pages = (this.#page - firstPage) * ratio;
      if (pages >= missing) break;
      missing -= pages;
      this.#page = firstPage;
    }
    const { firstPage, toSendRatio: ratio } = cells[index] as Cell;
    if (ratio > 0) this.#page = Math.max(firstPage, this.#page - missing / ratio);
    for (let swept = index; swept <= this.#index; swept++) (cells[swept] as Cell).isSwept = true;
    cutCell(cells, this.#page);
    this.#index = cellAt(cells, this.#page);
  }

  /** Advances the scan to the next page to send and returns its cell; undefined if no cell is left. */
  #next(): Cell | undefined {
    const { cells } = this.#guest;
    for (let passed = 0; passed <= cells.length; passed++) {
      const cell = cells[this.#index] as Cell;
      if (!cell.isSwept && cell.toSendRatio > 0 && cell.endPage - this.#page > NEGLIGIBLE_PAGES) return cell;
      this.#leave(cell);
    }
    this.#pagesLeft = 0;
    return undefined;
  }

  #leave(cell: Cell): void {
    cell.isSwept = true;
    this.#page = cell.endPage;
    this.#index++;
    if (this.#index < this.#guest.cells.length) return;
    this.#index = 0;
    this.#page = 0;
  }

  /** Entries from the scan to the end of its stretch, or to the first pages that may be zero. */
  #entriesAhead(cell: Cell, wanted: number): number {
    const { cells, tracksZero } = this.#guest;
    let entries = (cell.endPage - this.#page) * cell.toSendRatio;
    for (let index = this.#index + 1; index < cells.length && entries < wanted; index++) {
      const ahead = cells[index] as Cell;
      if (ahead.stretch !== cell.stretch || (tracksZero && ahead.isFresh)) break;
      if (!ahead.isSwept) entries += (ahead.endPage - ahead.firstPage) * ahead.toSendRatio;
    }
    return entries;
  }

  /** The share of zero pages from the scan to `#zeroEndPage`, evaluated at the middle of the time needed to get there. */
  #zeroRatioHere(cell: Cell, pace: Pace, seconds: number): number {
    if (this.#zeroPace === pace && this.#page < this.#zeroEndPage - NEGLIGIBLE_PAGES) return this.#zeroRatio;
    const part = Math.floor((this.#page + NEGLIGIBLE_PAGES) / this.#zeroPages);
    const guestSeconds = guestSecondsAt(pace, seconds);
    const partEndPage = Math.min(cell.endPage, (part + 1) * this.#zeroPages);
    this.#zeroPace = pace;
    this.#zeroEndPage = this.#guest.zeroEdge(cell, this.#page, partEndPage, guestSeconds);
    const ratioNow = this.#zeroRatioAt(cell, guestSeconds);
    if (ratioNow > 0) {
      const halfSeconds = ((this.#zeroEndPage - this.#page) * cell.toSendRatio * secondsPerEntry(pace, ratioNow)) / 2;
      this.#zeroRatio = Number.isFinite(halfSeconds) ? this.#zeroRatioAt(cell, guestSecondsAt(pace, seconds + halfSeconds)) : ratioNow;
    } else this.#zeroRatio = 0;
    return this.#zeroRatio;
  }

  #zeroRatioAt(cell: Cell, guestSeconds: number): number {
    return this.#guest.zeroRatio(cell, this.#page, this.#zeroEndPage, guestSeconds);
  }
}
