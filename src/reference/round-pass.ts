/** Xen's rounds: from the first position to the last, a harvest takes the place of what was to be sent. */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { Pace } from "../simulation/pages.js";
import { guestSecondsAt, leftSeconds } from "../simulation/round-progress.js";
import { clearBit, countBits, hasBit } from "./bitmap.js";
import { nextToSend, type PagesState } from "./pages-state.js";
import type { Pass } from "./pass.js";

interface Taken {
  readonly entries: 0 | 1;
  readonly contentBytes: number;
}

const PASSED_OVER: Taken = { entries: 0, contentBytes: 0 };
const LISTED: Taken = { entries: 1, contentBytes: 0 };

export function createRoundPass(state: PagesState): Pass {
  const { config, progress, log, toSend, neverSent, zero, deferred } = state;
  const { slots } = config;

  /** Deals with one page that is to be sent. */
  function take(position: number, pace: Pace): Taken {
    const written = hasBit(log, position);
    if (written && pace.dirtyPageRule === "skip") {
      progress.pagesSkipped++;
      return PASSED_OVER;
    }
    if (pace.live && hasBit(deferred, position)) {
      progress.pagesDeferred++;
      return pace.listsDeferredPages ? LISTED : PASSED_OVER;
    }
    if (written && pace.dirtyPageRule === "allocate-only") {
      progress.pagesAllocatedOnly++;
      return LISTED;
    }
    progress.pagesSent++;
    clearBit(neverSent, position);
    const isZero = !written && hasBit(zero, position);
    if (isZero) progress.zeroPages++;
    return { entries: 1, contentBytes: isZero ? pace.zeroPageBytes : pace.pageBytes };
  }

  return {
    begin() {
      progress.cursor = 0;
    },
    // Only chunks with pages to be sent are looked into.
    sendBatch(pace) {
      const asksLog = pace.dirtyPageRule !== "send";
      const looks = asksLog || state.tracksZero;
      const guestSeconds = guestSecondsAt(pace, progress.seconds);
      if (asksLog) progress.peeks++;
      if (looks) state.writeEagerly(guestSeconds);
      let entries = 0;
      let contentBytes = 0;
      let position = progress.cursor;
      while (entries < pace.batchPages && position < slots) {
        position = nextToSend(state, position);
        if (position >= slots || !hasBit(toSend, position)) continue;
        if (looks) state.advance(Math.floor(position / CHUNK_PAGES), guestSeconds, progress.batches);
        const taken = take(position, pace);
        entries += taken.entries;
        contentBytes += taken.contentBytes;
        position++;
      }
      progress.cursor = position;
      progress.done = position >= slots;
      if (entries === 0) return;
      progress.batches++;
      progress.bytes += pace.batchHeaderBytes + entries * pace.entryBytes + contentBytes;
      progress.seconds = leftSeconds(pace, progress);
    },
    harvest() {
      toSend.set(log);
      log.fill(0);
      return countBits(toSend);
    },
    filled: () => undefined,
    recount: () => undefined,
  };
}
