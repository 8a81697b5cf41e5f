/**
 * A batch of pages of which each is all zero by chance. Zero pages do not count as the batch's pages, up to twice these in all.
 */
import type { Pace } from "../pages/pages.js";

/** Pages in all that end a batch, for each of its pages that are not zero. */
export const ENTRIES_PER_BATCH_PAGE = 2;

export interface MeanBatch {
  /** Whether its bytes are a matter of chance: where so many pages are zero that their number in all ends it. */
  isMixed: boolean;
  entries: number;
  bytes: number;
  zeroPages: number;
  /** By how much mixed batches exceed a limit on bytes: E[B^2] / (2 E[B]), as in any renewal process. */
  excessBytes: number;
}

/** The mean batch where a share of the pages is zero, 0 .. 1. Which of the two numbers of pages ends it is taken from the means. */
export function readMeanBatch(pace: Pace, zeroRatio: number, batch: MeanBatch): void {
  const { batchPages } = pace;
  const isFull = zeroRatio > 0.5;
  batch.isMixed = isFull && zeroRatio < 1;
  batch.entries = isFull ? ENTRIES_PER_BATCH_PAGE * batchPages : batchPages / (1 - zeroRatio);
  batch.zeroPages = batch.entries * zeroRatio;
  batch.bytes = pace.batchHeaderBytes + batch.entries * (pace.entryBytes + contentBytes(pace, zeroRatio));
  const variance = batch.zeroPages * (1 - zeroRatio) * (pace.pageBytes - pace.zeroPageBytes) ** 2;
  batch.excessBytes = (batch.bytes + variance / batch.bytes) / 2;
}

/** How many of them go in `seconds`, and a little more. */
export function meanBatchesBefore(pace: Pace, seconds: number, { bytes, zeroPages }: MeanBatch): number {
  if (seconds === Infinity) return Infinity;
  return seconds / (bytes / pace.bytesPerSecond + pace.batchSeconds + zeroPages * pace.zeroPageSeconds) + NEGLIGIBLE_BATCHES;
}

/** So that time goes on. */
const NEGLIGIBLE_BATCHES = 1e-6;

/** Seconds that an entry takes on average, its share of its batch included. */
export function secondsPerEntry(pace: Pace, zeroRatio: number): number {
  const batchSeconds = pace.batchHeaderBytes / pace.bytesPerSecond + pace.batchSeconds;
  const transferSeconds = (pace.entryBytes + contentBytes(pace, zeroRatio)) / pace.bytesPerSecond;
  return transferSeconds + zeroRatio * pace.zeroPageSeconds + batchSeconds / pace.batchPages;
}

function contentBytes({ pageBytes, zeroPageBytes }: Pace, zeroRatio: number): number {
  return pageBytes - zeroRatio * (pageBytes - zeroPageBytes);
}
