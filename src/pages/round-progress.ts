/** Progress of a round, and the formulas of its time, shared by all implementations of Pages. */
import type { Mutable } from "./mutable.js";
import type { Pace, RoundProgress } from "./pages.js";

export type MutableProgress = Mutable<RoundProgress>;

/** Progress of a round that has not sent anything. */
export function createProgress(round: number, startSeconds: number): MutableProgress {
  return {
    round,
    cursor: 0,
    seconds: startSeconds,
    bytes: 0,
    batches: 0,
    pagesSent: 0,
    pagesSkipped: 0,
    pagesAllocatedOnly: 0,
    pagesDeferred: 0,
    zeroPages: 0,
    deltaPages: 0,
    peeks: 0,
    done: false,
  };
}

/** Resets `progress` to that of a round that has not sent anything. */
export function resetProgress(progress: MutableProgress, round: number, startSeconds: number): void {
  progress.round = round;
  progress.cursor = 0;
  progress.seconds = startSeconds;
  progress.bytes = 0;
  progress.batches = 0;
  progress.pagesSent = 0;
  progress.pagesSkipped = 0;
  progress.pagesAllocatedOnly = 0;
  progress.pagesDeferred = 0;
  progress.zeroPages = 0;
  progress.deltaPages = 0;
  progress.peeks = 0;
  progress.done = false;
}

/**
 * Simulated second at which the last finished batch has left the host: the formula of `RoundProgress`, safe for links of zero or infinite
 * speed.
 */
export function leftSeconds(pace: Pace, { bytes, batches, zeroPages }: Pick<RoundProgress, "bytes" | "batches" | "zeroPages">): number {
  const sinceBytes = bytes - pace.startBytes;
  const transferSeconds = sinceBytes === 0 ? 0 : sinceBytes / pace.bytesPerSecond;
  const batchSeconds = (batches - pace.startBatches) * pace.batchSeconds;
  return pace.startSeconds + transferSeconds + batchSeconds + (zeroPages - pace.startZeroPages) * pace.zeroPageSeconds;
}

/** Guest second at simulated second `seconds` of a pace. */
export function guestSecondsAt(pace: Pace, seconds: number): number {
  return pace.startGuestSeconds + (seconds - pace.startSeconds) * pace.guestSpeedRatio;
}
