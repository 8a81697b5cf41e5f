/**
 * The model in plain TypeScript: what every implementation of Pages has to give, bit for bit.
 *
 * All bitmaps are indexed by position in the scan. The log is sampled lazily: a chunk of 1024 positions has an age, the
 * guest second up to which its writes are known, and is brought up to a later second only when somebody looks. What a
 * Poisson process does after a moment is independent of what it did before, so nothing is lost by looking late.
 */
import { CHUNK_PAGES, CLEAN_STEP, PEEK_STEP } from "../../assembly/abi.js";
import { createEagerWriter } from "../simulation/eager-writes.js";
import type { Pace, Pages, PagesConfig } from "../simulation/pages.js";
import { checkPageRange, checkPagesConfig } from "../simulation/pages-config.js";
import { createScan } from "../simulation/placement.js";
import { createProgress, guestSecondsAt, leftSeconds } from "../simulation/round-progress.js";
import { planWrites } from "../simulation/write-plan.js";
import { chooseZeroPages } from "../simulation/zero-content.js";
import { clearBit, countBits, createBitmap, hasBit, setBit } from "./bitmap.js";
import { addWindow } from "./window.js";

/** Creates the state of all pages: nothing to be sent, nothing written, nothing sent. Throws a RangeError for a bad `config`. */
export function createReferencePages(config: PagesConfig): Pages {
  checkPagesConfig(config);
  const { slots, allocatedPages } = config;
  const scan = createScan(slots, config.scanOrder);
  const plan = planWrites(config, scan);
  const log = createBitmap(slots);
  const toSend = createBitmap(slots);
  const neverSent = createBitmap(slots);
  const zero = createBitmap(slots);
  const deferred = createBitmap(slots);
  const ages = new Float64Array(Math.ceil(slots / CHUNK_PAGES));
  const progress = createProgress(0, 0);
  const tracksZero = config.zero.pages > 0;
  let roundPeeks = 0;

  for (let page = 0; page < allocatedPages; page++) setBit(neverSent, scan.positionOf(page));
  for (let page = allocatedPages - config.deferredPages; page < allocatedPages; page++) setBit(deferred, scan.positionOf(page));
  chooseZeroPages(config, (page) => setBit(zero, scan.positionOf(page)));
  const writeEagerly = createEagerWriter(config, plan.eager, (page) => setBit(log, scan.positionOf(page)));

  /** Brings a chunk's log up to guest second `guestSeconds`. */
  function advance(chunk: number, guestSeconds: number, step: number): void {
    const age = ages[chunk] as number;
    if (!(guestSeconds > age)) return;
    for (const source of plan.chunkwise) addWindow(log, source, chunk, age, guestSeconds, progress.round, step);
    ages[chunk] = guestSeconds;
  }

  function advanceAll(guestSeconds: number, step: number): void {
    writeEagerly(guestSeconds);
    for (let chunk = 0; chunk < ages.length; chunk++) advance(chunk, guestSeconds, step);
  }

  /** The first position to be sent from `position` on, in the same chunk; else the beginning of the next chunk. */
  function nextToSend(position: number): number {
    const end = Math.min(position - (position % CHUNK_PAGES) + CHUNK_PAGES, slots);
    let next = position;
    while (next < end && !hasBit(toSend, next)) next++;
    return next;
  }

  /** Deals with one page that is to be sent. Returns the entries (0 or 1) and contents that it adds to the batch. */
  function take(position: number, pace: Pace): { readonly entries: 0 | 1; readonly contents: 0 | 1 } {
    const written = hasBit(log, position);
    if (written && pace.dirtyPageRule === "skip") {
      progress.pagesSkipped++;
      return { entries: 0, contents: 0 };
    }
    if (pace.live && hasBit(deferred, position)) {
      progress.pagesDeferred++;
      return { entries: pace.listsDeferredPages ? 1 : 0, contents: 0 };
    }
    if (written && pace.dirtyPageRule === "allocate-only") {
      progress.pagesAllocatedOnly++;
      return { entries: 1, contents: 0 };
    }
    progress.pagesSent++;
    if (!written && hasBit(zero, position)) progress.zeroPages++;
    clearBit(neverSent, position);
    return { entries: 1, contents: 1 };
  }

  /** Builds one batch at `progress.seconds` and sends it. Only chunks with pages to be sent are looked into. */
  function sendBatch(pace: Pace): void {
    const asksLog = pace.dirtyPageRule !== "send";
    const looks = asksLog || tracksZero;
    const guestSeconds = guestSecondsAt(pace, progress.seconds);
    if (asksLog) progress.peeks++;
    if (looks) writeEagerly(guestSeconds);
    let entries = 0;
    let contents = 0;
    let position = progress.cursor;
    while (entries < pace.batchPages && position < slots) {
      const next = nextToSend(position);
      position = next;
      if (next >= slots || !hasBit(toSend, next)) continue;
      if (looks) advance(Math.floor(next / CHUNK_PAGES), guestSeconds, progress.batches);
      const taken = take(next, pace);
      entries += taken.entries;
      contents += taken.contents;
      position++;
    }
    progress.cursor = position;
    progress.done = position >= slots;
    if (entries === 0) return;
    progress.batches++;
    progress.bytes += pace.batchHeaderBytes + entries * pace.entryBytes + contents * pace.pageBytes;
    progress.seconds = leftSeconds(pace, progress.bytes, progress.batches);
  }

  return {
    config,
    progress,
    fillToSend() {
      for (let page = 0; page < allocatedPages; page++) setBit(toSend, scan.positionOf(page));
      return countBits(toSend);
    },
    beginRound(round, startSeconds) {
      Object.assign(progress, createProgress(round, startSeconds));
      roundPeeks = 0;
    },
    transfer(pace, untilSeconds) {
      if (progress.done) return;
      progress.seconds = leftSeconds(pace, progress.bytes, progress.batches);
      while (!progress.done && progress.seconds < untilSeconds) sendBatch(pace);
      // The next look is not before this: what is replayed write by write is replayed step by step, not all at the harvest.
      writeEagerly(guestSecondsAt(pace, Math.min(untilSeconds, progress.seconds)));
    },
    clean(guestSeconds) {
      advanceAll(guestSeconds, CLEAN_STEP);
      toSend.set(log);
      for (let word = 0; word < zero.length; word++) zero[word] = (zero[word] as number) & ~(log[word] as number);
      log.fill(0);
      return countBits(toSend);
    },
    peek(guestSeconds) {
      advanceAll(guestSeconds, PEEK_STEP + roundPeeks);
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
      return countBits(toSend) - before;
    },
    markWritten(firstPage, pageCount) {
      checkPageRange(config, firstPage, pageCount);
      for (let page = firstPage; page < firstPage + pageCount; page++) setBit(log, scan.positionOf(page));
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
