/** How many batches of the same bytes begin before a limit: answered at once, since engines take them one page at a time. */
import type { Pace } from "../simulation/pages.js";
import { leftSeconds, type MutableProgress } from "../simulation/round-progress.js";

/**
 * Batches that begin before `untilSeconds`, at least 1: the one that begins now. Each has `bytes` bytes and `zeroPages` zero
 * pages, expected. Infinity where they take no time.
 */
export function batchesBefore(pace: Pace, progress: MutableProgress, untilSeconds: number, bytes: number, zeroPages: number): number {
  return untilSeconds === Infinity ? Infinity : countBefore(pace, progress, untilSeconds, bytes, zeroPages);
}

/** A function of its own: most rounds have no such limit and are spared what the closure takes. */
function countBefore(pace: Pace, progress: MutableProgress, untilSeconds: number, bytes: number, zeroPages: number): number {
  const position = { bytes: progress.bytes, batches: progress.batches, zeroPages: progress.zeroPages };
  const beginSeconds = (batches: number): number => {
    position.bytes = progress.bytes + batches * bytes;
    position.batches = progress.batches + batches;
    position.zeroPages = progress.zeroPages + batches * zeroPages;
    return leftSeconds(pace, position);
  };
  let batches = Math.ceil((untilSeconds - progress.seconds) / (beginSeconds(1) - progress.seconds));
  if (!Number.isFinite(batches)) return beginSeconds(1) < untilSeconds ? Infinity : 1;
  while (beginSeconds(batches) < untilSeconds) batches++;
  while (batches > 1 && beginSeconds(batches - 1) >= untilSeconds) batches--;
  return Math.max(1, batches);
}

/** Batches of `bytes` bytes after which `sentBytes` and they exceed `limitBytes`, at least 1. Infinity where nothing is a limit. */
export function batchesWithin(sentBytes: number, limitBytes: number, bytes: number): number {
  if (limitBytes === Infinity || bytes <= 0) return Infinity;
  let batches = Math.max(1, Math.floor((limitBytes - sentBytes) / bytes) + 1);
  while (sentBytes + batches * bytes <= limitBytes) batches++;
  while (batches > 1 && sentBytes + (batches - 1) * bytes > limitBytes) batches--;
  return batches;
}
