/**
 * Expected state of the guest's pages if reading the dirty log replaces the pages to send (Xen's rounds).
 *
 * A page has to be sent if it was written in the window before the last CLEAN, and is skipped if it was written again in the window
 * since. So only the readings of the clocks at the ends of these windows are kept. Let N(u, v) be the probability that a page is not
 * written in [u, v). The probability that a page has to be sent and was not written since is N(last CLEAN, now) - N(CLEAN before that,
 * now).
 */
import type { PagesConfig } from "../pages/pages.js";
import { type Clocks, copyReading, createClocks, createReading, type Reading, readClocks } from "./clocks.js";
import { createPieces, cutPiece, type Piece } from "./layer.js";
import { escapeRatio, escapingPages, nextEdge, pagesPastSweeps, sweepEscapeRatio } from "./window.js";
import { placeZeroPages } from "./zero-places.js";

/** A piece of the guest's memory with its state. Ratios are probabilities per page. */
export interface GuestPiece extends Piece {
  readonly isDeferred: boolean;
  /** Share of pages that are all zero at the start. */
  readonly zeroRatio: number;
  /** Every page has to be sent, whether written or not. */
  isSureToSend: boolean;
  /** While every page has to be sent: the share of pages that were dropped as all zero. */
  droppedRatio: number;
  /** Whether pages were dropped at any time: then pages never sent do not always have to be sent. */
  hasDropped: boolean;
  /** Written from outside the sources (`markWritten`): since the last CLEAN, in the window before it, and ever. */
  isMarked: boolean;
  wasMarked: boolean;
  wasEverMarked: boolean;
  /** Probability that a page was written by no contiguous source except sweeps, in the window before the last CLEAN. */
  escapedRatio: number;
  /** Probability of never having been sent: at the start of the round, and now. */
  neverSentRatio: number;
  neverSentRatioNow: number;
}

/** Probabilities of a page at the time of a read of the dirty log. */
export interface PageOdds {
  toSend: number;
  /** Not written since the last CLEAN. */
  escapes: number;
  /** Has to be sent, and not written since the last CLEAN. */
  toSendAndEscapes: number;
}

export class GuestPages {
  readonly pieces: GuestPiece[];
  readonly clocks: Clocks;
  readonly tracksZero: boolean;
  readonly allocatedPages: number;
  /** Incremented whenever a piece is cut. */
  cutCount = 0;
  /** Whether there are scattered sources. Then the probabilities of every page change with time. */
  readonly isScattered: boolean;
  readonly #scattered: readonly Piece[];
  readonly #zeroAvoidsWorkload: boolean;
  readonly #start: Reading;
  #before: Reading;
  #last: Reading;
  #now: Reading;
  /** Probability that scattered sources leave a page unwritten: in the window before the last CLEAN, since it, in both, since the start. */
  #scatteredBefore = 1;
  #scatteredLast = 1;
  #scatteredBoth = 1;
  #scatteredStart = 1;

