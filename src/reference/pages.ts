/**
 * The model in plain TypeScript: the results that every implementation of Pages has to give, bit for bit.
 *
 * All bitmaps are indexed by scan position. The dirty log is sampled lazily: every chunk of 1024 positions has an age, the guest second
 * up to which its writes are known, and is advanced only when it is read. This is exact: a Poisson process after a given time does not
 * depend on its past.
 */
import { CHUNK_WORDS, CLEAN_STEP, PEEK_STEP } from "../../assembly/abi.js";
import type { Pages, PagesConfig } from "../pages/pages.js";
import { checkPageRange, checkPagesConfig } from "../pages/pages-config.js";
import { createScan } from "../pages/placement.js";
import { createProgress, guestSecondsAt, leftSeconds } from "../pages/round-progress.js";
import { clearBit, countBits, hasBit, setBit } from "./bitmap.js";
import { createCyclicPass } from "./cyclic-pass.js";
import { createPagesState } from "./pages-state.js";
import { createRoundPass } from "./round-pass.js";

/** Creates the page state: no page to send, none written, none sent. Throws a RangeError for an invalid `config`. */
export function createReferencePages(config: PagesConfig): Pages {
  checkPagesConfig(config);
  const { slots, allocatedPages } = config;
  const scan = createScan(slots, config.scanOrder);
  const state = createPagesState(config, scan);
  const { progress, dirtyLog, toSend, neverSent, zero, deferred } = state;
  const pass = config.scanOrder === "cyclic" ? createCyclicPass(state) : createRoundPass(state);
  /** Peeks and syncs since `beginRound` last changed the round number. Each needs its own address of random draws. */
  let roundPeeks = 0;
  let roundHarvests = 0;

  return {
    config,
    progress,
    fillToSend() {
      for (let page = 0; page < allocatedPages; page++) setBit(toSend, scan.positionOf(page));
      pass.filled();
      return countBits(toSend);
    },
    beginRound(round, startSeconds) {
      if (round !== progress.round) roundPeeks = roundHarvests = 0;
      Object.assign(progress, { ...createProgress(round, startSeconds), cursor: progress.cursor });
      pass.begin();
    },
    transfer(pace, untilSeconds, limitBytes = Infinity) {
      if (progress.done) return;
      progress.seconds = leftSeconds(pace, progress);
      while (!progress.done && progress.seconds < untilSeconds && progress.bytes <= limitBytes) pass.sendBatch(pace);
      // The log is not read before this time. Replayed writes are applied now, step by step, not all at the next sync.
      state.writeEagerly(guestSecondsAt(pace, Math.min(untilSeconds, progress.seconds)));
    },
    clean(guestSeconds) {
      state.advanceAll(guestSeconds, CLEAN_STEP - roundHarvests);
      roundHarvests++;
      for (let word = 0; word < zero.length; word++) zero[word] = (zero[word] as number) & ~(dirtyLog[word] as number);
      return pass.harvest();
    },
    peek(guestSeconds) {
      state.advanceAll(guestSeconds, PEEK_STEP + roundPeeks);
      roundPeeks++;
      return countBits(dirtyLog);
    },
    countToSend: () => countBits(toSend),
    countToSendAmong(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      let count = 0;
      for (let page = firstPage; page < firstPage + pageCount; page++) if (hasBit(toSend, scan.positionOf(page))) count++;
      return count;
    },
    countDeferredToSend() {
      return countBits(toSend.map((bits, word) => bits & (deferred[word] as number)));
    },
    addDeferred() {
      const before = countBits(toSend);
      for (let word = 0; word < toSend.length; word++) toSend[word] = (toSend[word] as number) | (deferred[word] as number);
      pass.recount();
      return countBits(toSend) - before;
    },
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      for (let page = firstPage; page < firstPage + pageCount; page++) setBit(dirtyLog, scan.positionOf(page));
    },
    dropZeroPages() {
      const before = countBits(toSend);
      for (let word = 0; word < toSend.length; word++) {
        const dropped = (toSend[word] as number) & (zero[word] as number) & ~(dirtyLog[word] as number);
        if (dropped === 0) continue;
        pass.beforeDropping(Math.floor(word / CHUNK_WORDS));
        toSend[word] = (toSend[word] as number) & ~dropped;
      }
      pass.recount();
      return before - countBits(toSend);
    },
    markSent(pages) {
      for (let page = 0; page < slots; page++) {
        if ((((pages[page >>> 3] as number) >>> (page & 7)) & 1) === 0) continue;
        clearBit(toSend, scan.positionOf(page));
        clearBit(neverSent, scan.positionOf(page));
      }
      pass.recount();
    },
    countNeverSent: () => countBits(neverSent),
    snapshot(which) {
      const bitmap = { log: dirtyLog, "to-send": toSend, "never-sent": neverSent, zero }[which];
      const pages = new Uint8Array(Math.ceil(slots / 8));
      for (let page = 0; page < slots; page++) {
        if (hasBit(bitmap, scan.positionOf(page))) pages[page >>> 3] = (pages[page >>> 3] as number) | (1 << (page & 7));
      }
      return pages;
    },
  };
}
