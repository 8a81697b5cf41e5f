import type { Pace, RoundProgress } from "./pages.js";

export type MutableProgress = { -readonly [Field in keyof RoundProgress]: RoundProgress[Field] };

/** A round that has not begun to send. */
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

/** The moment the last built batch has left the host: the formula of `RoundProgress`, safe for a link of no or endless speed. */
export function leftSeconds(pace: Pace, { bytes, batches, zeroPages }: Pick<RoundProgress, "bytes" | "batches" | "zeroPages">): number {
  const sinceBytes = bytes - pace.startBytes;
  const transferSeconds = sinceBytes === 0 ? 0 : sinceBytes / pace.bytesPerSecond;
  const batchSeconds = (batches - pace.startBatches) * pace.batchSeconds;
  return pace.startSeconds + transferSeconds + batchSeconds + (zeroPages - pace.startZeroPages) * pace.zeroPageSeconds;
}

/** Guest seconds at simulated second `seconds` of a pace. */
export function guestSecondsAt(pace: Pace, seconds: number): number {
  return pace.startGuestSeconds + (seconds - pace.startSeconds) * pace.guestSpeedRatio;
}
