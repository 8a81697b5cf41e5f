/** The record of one migration: rounds, phases, totals. */
import type { EngineTotals, GuestState, SentRound } from "../engine/action.js";
import type { Mutable } from "../pages/mutable.js";
import type { RoundProgress } from "../pages/pages.js";
import type { Phases, PostcopyReport, Round, StopReport, Totals } from "../result/result.js";
import { Limits } from "./limits.js";
import { phasesOfLiveTime, type SuspendTimes } from "./suspend-times.js";

/** A finished pass over the pages to be sent. */
export interface SentPass {
  readonly live: boolean;
  readonly startSeconds: number;
  readonly pagesToSend: number;
  readonly limitBytesPerSecond?: number | undefined;
  /** Fraction of the guest's CPU time withheld, mean over the pass. */
  readonly throttleRatio?: number;
}

export type RoundCounts = Pick<
  RoundProgress,
  "pagesSent" | "pagesSkipped" | "zeroPages" | "pagesAllocatedOnly" | "pagesDeferred" | "deltaPages"
>;

/** Outcome of a round; `wireBytes` includes the entries of holes. */
export interface RoundOutcome {
  readonly durationSeconds: number;
  readonly wireBytes: number;
  /** Pages counted as sent for the first time that were still on the wire when the round was cut off. */
  readonly unsentNewPages: number;
}

/** Outcome of a post-copy, finished or cut off. */
export interface PostcopyOutcome {
  readonly nowSeconds: number;
  /** What its time counts as. */
  readonly phase: "postcopySeconds" | "liveSeconds";
  readonly pagesToSend: number;
  readonly pagesArrived: number;
  readonly zeroPages: number;
  readonly wireBytes: number;
  readonly report: PostcopyReport;
}

/** Rounding tolerance of expected counts, relative to the guest's pages: below one page even in the largest guest (2^28 pages). */
const ROUNDING_RATIO = 1e-9;

export class MigrationRecord {
  /** Seconds from the guest running to its network reaching it. */
  readonly networkSeconds: number;
  readonly limits = new Limits();
  readonly rounds: Mutable<Round>[] = [];
  readonly phases: Mutable<Phases> = {
    setupSeconds: 0,
    liveSeconds: 0,
    switchSeconds: 0,
    suspendSeconds: 0,
    finalSyncSeconds: 0,
    discardSeconds: 0,
    stopAndCopySeconds: 0,
    deviceSeconds: 0,
    stateSeconds: 0,
    resumeSeconds: 0,
    postcopySeconds: 0,
  };
  stop: StopReport | undefined;
  /** Simulated second of the call that pauses the guest; absent while it has not been made. */
  pauseCallSeconds: number | undefined;
  /** Simulated second from which the guest runs at the destination; absent while it does not. */
  resumedSeconds: number | undefined;
  /** A suspend that began while a round was sent; absent for one after the last live round. */
  suspendTimes: SuspendTimes | undefined;
  postcopy: PostcopyReport | undefined;
  #earlierTotals: EngineTotals | undefined;
  #engineTotals: EngineTotals | undefined;
  #bytesBesideRounds = 0;
  #pagesDirtied = 0;
  #unsentNewPages = 0;

  constructor(networkSeconds = 0) {
    this.networkSeconds = networkSeconds;
  }

  addPhase(phase: keyof Phases, seconds: number): void {
    this.phases[phase] += seconds;
  }

  /** Adds time that began at a simulated second. Live time that a suspend overlaps goes to the phases of the suspend. */
  addTime(phase: keyof Phases, startSeconds: number, seconds: number): void {
    if (phase !== "liveSeconds" || this.suspendTimes === undefined) {
      this.addPhase(phase, seconds);
      return;
    }
    const parts = phasesOfLiveTime(startSeconds, seconds, this.suspendTimes);
    for (const [part, partSeconds] of Object.entries(parts)) this.addPhase(part as keyof Phases, partSeconds);
  }

  /** Headers and machine state: bytes on the wire that belong to no round. */
  addBytes(bytes: number): void {
    this.#bytesBesideRounds += bytes;
  }

  /** Adds a round. Its time is added to `phase`; absent if the time of its bursts and pauses was added already. */
  addRound(round: SentPass, counts: RoundCounts, outcome: RoundOutcome, phase?: "liveSeconds" | "stopAndCopySeconds"): void {
    const { pagesSent, pagesSkipped, zeroPages, pagesAllocatedOnly, pagesDeferred, deltaPages } = counts;
    const { startSeconds, pagesToSend, throttleRatio = 0, limitBytesPerSecond } = round;
    this.#unsentNewPages += outcome.unsentNewPages;
    if (phase) this.addTime(phase, startSeconds, outcome.durationSeconds);
    const entry: Mutable<Round> = {
      index: this.rounds.length,
      live: round.live,
      startSeconds,
      durationSeconds: outcome.durationSeconds,
      pagesToSend,
      pagesSent,
      pagesSkipped,
      zeroPages,
      wireBytes: outcome.wireBytes,
      throttleRatio,
    };
    if (pagesAllocatedOnly > 0) entry.pagesAllocatedOnly = pagesAllocatedOnly;
    if (pagesDeferred > 0) entry.pagesDeferred = pagesDeferred;
    if (deltaPages > 0) entry.deltaPages = deltaPages;
    if (limitBytesPerSecond !== undefined) entry.limitBytesPerSecond = limitBytesPerSecond;
    this.rounds.push(entry);
  }

