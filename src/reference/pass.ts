/** A way to go through the pages to be sent. */
import type { Pace, RoundProgress } from "../pages/pages.js";
import { leftSeconds, type MutableProgress } from "../pages/round-progress.js";

export interface Pass {
  /** A round begins: the counters have been reset. */
  begin(): void;
  /** Builds one batch at `progress.seconds` and sends it. */
  sendBatch(pace: Pace): void;
  /** What a harvest leaves to be sent, given the log; the log is emptied or not. Returns the pages it counts. */
  harvest(): number;
  /** Every allocated page is to be sent: the migration begins. */
  filled(): void;
  /** Pages of a chunk are about to be taken out of those to be sent, unsent. */
  beforeDropping(chunk: number): void;
  /** Pages were added to those to be sent, or taken from them, from outside. */
  recount(): void;
}

type SentCounts = Pick<RoundProgress, "pagesSent" | "zeroPages" | "deltaPages">;

/** Enters a batch of `entries` entries, and of the pages sent since `before`, into `progress`. */
export function sendOff(progress: MutableProgress, pace: Pace, entries: number, before: SentCounts): void {
  const zeroPages = progress.zeroPages - before.zeroPages;
  const deltaPages = progress.deltaPages - before.deltaPages;
  const plainPages = progress.pagesSent - before.pagesSent - zeroPages - deltaPages;
  const contentBytes = plainPages * pace.pageBytes + zeroPages * pace.zeroPageBytes + deltaPages * pace.deltaPageBytes;
  progress.batches++;
  progress.bytes += pace.batchHeaderBytes + entries * pace.entryBytes + contentBytes;
  progress.seconds = leftSeconds(pace, progress);
}
