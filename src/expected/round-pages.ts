/**
 * Expected counts under the rounds of Xen's kind: from the first position to the last, and a harvest takes the place of
 * what was to be sent.
 *
 * A round is walked batch by batch, since it is at a batch's beginning that an engine looks at the log; batches whose
 * pages nobody writes, or whose rule does not ask, are taken at once. Counts are real numbers. The last batch of a
 * round that is expected to hold less than one page counts as a part of a batch.
 */
import type { Pace, Pages, PagesConfig } from "../simulation/pages.js";
import { checkPageRange } from "../simulation/pages-config.js";
import { createScan } from "../simulation/placement.js";
import { createProgress, guestSecondsAt, leftSeconds, type MutableProgress } from "../simulation/round-progress.js";
import { AscendingScan } from "./ascending-scan.js";
import { batchesBefore, batchesWithin } from "./batches.js";
import { GuestPages } from "./guest-pages.js";
import { RotatedScan } from "./rotated-scan.js";
import { NEGLIGIBLE_PAGES } from "./scan.js";
import { clearTurn, createTurn, type Turn } from "./turn.js";

/**
 * Nothing to be sent, nothing written, nothing sent. `config` has been checked.
 *
 * Known limits: under the rotated order pages that come up in the same 128th of the scan count as coming up at once;
 * `countNeverSent` in the middle of a migration takes the chances to be skipped in one round and in the next as
 * independent.
 */
export function createRoundPages(config: PagesConfig): Pages {
  const { slots, allocatedPages } = config;
  const order = createScan(slots, config.scanOrder);
  const guest = new GuestPages(config);
  const scan = order.ascending ? new AscendingScan(guest) : new RotatedScan(guest, slots, order);
  const progress = createProgress(0, 0);
  const batch = createTurn();
  let pagesToSend = 0;

  function sendBatches(pace: Pace, untilSeconds: number, limitBytes: number): void {
    const asksLog = pace.dirtyPageRule !== "send";
    if (asksLog || guest.tracksZero) guest.lookAt(guestSecondsAt(pace, progress.seconds));
    const steady = Math.floor((scan.steadyEntries(pace) + NEGLIGIBLE_PAGES) / pace.batchPages);
    const batches = steady > 1 ? Math.min(steady, batchesOfContent(pace, untilSeconds, limitBytes)) : 1;
    clearTurn(batch);
    scan.take(pace, batches * pace.batchPages, batch);
    addBatch(progress, pace, batch, batches);
    if (asksLog) progress.peeks += batches;
    progress.done = scan.done;
    progress.cursor = progress.done ? slots : scan.passedPages;
  }

  function batchesOfContent(pace: Pace, untilSeconds: number, limitBytes: number): number {
    const bytes = pace.batchHeaderBytes + pace.batchPages * (pace.entryBytes + pace.pageBytes);
    return Math.min(batchesBefore(pace, progress, untilSeconds, bytes, 0), batchesWithin(progress.bytes, limitBytes, bytes));
  }

  return {
    config,
    progress,
    fillToSend() {
      guest.fill();
      pagesToSend = allocatedPages;
      return pagesToSend;
    },
    beginRound(round, startSeconds) {
      Object.assign(progress, createProgress(round, startSeconds));
      guest.beginRound();
      scan.restart();
    },
    transfer(pace, untilSeconds, limitBytes = Infinity) {
      if (progress.done) return;
      progress.seconds = leftSeconds(pace, progress);
      while (!progress.done && progress.seconds < untilSeconds && progress.bytes <= limitBytes) sendBatches(pace, untilSeconds, limitBytes);
    },
    clean(guestSeconds) {
      guest.lookAt(guestSeconds);
      pagesToSend = guest.harvest();
      return pagesToSend;
    },
    peek(guestSeconds) {
      guest.lookAt(guestSeconds);
      return guest.pieces.reduce((pages, piece) => pages + guest.writtenPages(piece), 0);
    },
    countToSend: () => pagesToSend,
    countToSendAmong: () => undefined,
    addDeferred() {
      let added = 0;
      for (const piece of guest.pieces) {
        if (!piece.isDeferred) continue;
        added += piece.endPage - piece.firstPage - guest.pagesToSend(piece, piece.firstPage, piece.endPage);
        piece.isSureToSend = true;
      }
      pagesToSend += added;
      return added;
    },
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      guest.markWritten(firstPage, pageCount);
    },
    dropZeroPages() {
      throw new Error("Expected counts know no free pages.");
    },
    markSent() {
      throw new Error("Expected counts have no page identity, and so no pages that went another way.");
    },
    countNeverSent: () => guest.pieces.reduce((sum, piece) => sum + piece.neverSentRatioNow * (piece.endPage - piece.firstPage), 0),
    snapshot() {
      throw new Error("Expected counts have no page identity, and so no bitmap. Use the fidelity `pages`.");
    },
  };
}

function addBatch(progress: MutableProgress, pace: Pace, batch: Turn, batches: number): void {
  progress.pagesSent += batch.contents;
  progress.zeroPages += batch.zeroPages;
  progress.pagesSkipped += batch.skipped;
  progress.pagesAllocatedOnly += batch.allocatedOnly;
  progress.pagesDeferred += batch.deferred;
  const built = batches === 1 ? Math.min(1, batch.entries) : batches;
  progress.batches += built;
  const contentBytes = (batch.contents - batch.zeroPages) * pace.pageBytes + batch.zeroPages * pace.zeroPageBytes;
  progress.bytes += built * pace.batchHeaderBytes + batch.entries * pace.entryBytes + contentBytes;
  progress.seconds = leftSeconds(pace, progress);
}