  constructor(config: PagesConfig) {
    const { allocatedPages, deferredPages, sources, zero } = config;
    const contiguous = sources.filter((source) => source.region.layout === "contiguous");
    const scattered = sources.filter((source) => source.region.layout === "scattered");
    this.allocatedPages = allocatedPages;
    this.tracksZero = zero.pages > 0;
    this.#zeroAvoidsWorkload = zero.where === "outside the workload";
    this.isScattered = scattered.length > 0;
    this.clocks = createClocks(sources);
    this.#start = createReading(this.clocks);
    this.#before = createReading(this.clocks);
    this.#last = createReading(this.clocks);
    this.#now = createReading(this.clocks);
    this.#scattered = this.isScattered ? createPieces(allocatedPages, scattered, this.clocks) : [];
    const firstDeferredPage = allocatedPages - deferredPages;
    const pieces = createPieces(allocatedPages, contiguous, this.clocks);
    const places = placeZeroPages(config, pieces, this.#unscatteredRatio());
    const zeroRatioOf = (piece: Piece) => places.ratioOf(piece) * places.candidateRatio;
    this.pieces = pieces.map((piece) => createGuestPiece(piece, zeroRatioOf(piece), piece.firstPage >= firstDeferredPage));
    if (deferredPages > 0) {
      cutPiece(this.pieces, firstDeferredPage, (piece) => createGuestPiece(piece, piece.zeroRatio, true));
    }
    this.lookAt(0);
    for (const reading of [this.#start, this.#before, this.#last]) copyReading(this.#now, reading);
  }

  /** Sets the guest time to which all methods below refer. */
  lookAt(guestSeconds: number): void {
    if (this.clocks.count === 0) return;
    readClocks(this.clocks, guestSeconds, this.#now);
    if (!this.isScattered) return;
    this.#scatteredLast = this.#scatteredEscape(this.#last);
    this.#scatteredBoth = this.#scatteredEscape(this.#before);
    if (this.tracksZero) this.#scatteredStart = this.#scatteredEscape(this.#start);
  }

  fill(): void {
    for (const piece of this.pieces) piece.isSureToSend = true;
  }

  /** Removes the pages that are all zero now from those to be sent, which are all pages. Returns their number. */
  dropZeroPages(): number {
    let dropped = 0;
    for (const piece of this.pieces) {
      const { firstPage, endPage } = piece;
      const pages = this.zeroPages(piece, firstPage, endPage);
      if (pages === 0) continue;
      piece.droppedRatio = pages / (endPage - firstPage);
      piece.hasDropped = true;
      dropped += pages;
    }
    return dropped;
  }

  beginRound(): void {
    for (const piece of this.pieces) piece.neverSentRatio = piece.neverSentRatioNow;
  }

  /** Reads and clears the dirty log (CLEAN). Returns the pages written since the last CLEAN. */
  harvest(): number {
    let pages = 0;
    for (const piece of this.pieces) {
      piece.escapedRatio = escapeRatio(piece, this.#last, this.#now);
      pages += this.#writtenPages(piece, piece.escapedRatio);
      piece.wasMarked = piece.isMarked;
      piece.isMarked = false;
      piece.isSureToSend = false;
      piece.droppedRatio = 0;
    }
    const free = this.#before;
    this.#before = this.#last;
    this.#last = this.#now;
    this.#now = free;
    copyReading(this.#last, free);
    this.#scatteredBefore = this.#scatteredLast;
    return pages;
  }

  /** Expected pages of a piece written since the last CLEAN. */
  writtenPages(piece: GuestPiece): number {
    return this.#writtenPages(piece, escapeRatio(piece, this.#last, this.#now));
  }

  /** Expected pages of [firstPage, endPage) of a piece that have to be sent. */
  pagesToSend(piece: GuestPiece, firstPage: number, endPage: number): number {
    const pages = endPage - firstPage;
    if (piece.isSureToSend || piece.wasMarked) return pages * (1 - piece.droppedRatio);
    const pastSweeps = pagesPastSweeps(piece, firstPage, endPage, this.#before, this.#last);
    return Math.max(0, pages - piece.escapedRatio * pastSweeps * this.#scatteredBefore);
  }

  /** Expected zero pages in [firstPage, endPage) of a piece; 0 unless all its pages are sure to be sent, and once they were dropped. */
  zeroPages(piece: GuestPiece, firstPage: number, endPage: number): number {
    if (piece.zeroRatio === 0 || !piece.isSureToSend || piece.wasEverMarked || piece.hasDropped) return 0;
    const scattered = this.#zeroAvoidsWorkload ? 1 : this.#scatteredStart;
    return piece.zeroRatio * escapingPages(piece, firstPage, endPage, this.#start, this.#now) * scattered;
  }

  /** Writes the probabilities of one page of a piece to `odds`. */
  readPage(piece: GuestPiece, page: number, odds: PageOdds): void {
    const before = this.#before;
    const last = this.#last;
    const now = this.#now;
    const isSure = piece.isSureToSend || piece.wasMarked;
    const ratio = piece.isMarked ? 0 : escapeRatio(piece, last, now);
    // Writes in consecutive windows are independent, except those of sweeps and scattered sources.
    const ratioOfBoth = isSure ? 0 : ratio * piece.escapedRatio;
    odds.toSend = isSure
      ? 1 - piece.droppedRatio
      : 1 - piece.escapedRatio * sweepEscapeRatio(piece, page, before, last) * this.#scatteredBefore;
    odds.escapes = ratio * sweepEscapeRatio(piece, page, last, now) * this.#scatteredLast;
    const both = Math.max(0, odds.escapes - ratioOfBoth * sweepEscapeRatio(piece, page, before, now) * this.#scatteredBoth);
    odds.toSendAndEscapes = both * (1 - piece.droppedRatio);
  }

  /** Whether every page of a piece has the same probability of being written per guest second, at any time. */
  isEven(piece: GuestPiece): boolean {
    return this.clocks.isEven && !this.isScattered && piece.sweeps.length === 0 && piece.bursts.length === 0;
  }

  /** The next page above `page` where the probabilities may change within the piece; at most its end. */
  nextEdge(piece: GuestPiece, page: number): number {
    if (piece.sweeps.length === 0) return piece.endPage;
    const sinceHarvest = nextEdge(piece, page, piece.endPage, this.#last, this.#now);
    const harvested = piece.isSureToSend ? sinceHarvest : nextEdge(piece, page, sinceHarvest, this.#before, this.#last);
    return piece.isSureToSend ? harvested : nextEdge(piece, page, harvested, this.#before, this.#now);
  }

  markWritten(firstPage: number, pages: number): void {
    if (pages === 0) return;
    const before = this.pieces.length;
    cutPiece(this.pieces, firstPage, copyPiece);
    cutPiece(this.pieces, firstPage + pages, copyPiece);
    if (this.pieces.length !== before) this.cutCount++;
    for (const piece of this.pieces) {
      if (piece.firstPage < firstPage || piece.endPage > firstPage + pages) continue;
      piece.isMarked = true;
      piece.wasEverMarked = true;
    }
  }

  #writtenPages(piece: GuestPiece, escapedRatio: number): number {
    const { firstPage, endPage } = piece;
    if (piece.isMarked) return endPage - firstPage;
    const pastSweeps = pagesPastSweeps(piece, firstPage, endPage, this.#last, this.#now);
    return Math.max(0, endPage - firstPage - escapedRatio * pastSweeps * this.#scatteredLast);
  }

  /** Share of the guest's pages that no scattered source writes. */
  #unscatteredRatio(): number {
    if (!this.isScattered) return 1;
    const pages = this.#scattered.reduce((sum, { isWritten, firstPage, endPage }) => sum + (isWritten ? 0 : endPage - firstPage), 0);
    return pages / this.allocatedPages;
  }

  #scatteredEscape(from: Reading): number {
    let pages = 0;
    for (const piece of this.#scattered) pages += escapingPages(piece, piece.firstPage, piece.endPage, from, this.#now);
    return Math.min(1, pages / this.allocatedPages);
  }
}

function createGuestPiece(piece: Piece, zeroRatio: number, isDeferred: boolean): GuestPiece {
  const { firstPage, endPage, rates, bursts, sweeps, isWritten } = piece;
  return {
    firstPage,
    endPage,
    rates,
    bursts,
    sweeps,
    isWritten,
    isDeferred,
    zeroRatio,
    isSureToSend: false,
    droppedRatio: 0,
    hasDropped: false,
    isMarked: false,
    wasMarked: false,
    wasEverMarked: false,
    escapedRatio: 1,
    neverSentRatio: 1,
    neverSentRatioNow: 1,
  };
}

function copyPiece(piece: GuestPiece): GuestPiece {
  const copy = createGuestPiece(piece, piece.zeroRatio, piece.isDeferred);
  copy.isSureToSend = piece.isSureToSend;
  copy.droppedRatio = piece.droppedRatio;
  copy.hasDropped = piece.hasDropped;
  copy.isMarked = piece.isMarked;
  copy.wasMarked = piece.wasMarked;
  copy.wasEverMarked = piece.wasEverMarked;
  copy.escapedRatio = piece.escapedRatio;
  copy.neverSentRatio = piece.neverSentRatio;
  copy.neverSentRatioNow = piece.neverSentRatioNow;
  return copy;
}
