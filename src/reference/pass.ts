/** How a scan passes over the pages to send: QEMU's cyclic one (cyclic-pass.ts) or Xen's (round-pass.ts). */
import type { Pace, RoundProgress } from "../pages/pages.js";
import { leftSeconds, type MutableProgress } from "../pages/round-progress.js";

export interface Pass {
  /** Called at the start of a round, after the counters were reset. */
  begin(): void;
  /** Builds one batch at `progress.seconds` and sends it. */
  sendBatch(pace: Pace): void;
  /**
   * Updates the pages to send from the dirty log at a sync, and clears the log unless the clearing is manual. Returns the pages that
   * `Pages.clean` counts.
   */
  harvest(): number;
  /** Called when every allocated page has been marked to send, at the start of a migration. */
  filled(): void;
  /** Called before pages of a chunk are removed, unsent, from the pages to send. */
  beforeDropping(chunk: number): void;
  /** Called after the pages to send were changed from outside. */
  recount(): void;
}

type SentCounts = Pick<RoundProgress, "pagesSent" | "zeroPages" | "deltaPages">;

/** Accounts for a finished batch of `entries` entries: adds it to `progress`, where `before` holds the counts at its start. */
export function sendOff(progress: MutableProgress, pace: Pace, entries: number, before: SentCounts): void {
  const zeroPages = progress.zeroPages - before.zeroPages;
  const deltaPages = progress.deltaPages - before.deltaPages;
  const plainPages = progress.pagesSent - before.pagesSent - zeroPages - deltaPages;
  const contentBytes = plainPages * pace.pageBytes + zeroPages * pace.zeroPageBytes + deltaPages * pace.deltaPageBytes;
  progress.batches++;
  progress.bytes += pace.batchHeaderBytes + entries * pace.entryBytes + contentBytes;
  progress.seconds = leftSeconds(pace, progress);
}