  /** Adds post-copy as one more round, of the pages that have arrived. */
  addPostcopy(startSeconds: number, outcome: PostcopyOutcome): void {
    const { pagesToSend, pagesArrived, zeroPages, wireBytes, nowSeconds, phase, report } = outcome;
    const durationSeconds = nowSeconds - startSeconds;
    const counts = { pagesSent: pagesArrived, pagesSkipped: 0, zeroPages, pagesAllocatedOnly: 0, pagesDeferred: 0, deltaPages: 0 };
    this.addRound({ live: true, startSeconds, pagesToSend }, counts, { durationSeconds, wireBytes, unsentNewPages: 0 });
    this.addPhase(phase, durationSeconds);
    this.postcopy = report;
  }

  /** The round just added, as the engine is told of it. */
  lastSent(nowSeconds: number, guest: GuestState): SentRound {
    const round = this.rounds.at(-1);
    if (!round) throw new Error("No round has been sent yet.");
    const { index, pagesToSend, pagesSent, pagesSkipped, wireBytes, durationSeconds } = round;
    const pagesAllocatedOnly = round.pagesAllocatedOnly ?? 0;
    return { index, pagesToSend, pagesSent, pagesSkipped, pagesAllocatedOnly, wireBytes, durationSeconds, nowSeconds, guest };
  }

  /** Sets totals of the engine's own, which may change up to the next call; later values replace earlier ones of the same name. */
  addEngineTotals(totals: EngineTotals): undefined {
    this.#earlierTotals = { ...this.#earlierTotals, ...this.#engineTotals };
    this.#engineTotals = totals;
  }

  addHarvest(dirtyPages: number): void {
    this.#pagesDirtied += dirtyPages;
    const round = this.rounds.at(-1);
    if (round) round.pagesDirtied = dirtyPages;
  }

  /** Totals of a post-copy; undefined without one. */
  #postcopyTotals(): Pick<Totals, "postcopyFaults" | "meanFaultSeconds"> | undefined {
    if (!this.postcopy) return undefined;
    const { faults, faultSeconds } = this.postcopy;
    return { postcopyFaults: faults, ...(faultSeconds ? { meanFaultSeconds: faultSeconds.mean } : {}) };
  }

  #sums(): Record<"pagesSent" | "pagesSkipped" | "zeroPages" | "wireBytes", number> {
    const sums = { pagesSent: 0, pagesSkipped: 0, zeroPages: 0, wireBytes: 0 };
    for (const round of this.rounds) {
      sums.pagesSent += round.pagesSent;
      sums.pagesSkipped += round.pagesSkipped;
      sums.zeroPages += round.zeroPages;
      sums.wireBytes += round.wireBytes;
    }
    return sums;
  }

  /** Pages sent less distinct pages sent. Expected counts are sums of real numbers: a negative rest within their rounding is none. */
  #pagesResent(pagesSent: number, allocatedPages: number, neverSentPages: number): number {
    const pages = pagesSent - (allocatedPages - neverSentPages - this.#unsentNewPages);
    return pages < 0 && pages >= -ROUNDING_RATIO * allocatedPages ? 0 : pages;
  }

  /** Seconds from the call that pauses the guest to the guest running at the destination, or to `endSeconds` while it does not. */
  downtimeSeconds(endSeconds: number): number {
    return this.pauseCallSeconds === undefined ? 0 : (this.resumedSeconds ?? endSeconds) - this.pauseCallSeconds;
  }

  /** A guest that was moved is reached once its network has followed. */
  #outage(endSeconds: number): Pick<Totals, "outageSeconds"> | undefined {
    if (this.networkSeconds === 0 || this.resumedSeconds === undefined) return undefined;
    return { outageSeconds: this.downtimeSeconds(endSeconds) + this.networkSeconds };
  }

  /** Totals of the run. Without a call that pauses the guest there is no downtime. */
  totals(endSeconds: number, allocatedPages: number, neverSentPages: number, guestTimeTakenSeconds: number): Totals {
    const { pagesSent, pagesSkipped, zeroPages, wireBytes } = this.#sums();
    return {
      totalSeconds: endSeconds,
      downtimeSeconds: this.downtimeSeconds(endSeconds),
      ...this.#outage(endSeconds),
      guestTimeTakenSeconds,
      rounds: this.rounds.length,
      pagesSent,
      pagesSkipped,
      pagesResent: this.#pagesResent(pagesSent, allocatedPages, neverSentPages),
      zeroPages,
      wireBytes: wireBytes + this.#bytesBesideRounds,
      resendRatio: pagesSent / allocatedPages,
      pagesDirtied: this.#pagesDirtied,
      ...this.#earlierTotals,
      ...this.#engineTotals,
      ...this.#postcopyTotals(),
    };
  }
}
