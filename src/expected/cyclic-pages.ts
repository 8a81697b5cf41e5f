/**
 * Expected counts under QEMU's scan: it wraps around, a page is sent at most once between two bitmap syncs, and a sync adds to the pages
 * left.
 *
 * Batches hold one or a few pages, and there may be thousands of them between two checks of the engine. Equal ones are therefore taken at
 * once. Counts are real numbers; a last batch of less than one page counts as a fraction of a batch.
 */
import type { Pace, Pages, PagesConfig } from "../pages/pages.js";
import { checkPageRange } from "../pages/pages-config.js";
import { createProgress, leftSeconds, type MutableProgress, resetProgress } from "../pages/round-progress.js";
import { batchesBefore, batchesWithin } from "./batches.js";
import { CyclicGuest } from "./cyclic-guest.js";
import { type Ahead, CyclicScan, type Load } from "./cyclic-scan.js";
import { fitInBlocks, type MeanBatch, meanBatchesBefore, readMeanBatch } from "./mean-batch.js";
import { NEGLIGIBLE_PAGES } from "./scan.js";

/**
 * Creates the page state: no page to send, none written, none sent. `config` has been checked.
 *
 * Known limits:
 * - Under manual dirty-log protect a stretch is cleared when the mean scan has taken half a page of it; in fact the first page decides.
 * - Which of a batch's two page limits ends it is decided by the mean share of zero pages. This is off if about half of the pages are
 *   zero and a burst is only a few batches long.
 * - Zero pages in blocks have the same share everywhere, so a pause is that of a guest whose last block is partly zero. Blocks shorter
 *   than a batch are taken as single pages.
 * - `peek` needs a dirty log that a sync clears.
 */
export function createCyclicPages(config: PagesConfig): Pages {
  const guest = new CyclicGuest(config);
  const scan = new CyclicScan(guest, config.allocatedPages);
  const progress = createProgress(0, 0);
  const ahead: Ahead = { entries: 0, zeroRatio: 0 };
  const mean: MeanBatch = { isMixed: false, entries: 0, bytes: 0, zeroPages: 0, excessBytes: 0, stepBytes: 0 };
  /** Whether the bytes of a batch under `lastPace` are random. */
  let isMixed = false;
  let lastPace: Pace | undefined;
  const load: Load = { entries: 0, zeroPages: 0 };

  function sendBatches(pace: Pace, untilSeconds: number, limitBytes: number): void {
    const enough = (limitBytes - progress.bytes) / Math.min(pace.pageBytes, pace.zeroPageBytes);
    scan.lookAhead(pace, enough, progress.seconds, ahead);
    readMeanBatch(pace, ahead.zeroRatio, fitInBlocks(pace, guest.zeroBlockPages), mean);
    isMixed = mean.isMixed || (isMixed && pace === lastPace);
    lastPace = pace;
    const batches = (isMixed ? mixedBatches : alikeBatches)(pace, untilSeconds, limitBytes);
    load.entries = 0;
    load.zeroPages = 0;
    scan.take(pace, batches, progress.seconds, load);
    addLoad(progress, pace, load, isMixed || batches > 1 ? batches : Math.min(1, load.entries));
    progress.cursor = scan.page;
    progress.done = scan.done;
  }

  /** Number of whole, equal batches to take; at least 1, the one that begins now. */
  function alikeBatches(pace: Pace, untilSeconds: number, limitBytes: number): number {
    const whole = Math.floor((ahead.entries + NEGLIGIBLE_PAGES) / mean.entries);
    if (whole <= 1) return 1;
    const inTime = batchesBefore(pace, progress, untilSeconds, mean.bytes, mean.zeroPages);
    return Math.min(whole, inTime, batchesWithin(progress.bytes, limitBytes, mean.bytes));
  }

  /**
   * Number of batches of random size to take, a real number of mean batches. The one that exceeds the byte limit is finished, whatever
   * the time.
   */
  function mixedBatches(pace: Pace, untilSeconds: number, limitBytes: number): number {
    const inTime = meanBatchesBefore(pace, untilSeconds - progress.seconds, mean);
    const batches = Math.min(ahead.entries / mean.entries, inTime);
    if (progress.bytes + batches * mean.bytes <= limitBytes) return batches;
    if (mean.stepBytes === 0) return (limitBytes - progress.bytes + mean.excessBytes) / mean.bytes;
    const steps = Math.floor((limitBytes - pace.startBytes) / mean.stepBytes) + 1;
    return (pace.startBytes + steps * mean.stepBytes - progress.bytes) / mean.bytes;
  }

  function change(pagesLeft: () => number): number {
    const before = scan.pagesLeft;
    scan.settle();
    const after = pagesLeft();
    scan.resume(after);
    progress.done = scan.done;
    return after - before;
  }

  return {
    config,
    hasFractions: true,
    progress,
    fillToSend() {
      change(() => {
        guest.fill();
        return config.allocatedPages;
      });
      return scan.pagesLeft;
    },
    beginRound(round, startSeconds) {
      resetProgress(progress, round, startSeconds);
      progress.cursor = scan.page;
      progress.done = scan.done;
    },
    transfer(pace, untilSeconds, limitBytes = Infinity) {
      if (progress.done) return;
      progress.seconds = leftSeconds(pace, progress);
      while (!progress.done && progress.seconds < untilSeconds && progress.bytes <= limitBytes) sendBatches(pace, untilSeconds, limitBytes);
    },
    clean(guestSeconds) {
      guest.lookAt(guestSeconds);
      // A sync only adds pages: a decrease is rounding.
      return Math.max(
        0,
        change(() => guest.harvest(scan.page)),
      );
    },
    peek(guestSeconds) {
      if (guest.clearsLate) throw new Error("Expected counts cannot peek at a dirty log that a bitmap sync does not clear.");
      guest.lookAt(guestSeconds);
      return guest.cells.reduce((pages, cell) => pages + guest.writtenPages(cell), 0);
    },
    countToSend: () => scan.pagesLeft,
    countToSendAmong: () => undefined,
    countDeferredToSend: () => 0,
    addDeferred: () => 0,
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      if (pageCount === 0) return;
      change(() => {
        guest.markWritten(firstPage, firstPage + pageCount);
        return scan.pagesLeft;
      });
    },
    dropZeroPages() {
      return -change(() => scan.pagesLeft - guest.cells.reduce((pages, cell) => pages + guest.dropZeroPages(cell), 0));
    },
    markSent() {
      throw new Error("Expected counts have no page identity: single pages cannot be marked as sent.");
    },
    countNeverSent() {
      scan.settle();
      return guest.cells.reduce((pages, cell) => pages + guest.neverSentRatio(cell) * (cell.endPage - cell.firstPage), 0);
    },
    snapshot() {
      throw new Error("Expected counts have no page identity, so there is no bitmap. Use the fidelity `pages`.");
    },
  };
}

function addLoad(progress: MutableProgress, pace: Pace, load: Load, batches: number): void {
  const contentBytes = (load.entries - load.zeroPages) * pace.pageBytes + load.zeroPages * pace.zeroPageBytes;
  progress.pagesSent += load.entries;
  progress.zeroPages += load.zeroPages;
  progress.batches += batches;
  progress.bytes += batches * pace.batchHeaderBytes + load.entries * pace.entryBytes + contentBytes;
  progress.seconds = leftSeconds(pace, progress);
}
