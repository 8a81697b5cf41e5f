/**
 * The model in plain TypeScript: what every implementation of Pages has to give, bit for bit.
 *
 * All bitmaps are indexed by position in the scan. The log is sampled lazily: a chunk of 1024 positions has an age, the
 * guest second up to which its writes are known, and is brought up to a later second only when somebody looks. What a
 * Poisson process does after a moment is independent of what it did before, so nothing is lost by looking late.
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

/** Creates the state of all pages: nothing to be sent, nothing written, nothing sent. Throws a RangeError for a bad `config`. */
export function createReferencePages(config: PagesConfig): Pages {
  checkPagesConfig(config);
  const { slots, allocatedPages } = config;
  const scan = createScan(slots, config.scanOrder);
  const state = createPagesState(config, scan);
  const { progress, log, toSend, neverSent, zero, deferred } = state;
  const pass = config.scanOrder === "cyclic" ? createCyclicPass(state) : createRoundPass(state);
  /** Looks at the whole log since the round's number last changed: no two of them may draw at the same address. */
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
      // The next look is not before this: what is replayed write by write is replayed step by step, not all at the harvest.
      state.writeEagerly(guestSecondsAt(pace, Math.min(untilSeconds, progress.seconds)));
    },
    clean(guestSeconds) {
      state.advanceAll(guestSeconds, CLEAN_STEP - roundHarvests);
      roundHarvests++;
      for (let word = 0; word < zero.length; word++) zero[word] = (zero[word] as number) & ~(log[word] as number);
      return pass.harvest();
    },
    peek(guestSeconds) {
      state.advanceAll(guestSeconds, PEEK_STEP + roundPeeks);
      roundPeeks++;
      return countBits(log);
    },
    countToSend: () => countBits(toSend),
    countToSendAmong(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      let count = 0;
      for (let page = firstPage; page < firstPage + pageCount; page++) if (hasBit(toSend, scan.positionOf(page))) count++;
      return count;
    },
    addDeferred() {
      const before = countBits(toSend);
      for (let word = 0; word < toSend.length; word++) toSend[word] = (toSend[word] as number) | (deferred[word] as number);
      pass.recount();
      return countBits(toSend) - before;
    },
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      for (let page = firstPage; page < firstPage + pageCount; page++) setBit(log, scan.positionOf(page));
    },
    dropZeroPages() {
      const before = countBits(toSend);
      for (let word = 0; word < toSend.length; word++) {
        const dropped = (toSend[word] as number) & (zero[word] as number) & ~(log[word] as number);
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
      const bitmap = { log, "to-send": toSend, "never-sent": neverSent, zero }[which];
      const pages = new Uint8Array(Math.ceil(slots / 8));
      for (let page = 0; page < slots; page++) {
        if (hasBit(bitmap, scan.positionOf(page))) pages[page >>> 3] = (pages[page >>> 3] as number) | (1 << (page & 7));
      }
      return pages;
    },
  };
}
