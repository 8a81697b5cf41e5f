/** A page outcome says what happens to a page when the scan reaches it, as expected counts: sent, skipped, deferred, or listed without content. */
import type { Pace } from "../pages/pages.js";
import type { GuestPiece, PageOdds } from "./guest-pages.js";

/** The outcome of one page, or its sum over the pages of a batch. */
export interface PageOutcome {
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

export function createOutcome(): PageOutcome {
  return { entries: 0, contents: 0, zeroPages: 0, skipped: 0, allocatedOnly: 0, deferred: 0, firstSends: 0 };
}

export function clearOutcome(outcome: PageOutcome): void {
  outcome.entries = 0;
  outcome.contents = 0;
  outcome.zeroPages = 0;
  outcome.skipped = 0;
  outcome.allocatedOnly = 0;
  outcome.deferred = 0;
  outcome.firstSends = 0;
}

/**
 * Applies the dirty-page rule of a pace to a page of `piece`, in the order of Xen's code: skipped, else deferred, else listed without
 * content, else sent.
 */
export function decideOutcome(pace: Pace, piece: GuestPiece, odds: PageOdds, outcome: PageOutcome): void {
  const { dirtyPageRule } = pace;
  const unwritten = dirtyPageRule === "send" ? odds.toSend : odds.toSendAndEscapes;
  const listed = dirtyPageRule === "skip" ? unwritten : odds.toSend;
  const isDeferred = pace.live && piece.isDeferred;
  outcome.skipped = Math.max(0, odds.toSend - listed);
  outcome.deferred = isDeferred ? listed : 0;
  outcome.contents = isDeferred ? 0 : unwritten;
  outcome.allocatedOnly = isDeferred ? 0 : Math.max(0, listed - unwritten);
  outcome.entries = isDeferred && !pace.listsDeferredPages ? 0 : listed;
  // A page never sent before always has to be sent: each time it was passed over, it had been written. Unless it was dropped as all zero.
  outcome.firstSends = isDeferred ? 0 : piece.hasDropped ? unwritten : dirtyPageRule === "send" ? 1 : odds.escapes;
}

/** Adds the outcomes of `pages` pages to a sum. */
export function addOutcome(sum: PageOutcome, outcome: PageOutcome, pages: number): void {
  sum.entries += outcome.entries * pages;
  sum.contents += outcome.contents * pages;
  sum.zeroPages += outcome.zeroPages * pages;
  sum.skipped += outcome.skipped * pages;
  sum.allocatedOnly += outcome.allocatedOnly * pages;
  sum.deferred += outcome.deferred * pages;
  sum.firstSends += outcome.firstSends * pages;
}

/**
 * Updates the share of never-sent pages of a piece after `pages` of its pages were scanned. Having been sent and being written are taken
 * as independent, which a scattered burst is not: it writes the same pages in every round. No more pages are sent first than are sent.
 */
export function bookOutcome(piece: GuestPiece, outcome: PageOutcome, pages: number): void {
  const firstRatio = Math.min(piece.neverSentRatio * outcome.firstSends, outcome.contents);
  const sentRatio = (firstRatio * pages) / (piece.endPage - piece.firstPage);
  piece.neverSentRatioNow = Math.max(0, piece.neverSentRatioNow - sentRatio);
}
