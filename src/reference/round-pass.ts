/** Xen's rounds: each scans from the first position to the last, and reading the dirty log replaces the pages to send. */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { Pace } from "../pages/pages.js";
import { guestSecondsAt } from "../pages/round-progress.js";
import { clearBit, countBits, hasBit } from "./bitmap.js";
import { nextToSend, type PagesState } from "./pages-state.js";
import { type Pass, sendOff } from "./pass.js";

export function createRoundPass(state: PagesState): Pass {
  const { config, progress, dirtyLog, toSend, neverSent, zero, deferred } = state;
  const { slots } = config;

  /** Applies the dirty-page rule to one page to send. Returns the entries it takes in its batch. */
  function take(position: number, pace: Pace): 0 | 1 {
    const written = hasBit(dirtyLog, position);
    if (written && pace.dirtyPageRule === "skip") {
      progress.pagesSkipped++;
      return 0;
    }
    if (pace.live && hasBit(deferred, position)) {
      progress.pagesDeferred++;
      return pace.listsDeferredPages ? 1 : 0;
    }
    if (written && pace.dirtyPageRule === "allocate-only") {
      progress.pagesAllocatedOnly++;
      return 1;
    }
    progress.pagesSent++;
    clearBit(neverSent, position);
    if (!written && hasBit(zero, position)) progress.zeroPages++;
    return 1;
  }

  return {
    begin() {
      progress.cursor = 0;
    },
    // Only chunks that hold pages to send are sampled.
    sendBatch(pace) {
      const asksLog = pace.dirtyPageRule !== "send";
      const looks = asksLog || state.tracksZero;
      const guestSeconds = guestSecondsAt(pace, progress.seconds);
      if (asksLog) progress.peeks++;
      if (looks) state.writeEagerly(guestSeconds);
      const before = { ...progress };
      let entries = 0;
      let position = progress.cursor;
      while (entries < pace.batchPages && position < slots) {
        position = nextToSend(state, position);
        if (position >= slots || !hasBit(toSend, position)) continue;
        if (looks) state.advance(Math.floor(position / CHUNK_PAGES), guestSeconds, progress.batches);
        entries += take(position, pace);
        position++;
      }
      progress.cursor = position;
      progress.done = position >= slots;
      if (entries > 0) sendOff(progress, pace, entries, before);
    },
    harvest() {
      toSend.set(dirtyLog);
      dirtyLog.fill(0);
      return countBits(toSend);
    },
    filled: () => undefined,
    beforeDropping: () => undefined,
    recount: () => undefined,
  };
}
