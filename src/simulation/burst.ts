/** Bursts: each sends pages of the open round up to a limit of bytes or time, after which the engine checks the pages left. */
import type { Burst, BurstAction } from "../engine/action.js";
import type { Pace } from "../pages/pages.js";
import { phaseOf } from "./action-setting.js";
import type { Activity } from "./activity.js";
import type { MigrationRecord } from "./migration-record.js";
import type { OpenRound } from "./open-round.js";
import { type PaceSetting, paceFrom, paceLimit, pagesOfFrames } from "./pace.js";
import { FRAME_BYTES } from "./stages.js";

export interface BurstSetting extends PaceSetting {
  readonly round: OpenRound;
  readonly action: BurstAction;
  readonly record: MigrationRecord;
}

/** QEMU checks the clock every 64 pages (MAX_WAIT in ram_save_iterate of ram.c, tested when i & 63 is 0). */
const FRAMES_PER_LOOK = 64;

/** One burst, or several at once, as an activity. */
export class BurstTransfer implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #setting: BurstSetting;
  readonly #frameBytes: number;
  readonly #lookBytes: number;
  /** The burst in progress, or the last one. */
  #startSeconds: number;
  #startBytes = 0;
  #endBytes = 0;
  #sliceEndSeconds = 0;
  /** The clock is checked once the bytes exceed this. */
  #nextLookBytes = 0;
  #pace: Pace;
  #last: Burst | undefined;

  constructor(setting: BurstSetting, startSeconds: number) {
    this.#setting = setting;
    this.#frameBytes = FRAME_BYTES + setting.engine.entryBytes;
    this.#lookBytes = FRAMES_PER_LOOK * this.#frameBytes;
    this.nowSeconds = startSeconds;
    this.#startSeconds = startSeconds;
    this.#pace = this.#begin(setting.action.limitBytes);
  }

  /** Begins a burst now. Returns its pace. */
  #begin(limitBytes: number): Pace {
    const { round, pages, action } = this.#setting;
    round.beginBurst();
    this.#startSeconds = this.nowSeconds;
    this.#startBytes = pages.progress.bytes;
    this.#endBytes = this.#startBytes + limitBytes;
    this.#sliceEndSeconds = this.nowSeconds + action.sliceSeconds;
    this.#nextLookBytes = this.#startBytes + this.#lookBytes - 1;
    return burstPace(this.#setting, this.nowSeconds);
  }

  advance(untilSeconds: number): boolean {
    const { pages, course } = this.#setting;
    for (;;) {
      const changeSeconds = course.nextChangeSeconds;
      const edgeSeconds = Math.min(untilSeconds, changeSeconds);
      this.#transfer(changeSeconds, untilSeconds);
      const { bytes } = pages.progress;
      const seconds = this.earliestEndSeconds;
      const built = this.#isBuilt;
      if (built && seconds <= edgeSeconds) {
        this.nowSeconds = seconds;
        if (!this.#beginsAgain()) return true;
        continue;
      }
      if (!built && seconds < edgeSeconds) {
        if (bytes > this.#nextLookBytes) this.#nextLookBytes = bytes + this.#lookBytes - 1;
      } else if (changeSeconds <= untilSeconds) {
        course.advance();
        // A batch in flight keeps its pace; the next batch gets the new one.
        if (!built && course.nextChangeSeconds > seconds) this.#pace = burstPace(this.#setting, seconds);
      } else {
        this.nowSeconds = Math.max(this.nowSeconds, untilSeconds);
        return false;
      }
    }
  }

  /** Ends the burst in progress, and begins another if there is to be one. */
  #beginsAgain(): boolean {
    const { round, action } = this.#setting;
    this.cut();
    this.#last = round.endBurst(action.trailerBytes, this.nowSeconds);
    const limitBytes = action.more?.(this.#last);
    if (limitBytes === undefined || this.nowSeconds === this.#startSeconds) return false;
    this.#pace = this.#begin(limitBytes);
    return true;
  }

  /** The end of the batch in flight. */
  get earliestEndSeconds(): number {
    return Math.max(this.#startSeconds, this.#setting.pages.progress.seconds);
  }

  finish(): Burst | undefined {
    return this.#last;
  }

  cut(): void {
    const { record, round } = this.#setting;
    record.limits.setPace(undefined, this.nowSeconds);
    record.addTime(phaseOf(round), this.#startSeconds, this.nowSeconds - this.#startSeconds);
  }

  /** The last batch has been built; it may still be on the wire. */
  get #isBuilt(): boolean {
    const { done, bytes, seconds } = this.#setting.pages.progress;
    return done || bytes > this.#endBytes || (bytes > this.#nextLookBytes && seconds > this.#sliceEndSeconds);
  }

  /** Checks before the end of the slice change nothing, so everything up to then is sent in one call. */
  #transfer(changeSeconds: number, stepSeconds: number): void {
    const { pages, action, round } = this.#setting;
    const isEarly = this.earliestEndSeconds < this.#sliceEndSeconds;
    if (!isEarly) {
      round.flight.send(this.#pace, changeSeconds, stepSeconds, Math.min(this.#endBytes, this.#nextLookBytes));
      return;
    }
    round.flight.send(this.#pace, Math.min(changeSeconds, this.#sliceEndSeconds), stepSeconds, this.#endBytes);
    const { bytes } = pages.progress;
    const sinceLookBytes = (bytes - this.#startBytes) % this.#lookBytes;
    const isLook = bytes > this.#startBytes && sinceLookBytes < action.batchPages * this.#frameBytes;
    this.#nextLookBytes = isLook ? bytes - 1 : bytes - sinceLookBytes + this.#lookBytes - 1;
  }
}

function burstPace(setting: BurstSetting, startSeconds: number): Pace {
  const { action, pageBytes, round, record } = setting;
  record.limits.setPace(paceLimit(setting, round.limitBytesPerSecond), startSeconds);
  return paceFrom(setting, {
    startSeconds,
    batchPages: pagesOfFrames(action.batchPages, pageBytes),
    entriesPerPage: pageBytes / FRAME_BYTES,
    limitBytesPerSecond: Infinity,
    dirtyPageRule: "send",
    live: round.live,
  });
}
