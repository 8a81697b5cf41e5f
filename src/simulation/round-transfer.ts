/** A round in progress: sends its pages at a pace that follows the guest's speed, and records the outcome. */
import type { EngineAnswer, SendAction } from "../engine/action.js";
import type { Pace } from "../pages/pages.js";
import type { Activity } from "./activity.js";
import type { Flight } from "./flight.js";
import type { MigrationRecord } from "./migration-record.js";
import { type PaceSetting, paceFrom, paceLimit, pagesOfFrames } from "./pace.js";
import { copyLimitOf } from "./stages.js";

export interface RoundSetting extends PaceSetting {
  readonly startSeconds: number;
  readonly pagesToSend: number;
  readonly action: SendAction;
  readonly record: MigrationRecord;
  readonly flight: Flight;
}

/**
 * The round as an activity: pages, then holes, then the time for scanning all slots (in reality spread over the round; at its
 * end here, where it shifts no page). A step never splits a pace, so the bytes do not depend on the steps.
 */
export class RoundTransfer implements Activity {
  readonly isRound = true;
  nowSeconds: number;
  readonly #setting: RoundSetting;
  readonly #throttleRatio: number;
  readonly #holeBytes: number;
  readonly #lookSeconds: number;
  readonly #flight: Flight;
  #pace: Pace;

  constructor(setting: RoundSetting) {
    const { pages, course, startSeconds, record, flight } = setting;
    this.#setting = setting;
    this.#throttleRatio = course.throttleRatio;
    this.#holeBytes = bytesOfHoles(setting);
    this.#lookSeconds = secondsBesideBytes(setting);
    pages.beginRound(record.rounds.length, startSeconds);
    this.#flight = flight;
    flight.beginRound();
    course.setCopying(true, startSeconds, copyLimitOf(setting.stages, setting.action.limitBytesPerSecond));
    this.#pace = paceFromHere(setting, startSeconds);
    this.nowSeconds = startSeconds;
  }

  /** A suspend that began during this round or an earlier one may fail. */
  get failure(): string | undefined {
    return this.#setting.course.suspendFault;
  }

  advance(untilSeconds: number): boolean {
    const { pages, course } = this.#setting;
    for (;;) {
      const changeSeconds = course.nextChangeSeconds;
      this.#flight.send(this.#pace, changeSeconds, untilSeconds);
      const { done, seconds } = pages.progress;
      const endSeconds = this.earliestEndSeconds;
      if (changeSeconds <= Math.min(endSeconds, untilSeconds)) {
        course.advance();
        if (course.guest === "suspending" && this.failure !== undefined) {
          this.nowSeconds = Math.max(this.nowSeconds, changeSeconds);
          return true;
        }
        // A batch in flight keeps its pace; the next batch gets the new one.
        if (!done && course.nextChangeSeconds > seconds) this.#pace = paceFromHere(this.#setting, seconds);
        continue;
      }
      const hasEnded = done && endSeconds <= untilSeconds;
      this.nowSeconds = hasEnded ? endSeconds : Math.max(this.nowSeconds, untilSeconds);
      return hasEnded;
    }
  }

  /** The end of the batch in flight, or of the round after its last batch. */
  get earliestEndSeconds(): number {
    const { done, seconds } = this.#setting.pages.progress;
    return done ? seconds + this.#holeBytes / this.#pace.bytesPerSecond + this.#lookSeconds : seconds;
  }

  get doneRatio(): number {
    return this.#flight.cursorAt(this.nowSeconds) / this.#setting.pages.config.slots;
  }

  finish(): EngineAnswer {
    this.#enter(this.#holeBytes);
    const { record, course } = this.#setting;
    return record.lastSent(this.nowSeconds, course.guest);
  }

  cut(): void {
    this.#enter(this.#holeBytesLeft);
  }

  /** Records what has left up to now. */
  #enter(holeBytes: number): void {
    const { course, startSeconds, pagesToSend, action, record } = this.#setting;
    const { live, limitBytesPerSecond } = action;
    course.withdrawSuspend();
    course.setCopying(false, this.nowSeconds);
    record.limits.setPace(undefined, this.nowSeconds);
    const { counts, wireBytes, unsentNewPages } = this.#flight.at(this.nowSeconds);
    const pass = { live, startSeconds, pagesToSend, throttleRatio: this.#throttleRatio, limitBytesPerSecond };
    const durationSeconds = this.nowSeconds - startSeconds;
    const outcome = { durationSeconds, wireBytes: wireBytes + holeBytes, unsentNewPages };
    record.addRound(pass, counts, outcome, live ? "liveSeconds" : "stopAndCopySeconds");
  }

  /** Bytes of holes that have left: they follow the last page. */
  get #holeBytesLeft(): number {
    const { done, seconds } = this.#setting.pages.progress;
    const holeSeconds = this.nowSeconds - seconds;
    if (!done || holeSeconds < 0) return 0;
    return Math.min(this.#holeBytes, Math.floor(holeSeconds * this.#pace.bytesPerSecond));
  }
}

/**
 * A round without pages still takes a reading of the dirty log and a decision: 30 us, the shortest measured on Xen 4.17. So
 * time advances whatever a policy decides, and the timeout is reached.
 */
const EMPTY_ROUND_SECONDS = 30e-6;

/** Seconds spent on scanning slots. */
function secondsBesideBytes({ action, pages, engine, pagesToSend }: RoundSetting): number {
  const { slots, allocatedPages } = pages.config;
  const holes = action.holes === "listed" ? slots - allocatedPages : 0;
  return pagesToSend > 0 ? slots * engine.slotSeconds + holes * engine.holeSeconds : action.live ? EMPTY_ROUND_SECONDS : 0;
}

/** Bytes of frames without a page: an entry each, in batches of their own after the last page (Xen 4.6 and later). */
function bytesOfHoles({ action, pages, engine }: RoundSetting): number {
  if (action.holes === "passed over") return 0;
  const holes = pages.config.slots - pages.config.allocatedPages;
  return holes * engine.entryBytes + Math.ceil(holes / engine.batchPages) * engine.batchHeaderBytes;
}

/** The pace from the round's present position: the next batch begins when the one in flight has left. */
function paceFromHere(setting: RoundSetting, nowSeconds: number): Pace {
  const { pages, course, engine, action, pageBytes, record } = setting;
  const { limitBytesPerSecond = Infinity } = action;
  record.limits.setPace(paceLimit(setting, limitBytesPerSecond), nowSeconds);
  if (limitBytesPerSecond < Infinity) record.limits.noteLimit(limitBytesPerSecond);
  const copy = action.live && course.guest === "suspended" ? { ...setting, speedRatio: 1 } : setting;
  return paceFrom(copy, {
    startSeconds: pages.progress.seconds,
    batchPages: pagesOfFrames(engine.batchPages, pageBytes),
    entriesPerPage: 1,
    limitBytesPerSecond,
    dirtyPageRule: action.dirtyPageRule,
    live: action.live,
  });
}
