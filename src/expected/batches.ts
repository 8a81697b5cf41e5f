/** How many batches of the same bytes begin before a limit: answered at once, since engines take them one page at a time. */
import type { Pace } from "../pages/pages.js";
import { leftSeconds, type MutableProgress } from "../pages/round-progress.js";

/**
 * Batches that begin before `untilSeconds`, at least 1: the one that begins now. Each has `bytes` bytes and `zeroPages` zero
 * pages, expected. Infinity where they take no time.
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

/** When the batch behind so many more begins. */
function beginSeconds(pace: Pace, progress: MutableProgress, batches: number, bytes: number, zeroPages: number): number {
  return leftSeconds(pace, {
    bytes: progress.bytes + batches * bytes,
    batches: progress.batches + batches,
    zeroPages: progress.zeroPages + batches * zeroPages,
  });
}

/** Batches of `bytes` bytes after which `sentBytes` and they exceed `limitBytes`, at least 1. Infinity where nothing is a limit. */
export function batchesWithin(sentBytes: number, limitBytes: number, bytes: number): number {
  if (limitBytes === Infinity || bytes <= 0) return Infinity;
  let batches = Math.max(1, Math.floor((limitBytes - sentBytes) / bytes) + 1);
  while (sentBytes + batches * bytes <= limitBytes) batches++;
  while (batches > 1 && sentBytes + (batches - 1) * bytes > limitBytes) batches--;
  return batches;
}
