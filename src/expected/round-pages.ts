/**
 * Expected counts under Xen's rounds: each scans from the first position to the last, and reading the dirty log replaces the pages to
 * send.
 *
 * A round is simulated batch by batch, since engines read the dirty log at the start of a batch. Batches of unwritten pages, and batches
 * whose rule does not read the log, are taken at once. Counts are real numbers; a last batch of less than one expected page counts as a
 * fraction of a batch.
 */
import type { Pace, Pages, PagesConfig } from "../pages/pages.js";
import { checkPageRange } from "../pages/pages-config.js";
import { createScan } from "../pages/placement.js";
import { createProgress, guestSecondsAt, leftSeconds, type MutableProgress, resetProgress } from "../pages/round-progress.js";
import { AscendingScan } from "./ascending-scan.js";
import { batchesBefore, batchesWithin } from "./batches.js";
import { GuestPages } from "./guest-pages.js";
import { clearOutcome, createOutcome, type PageOutcome } from "./page-outcome.js";
import { RotatedScan } from "./rotated-scan.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";

/**
 * Creates the page state: no page to send, none written, none sent. `config` has been checked.
 *
 * Known limits:
 * - Under the rotated order all pages in the same 128th of the scan are treated as scanned at the same time.
 * - `countNeverSent` during a migration treats the chances of being skipped in consecutive rounds as independent.
 */
export function createRoundPages(config: PagesConfig): Pages {
  return new RoundPages(config);
}

class RoundPages implements Pages {
  readonly config: PagesConfig;
  readonly hasFractions = true;
  readonly progress: MutableProgress = createProgress(0, 0);
  readonly #guest: GuestPages;
  readonly #scan: Scan;
  readonly #batch = createOutcome();
  #pagesToSend = 0;

  constructor(config: PagesConfig) {
    const order = createScan(config.slots, config.scanOrder);
    this.config = config;
    this.#guest = new GuestPages(config);
    this.#scan = order.ascending ? new AscendingScan(this.#guest) : new RotatedScan(this.#guest, config.slots, order);
  }

  fillToSend(): number {
    this.#guest.fill();
    this.#pagesToSend = this.config.allocatedPages;
    return this.#pagesToSend;
  }

  beginRound(round: number, startSeconds: number): void {
    resetProgress(this.progress, round, startSeconds);
    this.#guest.beginRound();
    this.#scan.restart();
  }

  transfer(pace: Pace, untilSeconds: number, limitBytes = Infinity): void {
    const { progress } = this;
    if (progress.done) return;
    progress.seconds = leftSeconds(pace, progress);
    while (!progress.done && progress.seconds < untilSeconds && progress.bytes <= limitBytes)
      this.#sendBatches(pace, untilSeconds, limitBytes);
  }

  clean(guestSeconds: number): number {
    this.#guest.lookAt(guestSeconds);
    this.#pagesToSend = this.#guest.harvest();
    return this.#pagesToSend;
  }

  peek(guestSeconds: number): number {
    this.#guest.lookAt(guestSeconds);
    return this.#guest.pieces.reduce((pages, piece) => pages + this.#guest.writtenPages(piece), 0);
  }

  countToSend(): number {
    return this.#pagesToSend;
  }

  countToSendAmong(): undefined {
    return undefined;
  }

  countDeferredToSend(): number {
    const guest = this.#guest;
    return guest.pieces.reduce(
      (pages, piece) => pages + (piece.isDeferred ? guest.pagesToSend(piece, piece.firstPage, piece.endPage) : 0),
      0,
    );
  }

  addDeferred(): number {
    let added = 0;
    for (const piece of this.#guest.pieces) {
      if (!piece.isDeferred) continue;
      added += piece.endPage - piece.firstPage - this.#guest.pagesToSend(piece, piece.firstPage, piece.endPage);
      piece.isSureToSend = true;
    }
    this.#pagesToSend += added;
    return added;
  }

  markWritten(firstPage: number, pageCount: number): void {
    checkPageRange(this.config, firstPage, pageCount);
    this.#guest.markWritten(firstPage, pageCount);
  }

  dropZeroPages(): number {
    if (!this.#guest.tracksZero) return 0;
    const dropped = this.#guest.dropZeroPages();
    this.#pagesToSend -= dropped;
    return dropped;
  }

  markSent(): never {
    throw new Error("Expected counts have no page identity: single pages cannot be marked as sent.");
  }

  countNeverSent(): number {
    return this.#guest.pieces.reduce((sum, piece) => sum + piece.neverSentRatioNow * (piece.endPage - piece.firstPage), 0);
  }

  snapshot(): never {
    throw new Error("Expected counts have no page identity, so there is no bitmap. Use the fidelity `pages`.");
  }

  #sendBatches(pace: Pace, untilSeconds: number, limitBytes: number): void {
    const { progress, config } = this;
    const asksLog = pace.dirtyPageRule !== "send";
    if (asksLog || this.#guest.tracksZero) this.#guest.lookAt(guestSecondsAt(pace, progress.seconds));
    clearOutcome(this.#batch);
    const batches = this.#takeRun(pace, untilSeconds, limitBytes) || this.#takeBatches(pace, untilSeconds, limitBytes);
    addBatch(progress, pace, this.#batch, batches);
    if (asksLog) progress.peeks += batches;
    progress.done = this.#scan.done;
    progress.cursor = progress.done ? config.slots : this.#scan.passedPages;
  }

  /** Takes a run of batches that differ only in their start times. Returns their number. */
  #takeRun(pace: Pace, untilSeconds: number, limitBytes: number): number {
    if (pace.dirtyPageRule !== "skip" || this.#guest.tracksZero || this.#scan.evenPages(pace) < 2 * pace.batchPages) return 0;
    const seconds = batchBytes(pace) / pace.bytesPerSecond + pace.batchSeconds;
    const most = batchesOfContent(pace, this.progress, untilSeconds, limitBytes);
    return this.#scan.takeRun(pace, most, seconds * pace.guestSpeedRatio, this.#batch);
  }

  /** Takes as many batches as do not depend on their start times, at least one. Returns their number. */
  #takeBatches(pace: Pace, untilSeconds: number, limitBytes: number): number {
    const steady = Math.floor((this.#scan.steadyEntries(pace) + NEGLIGIBLE_PAGES) / pace.batchPages);
    const batches = steady > 1 ? Math.min(steady, batchesOfContent(pace, this.progress, untilSeconds, limitBytes)) : 1;
    this.#scan.take(pace, batches * pace.batchPages, this.#batch);
    return batches;
  }
}

/** Bytes of a full batch without zero pages. */
function batchBytes(pace: Pace): number {
  return pace.batchHeaderBytes + pace.batchPages * (pace.entryBytes + pace.pageBytes);
}

function batchesOfContent(pace: Pace, progress: MutableProgress, untilSeconds: number, limitBytes: number): number {
  const bytes = batchBytes(pace);
  return Math.min(batchesBefore(pace, progress, untilSeconds, bytes, 0), batchesWithin(progress.bytes, limitBytes, bytes));
}

function addBatch(progress: MutableProgress, pace: Pace, batch: PageOutcome, batches: number): void {
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
