/**
 * QEMU's search for dirty pages: the scan wraps around, a page is sent at most once between two bitmap syncs, and a sync adds to the
 * pages left (docs/sources/qemu.md#page-search, docs/sources/qemu.md#bitmap-sync).
 */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { Pace } from "../pages/pages.js";
import { guestSecondsAt } from "../pages/round-progress.js";
import { clearBit, countBits, hasBit } from "./bitmap.js";
import { createDeltaCache } from "./delta-cache.js";
import { createLogClearing } from "./log-clearing.js";
import { nextToSend, type PagesState } from "./pages-state.js";
import { type Pass, sendOff } from "./pass.js";

export function createCyclicPass(state: PagesState): Pass {
  const { config, progress, dirtyLog, toSend, neverSent, zero } = state;
  const clearing = config.clearPages === undefined ? undefined : createLogClearing(state, config.clearPages);
  const deltaCache = config.deltaCachePages === undefined ? undefined : createDeltaCache(config.deltaCachePages);
  let pagesLeft = 0;
  let hasWrapped = false;

  /** True if a page has been all zero so far. Its chunk's writes are sampled only if it was all zero at the start. */
  function isZeroPage(position: number, guestSeconds: number): boolean {
    if (!hasBit(zero, position)) return false;
    state.advance(Math.floor(position / CHUNK_PAGES), guestSeconds, progress.batches);
    return !hasBit(dirtyLog, position);
  }

  /** Sends the page at `position`. */
  function take(position: number, pace: Pace, guestSeconds: number): void {
    clearing?.beforeSending(position, guestSeconds);
    clearBit(toSend, position);
    clearBit(neverSent, position);
    pagesLeft--;
    progress.pagesSent++;
    if (isZeroPage(position, guestSeconds)) progress.zeroPages++;
    else if (hasWrapped && deltaCache?.use(position, progress.round, pace.live)) progress.deltaPages++;
  }

  /** Recounts the pages to send. */
  function settle(): void {
    pagesLeft = countBits(toSend);
    progress.done = pagesLeft === 0;
  }

  return {
    begin() {
      progress.done = pagesLeft === 0;
    },
    sendBatch(pace) {
      const guestSeconds = guestSecondsAt(pace, progress.seconds);
      if (state.tracksZero || clearing) state.writeEagerly(guestSeconds);
      const before = { ...progress };
      let entries = 0;
      let position = progress.cursor;
      // Zero pages do not count towards the batch's pages, but a batch ends at 2 x `batchPages` entries.
      const isFull = () => entries >= 2 * pace.batchPages || entries - (progress.zeroPages - before.zeroPages) >= pace.batchPages;
      while (!isFull() && pagesLeft > 0) {
        position = nextToSend(state, position);
        if (position >= config.slots) {
          position = 0;
          hasWrapped = true;
        } else if (hasBit(toSend, position)) {
          take(position, pace, guestSeconds);
          entries++;
          position++;
        }
      }
      progress.cursor = position;
      progress.done = pagesLeft === 0;
      sendOff(progress, pace, entries, before);
    },
    harvest() {
      const before = pagesLeft;
      for (let word = 0; word < dirtyLog.length; word++) toSend[word] = (toSend[word] as number) | (dirtyLog[word] as number);
      if (clearing) clearing.report();
      else dirtyLog.fill(0);
      settle();
      return pagesLeft - before;
    },
    filled() {
      settle();
      if (config.initiallySet ?? true) clearing?.reportAll();
    },
    beforeDropping: (chunk) => clearing?.beforeDropping(chunk),
    recount: settle,
  };
}
