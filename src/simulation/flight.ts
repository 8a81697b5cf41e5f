/**
 * The batches of a round on the wire: sends them, and tells what has left the host at a moment in the middle of one.
 *
 * `Pages` counts a batch when it is built. A migration may be cancelled before that batch has left, so the counters at its
 * beginning are kept: of the batch in flight only the part that has left by then counts. Expected counts are advanced in
 * stretches of many batches, from one boundary of the migration itself to the next, whatever the caller's steps, because sums
 * of real numbers depend on where they are split. Of such a stretch the part that has left is proportional to time.
 */
import type { Mutable } from "../pages/mutable.js";
import type { Pace, Pages, RoundProgress } from "../pages/pages.js";
import { leftSeconds } from "../pages/round-progress.js";
import type { RoundCounts } from "./migration-record.js";

/** The part of a round that has left the host. */
export interface LeftPart {
  readonly counts: RoundCounts;
  readonly wireBytes: number;
  /** Pages that `Pages` counts as sent for the first time and that have not left. */
  readonly unsentNewPages: number;
}

type Standing = Pick<RoundProgress, "seconds" | "cursor" | "bytes" | "pagesSent" | "zeroPages" | "deltaPages">;

export class Flight {
  readonly #pages: Pages;
  readonly #timeoutSeconds: number;
  /** Counters at the beginning of the last batch, or stretch of batches. */
  readonly #before: Mutable<Standing> = { seconds: 0, cursor: 0, bytes: 0, pagesSent: 0, zeroPages: 0, deltaPages: 0 };
  /** Number of pages never sent when the round had sent `#countedPagesSent`. */
  #neverSentPages = 0;
  #countedPagesSent = 0;

  /** One for all rounds of a migration. `timeoutSeconds`: simulated second of the migration's timeout. */
  constructor(pages: Pages, timeoutSeconds: number) {
    this.#pages = pages;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /** Called when a round has begun on the pages. */
  beginRound(): void {
    const pages = this.#pages;
    const before = this.#before;
    before.seconds = before.cursor = before.bytes = before.pagesSent = before.zeroPages = before.deltaPages = 0;
    const isFirst = pages.progress.round === 0;
    this.#neverSentPages = isFirst || !pages.hasFractions ? pages.config.allocatedPages : pages.countNeverSent();
    this.#countedPagesSent = 0;
  }

  /**
   * Builds the batches that begin before `changeSeconds` (the next change of the pace, or another boundary set by the migration)
   * and before `stepSeconds` (the end of the caller's step), until the bytes of the round exceed `limitBytes`. A batch that may
   * be in flight at the end of the step is built alone, since the migration may be cancelled there.
   */
  send(pace: Pace, changeSeconds: number, stepSeconds: number, limitBytes = Infinity): void {
    const pages = this.#pages;
    if (pages.hasFractions) {
      if (!this.#isOpen(pace, Math.min(changeSeconds, stepSeconds), limitBytes)) return;
      this.#keep(pace);
      pages.transfer(pace, Math.min(changeSeconds, this.#timeoutSeconds), limitBytes);
      return;
    }
    const edgeSeconds = Math.min(changeSeconds, stepSeconds);
    const batchSeconds = longestBatchSeconds(pace);
    const isCutPossible = stepSeconds < edgeSeconds + batchSeconds;
    pages.transfer(pace, isCutPossible ? edgeSeconds - batchSeconds : edgeSeconds, limitBytes);
    while (isCutPossible && this.#isOpen(pace, edgeSeconds, limitBytes)) {
      this.#keep(pace);
      this.#countNeverSent();
      pages.transfer(pace, justAfter(this.#before.seconds), limitBytes);
    }
  }

  /** What has left at a moment since the last batch began. */
  at(nowSeconds: number): LeftPart {
    const { progress } = this.#pages;
    const leftRatio = this.#leftRatioAt(nowSeconds);
    if (leftRatio === 1) return { counts: progress, wireBytes: progress.bytes, unsentNewPages: 0 };
    const part = this.#pages.hasFractions ? (count: number) => count * leftRatio : (count: number) => Math.floor(count * leftRatio);
    const { bytes, pagesSent, zeroPages, deltaPages } = this.#before;
    const newPages = this.#newPagesSince(pagesSent);
    return {
      counts: {
        pagesSent: pagesSent + part(progress.pagesSent - pagesSent),
        zeroPages: zeroPages + part(progress.zeroPages - zeroPages),
        deltaPages: deltaPages + part(progress.deltaPages - deltaPages),
        pagesSkipped: progress.pagesSkipped,
        pagesAllocatedOnly: progress.pagesAllocatedOnly,
        pagesDeferred: progress.pagesDeferred,
      },
      wireBytes: bytes + part(progress.bytes - bytes),
      unsentNewPages: newPages - part(newPages),
    };
  }

  /** Position of the scan. */
  cursorAt(nowSeconds: number): number {
    const { cursor } = this.#pages.progress;
    return cursor - Math.max(0, cursor - this.#before.cursor) * (1 - this.#leftRatioAt(nowSeconds));
  }

  #isOpen(pace: Pace, edgeSeconds: number, limitBytes: number): boolean {
    const { progress } = this.#pages;
    return !progress.done && leftSeconds(pace, progress) < edgeSeconds && progress.bytes <= limitBytes;
  }

  #keep(pace: Pace): void {
    const { progress } = this.#pages;
    const before = this.#before;
    before.seconds = leftSeconds(pace, progress);
    before.cursor = progress.cursor;
    before.bytes = progress.bytes;
    before.pagesSent = progress.pagesSent;
    before.zeroPages = progress.zeroPages;
    before.deltaPages = progress.deltaPages;
  }

  /** In the first round every page is new; once all pages have been sent, none is. */
  #countNeverSent(): void {
    const { round, pagesSent } = this.#pages.progress;
    if (round === 0) this.#neverSentPages = this.#pages.config.allocatedPages - pagesSent;
    else if (this.#neverSentPages > 0) this.#neverSentPages = this.#pages.countNeverSent();
    this.#countedPagesSent = pagesSent;
  }

  /** Number of pages sent for the first time among those after the first `pagesSent` of the round. */
  #newPagesSince(pagesSent: number): number {
    const { pagesSent: sentNow } = this.#pages.progress;
    if (sentNow === this.#countedPagesSent) return 0;
    const newPages = this.#neverSentPages - this.#pages.countNeverSent();
    return newPages * ((sentNow - pagesSent) / (sentNow - this.#countedPagesSent));
  }

  /** Fraction of the last batch, or stretch of batches, that has left. */
  #leftRatioAt(nowSeconds: number): number {
    const { seconds } = this.#pages.progress;
    if (nowSeconds >= seconds) return 1;
    return Math.max(0, (nowSeconds - this.#before.seconds) / (seconds - this.#before.seconds));
  }
}

/** Duration of the longest batch: under `cyclic` a batch of zero pages has twice as many pages. */
function longestBatchSeconds({
  bytesPerSecond,
  batchSeconds,
  batchPages,
  batchHeaderBytes,
  entryBytes,
  pageBytes,
  zeroPageSeconds,
}: Pace): number {
  const bytes = batchHeaderBytes + 2 * batchPages * (entryBytes + pageBytes);
  return batchSeconds + bytes / bytesPerSecond + 2 * batchPages * zeroPageSeconds;
}

/** The next representable moment after another. */
function justAfter(seconds: number): number {
  return Math.max(seconds * (1 + Number.EPSILON), Number.MIN_VALUE);
}
