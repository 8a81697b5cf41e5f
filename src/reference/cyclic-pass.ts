/**
 * QEMU's search for dirty pages: round and round, a page that is sent is done with, and a harvest adds to what is left
 * (facts: engines 3.2, 3.4, 3.6).
 */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { Pace } from "../simulation/pages.js";
import { guestSecondsAt, leftSeconds } from "../simulation/round-progress.js";
import { clearBit, countBits, hasBit } from "./bitmap.js";
import { createDeltaCache } from "./delta-cache.js";
import { createLogClearing } from "./log-clearing.js";
import { nextToSend, type PagesState } from "./pages-state.js";
import type { Pass } from "./pass.js";

export function createCyclicPass(state: PagesState): Pass {
  const { config, progress, log, toSend, neverSent, zero } = state;
  const clearing = config.clearPages === undefined ? undefined : createLogClearing(state, config.clearPages);
  const deltaCache = config.deltaCachePages === undefined ? undefined : createDeltaCache(config.deltaCachePages);
  let pagesLeft = 0;
  let hasWrapped = false;

  /** A page that is all zero until now; its chunk is brought up to date only where it may be. */
  function isZeroPage(position: number, guestSeconds: number): boolean {
    if (!hasBit(zero, position)) return false;
    state.advance(Math.floor(position / CHUNK_PAGES), guestSeconds, progress.batches);
    return !hasBit(log, position);
  }

  /** Sends one page: the bytes of its content. */
  function take(position: number, pace: Pace, guestSeconds: number): number {
    clearing?.beforeSending(position, guestSeconds);
    clearBit(toSend, position);
    clearBit(neverSent, position);
    pagesLeft--;
    progress.pagesSent++;
    if (isZeroPage(position, guestSeconds)) {
      progress.zeroPages++;
      return pace.zeroPageBytes;
    }
    const isDelta = deltaCache && pace.live && hasWrapped && deltaCache.use(position, progress.round);
    if (!isDelta) return pace.pageBytes;
    progress.deltaPages++;
    return pace.deltaPageBytes;
  }

  return {
    begin() {
      progress.done = pagesLeft === 0;
    },
    sendBatch(pace) {
      const guestSeconds = guestSecondsAt(pace, progress.seconds);
      if (state.tracksZero || clearing) state.writeEagerly(guestSeconds);
      const zeroPagesBefore = progress.zeroPages;
      let entries = 0;
      let contentBytes = 0;
      let position = progress.cursor;
      // Zero pages fill no vector, but the clock is looked at now and then.
      const isFull = () => entries >= 2 * pace.batchPages || entries - (progress.zeroPages - zeroPagesBefore) >= pace.batchPages;
      while (!isFull() && pagesLeft > 0) {
        position = nextToSend(state, position);
        if (position >= config.slots) {
          position = 0;
          hasWrapped = true;
        } else if (hasBit(toSend, position)) {
          contentBytes += take(position, pace, guestSeconds);
          entries++;
          position++;
        }
      }
      progress.cursor = position;
      progress.done = pagesLeft === 0;
      progress.batches++;
      progress.bytes += pace.batchHeaderBytes + entries * pace.entryBytes + contentBytes;
      progress.seconds = leftSeconds(pace, progress);
    },
    harvest() {
      const before = pagesLeft;
      for (let word = 0; word < log.length; word++) toSend[word] = (toSend[word] as number) | (log[word] as number);
      if (clearing) clearing.report();
      else log.fill(0);
      pagesLeft = countBits(toSend);
      return pagesLeft - before;
    },
    filled() {
      pagesLeft = countBits(toSend);
      clearing?.reportAll();
    },
    recount() {
      pagesLeft = countBits(toSend);
      progress.done = pagesLeft === 0;
    },
  };
}
