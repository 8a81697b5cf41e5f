/**
 * QEMU's search for dirty pages: round and round, a page that is sent is done with, and a harvest adds to what is left
 * (docs/sources/qemu.md#page-search, docs/sources/qemu.md#bitmap-sync).
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

  /** Sends one page. */
  function take(position: number, pace: Pace, guestSeconds: number): void {
    clearing?.beforeSending(position, guestSeconds);
    clearBit(toSend, position);
    clearBit(neverSent, position);
    pagesLeft--;
    progress.pagesSent++;
    if (isZeroPage(position, guestSeconds)) progress.zeroPages++;
    else if (hasWrapped && deltaCache?.use(position, progress.round, pace.live)) progress.deltaPages++;
  }

  /** Counts what is left to be sent. */
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
      // Zero pages fill no vector, but the clock is looked at now and then.
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
      for (let word = 0; word < log.length; word++) toSend[word] = (toSend[word] as number) | (log[word] as number);
      if (clearing) clearing.report();
      else log.fill(0);
      settle();
      return pagesLeft - before;
    },
    filled() {
      settle();
      clearing?.reportAll();
    },
    beforeDropping: (chunk) => clearing?.beforeDropping(chunk),
    recount: settle,
  };
}
