/** Number of equal batches that begin before a limit, computed at once, since an engine may send thousands of one-page batches. */
import type { Pace } from "../pages/pages.js";
import { leftSeconds, type MutableProgress } from "../pages/round-progress.js";

/**
 * Number of batches that begin before `untilSeconds`, the one that begins now included; at least 1. Each has `bytes` bytes and
 * `zeroPages` expected zero pages. Infinity if they take no time.
 */
export function batchesBefore(pace: Pace, progress: MutableProgress, untilSeconds: number, bytes: number, zeroPages: number): number {
  if (untilSeconds === Infinity) return Infinity;
  const firstSeconds = beginSeconds(pace, progress, 1, bytes, zeroPages);
  let batches = Math.ceil((untilSeconds - progress.seconds) / (firstSeconds - progress.seconds));
  if (!Number.isFinite(batches)) return firstSeconds < untilSeconds ? Infinity : 1;
  while (beginSeconds(pace, progress, batches, bytes, zeroPages) < untilSeconds) batches++;
  while (batches > 1 && beginSeconds(pace, progress, batches - 1, bytes, zeroPages) >= untilSeconds) batches--;
  return Math.max(1, batches);
}

/** Simulated second at which the batch after `batches` more batches begins. */
function beginSeconds(pace: Pace, progress: MutableProgress, batches: number, bytes: number, zeroPages: number): number {
  return leftSeconds(pace, {
    bytes: progress.bytes + batches * bytes,
    batches: progress.batches + batches,
    zeroPages: progress.zeroPages + batches * zeroPages,
  });
}

/** Number of batches of `bytes` bytes that bring `sentBytes` above `limitBytes`; at least 1. Infinity if there is no limit. */
export function batchesWithin(sentBytes: number, limitBytes: number, bytes: number): number {
  if (limitBytes === Infinity || bytes <= 0) return Infinity;
  let batches = Math.max(1, Math.floor((limitBytes - sentBytes) / bytes) + 1);
  while (sentBytes + batches * bytes <= limitBytes) batches++;
  while (batches > 1 && sentBytes + (batches - 1) * bytes > limitBytes) batches--;
  return batches;
}
