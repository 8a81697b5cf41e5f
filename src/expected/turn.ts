import type { Pace } from "../pages/pages.js";
import type { GuestPiece, PageOdds } from "./guest-pages.js";

/** Outcome of scanning a page: expected counts per page, or the sum over the pages of a batch. */
export interface Turn {
  /** Entries taken in the batch. */
  entries: number;
  /** Pages sent with content, and the zero pages among them. */
  contents: number;
  zeroPages: number;
  skipped: number;
  allocatedOnly: number;
  deferred: number;
  /** Of pages never sent before, the share sent now. */
  firstSends: number;
}

export function createTurn(): Turn {
  return { entries: 0, contents: 0, zeroPages: 0, skipped: 0, allocatedOnly: 0, deferred: 0, firstSends: 0 };
}

export function clearTurn(turn: Turn): void {
  turn.entries = 0;
  turn.contents = 0;
  turn.zeroPages = 0;
  turn.skipped = 0;
  turn.allocatedOnly = 0;
  turn.deferred = 0;
  turn.firstSends = 0;
}

/**
 * Applies the dirty-page rule of a pace to a page of `piece`, in the order of Xen's code: skipped, else deferred, else listed without
 * content, else sent.
 */
export function decideTurn(pace: Pace, piece: GuestPiece, odds: PageOdds, turn: Turn): void {
  const { dirtyPageRule } = pace;
  const unwritten = dirtyPageRule === "send" ? odds.toSend : odds.toSendAndEscapes;
  const listed = dirtyPageRule === "skip" ? unwritten : odds.toSend;
  const isDeferred = pace.live && piece.isDeferred;
  turn.skipped = Math.max(0, odds.toSend - listed);
  turn.deferred = isDeferred ? listed : 0;
  turn.contents = isDeferred ? 0 : unwritten;
  turn.allocatedOnly = isDeferred ? 0 : Math.max(0, listed - unwritten);
  turn.entries = isDeferred && !pace.listsDeferredPages ? 0 : listed;
  // A page never sent before is to send: each time it was passed over, it had been written.
  turn.firstSends = isDeferred ? 0 : dirtyPageRule === "send" ? 1 : odds.escapes;
}

/** Adds the outcomes of `pages` pages to a sum. */
export function addTurn(sum: Turn, turn: Turn, pages: number): void {
  sum.entries += turn.entries * pages;
  sum.contents += turn.contents * pages;
  sum.zeroPages += turn.zeroPages * pages;
  sum.skipped += turn.skipped * pages;
  sum.allocatedOnly += turn.allocatedOnly * pages;
  sum.deferred += turn.deferred * pages;
  sum.firstSends += turn.firstSends * pages;
}

/** Updates the share of never-sent pages of a piece after `pages` of its pages were scanned. */
export function bookTurn(piece: GuestPiece, turn: Turn, pages: number): void {
  const sentRatio = (piece.neverSentRatio * turn.firstSends * pages) / (piece.endPage - piece.firstPage);
  piece.neverSentRatioNow = Math.max(0, piece.neverSentRatioNow - sentRatio);
}
