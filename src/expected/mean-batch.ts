/**
 * The mean batch if each page is all zero with some probability. Zero pages do not count towards `batchPages`, but a batch ends at 2 x
 * `batchPages` entries. If zero pages lie in long blocks, a batch is all zero or all data.
 */
import type { Pace } from "../pages/pages.js";

/** A batch ends at this number x `batchPages` entries, zero pages included. */
export const ENTRIES_PER_BATCH_PAGE = 2;

export interface MeanBatch {
  /** Whether the bytes of a batch are random: with more than half of the pages zero, the number of entries ends it. */
  isMixed: boolean;
  entries: number;
  bytes: number;
  zeroPages: number;
  /** Mean excess of such batches over a byte limit: E[B^2] / (2 E[B]), as in any renewal process. */
  excessBytes: number;
  /** In blocks, which mix two sizes of batches: mean bytes up to the end of a batch of data. A byte limit is exceeded there. 0 otherwise. */
  stepBytes: number;
}

/** Whether batches lie within blocks of `blockPages` pages that are all zero or all data: at least one batch of either fits. */
export function fitInBlocks({ batchPages }: Pace, blockPages: number): boolean {
  return blockPages >= ENTRIES_PER_BATCH_PAGE * batchPages;
}

/** Part of `batchPages` that an entry of the mean batch takes up. */
export function fillOfEntry(zeroRatio: number, isInBlocks: boolean): number {
  return isInBlocks ? 1 - zeroRatio + zeroRatio / ENTRIES_PER_BATCH_PAGE : 1 - zeroRatio;
}

/**
 * Computes the mean batch for a share of zero pages, 0 .. 1. Which of the two limits ends it is decided by the means, or by the block it
 * lies in (`isInBlocks`).
 */
export function readMeanBatch(pace: Pace, zeroRatio: number, isInBlocks: boolean, batch: MeanBatch): void {
  if (isInBlocks) readBatchOfBlocks(pace, zeroRatio, batch);
  else readBatchOfPages(pace, zeroRatio, batch);
}

/** Batches of 2 x `batchPages` zero pages among batches of `batchPages` data pages. */
function readBatchOfBlocks(pace: Pace, zeroRatio: number, batch: MeanBatch): void {
  const { batchPages, batchHeaderBytes, entryBytes, zeroPageBytes, pageBytes } = pace;
  batch.isMixed = zeroRatio > 0 && zeroRatio < 1;
  batch.entries = batchPages / fillOfEntry(zeroRatio, true);
  batch.zeroPages = batch.entries * zeroRatio;
  const zeroBatchRatio = batch.zeroPages / (ENTRIES_PER_BATCH_PAGE * batchPages);
  const zeroBytes = batchHeaderBytes + ENTRIES_PER_BATCH_PAGE * batchPages * (entryBytes + zeroPageBytes);
  const dataBytes = batchHeaderBytes + batchPages * (entryBytes + pageBytes);
  batch.bytes = zeroBatchRatio * zeroBytes + (1 - zeroBatchRatio) * dataBytes;
  batch.excessBytes = batch.bytes / 2;
  batch.stepBytes = zeroBatchRatio < 1 ? batch.bytes / (1 - zeroBatchRatio) : 0;
}

function readBatchOfPages(pace: Pace, zeroRatio: number, batch: MeanBatch): void {
  const { batchPages } = pace;
  const isFull = zeroRatio > 0.5;
  batch.isMixed = isFull && zeroRatio < 1;
  batch.entries = isFull ? ENTRIES_PER_BATCH_PAGE * batchPages : batchPages / (1 - zeroRatio);
  batch.zeroPages = batch.entries * zeroRatio;
  batch.bytes = pace.batchHeaderBytes + batch.entries * (pace.entryBytes + contentBytes(pace, zeroRatio));
  const variance = batch.zeroPages * (1 - zeroRatio) * (pace.pageBytes - pace.zeroPageBytes) ** 2;
  batch.excessBytes = (batch.bytes + variance / batch.bytes) / 2;
  batch.stepBytes = 0;
}

/** Number of mean batches that begin within `seconds`, plus a small amount. */
export function meanBatchesBefore(pace: Pace, seconds: number, { bytes, zeroPages }: MeanBatch): number {
  if (seconds === Infinity) return Infinity;
  return seconds / (bytes / pace.bytesPerSecond + pace.batchSeconds + zeroPages * pace.zeroPageSeconds) + NEGLIGIBLE_BATCHES;
}

/** The small amount: guarantees progress. */
const NEGLIGIBLE_BATCHES = 1e-6;

/** Mean seconds per entry, its share of the batch's header and time included. */
export function secondsPerEntry(pace: Pace, zeroRatio: number): number {
  const batchSeconds = pace.batchHeaderBytes / pace.bytesPerSecond + pace.batchSeconds;
  const transferSeconds = (pace.entryBytes + contentBytes(pace, zeroRatio)) / pace.bytesPerSecond;
  return transferSeconds + zeroRatio * pace.zeroPageSeconds + batchSeconds / pace.batchPages;
}

function contentBytes({ pageBytes, zeroPageBytes }: Pace, zeroRatio: number): number {
  return pageBytes - zeroRatio * (pageBytes - zeroPageBytes);
}
