/** A burst: sends pages of the open round up to a limit of bytes or time, after which the engine checks the pages left. */
import type { BurstAction, EngineAnswer } from "../engine/action.js";
import type { Pace } from "../pages/pages.js";
import type { Activity } from "./activity.js";
import type { Flight } from "./flight.js";
import type { Limits } from "./limits.js";
import { type PaceSetting, paceFrom, paceLimit, pagesOfFrames } from "./pace.js";
import { FRAME_BYTES } from "./stages.js";

export interface BurstSetting extends PaceSetting {
  readonly startSeconds: number;
  readonly live: boolean;
  readonly action: BurstAction;
  readonly limits: Limits;
  /** Mean rate that the round's bursts and pauses cannot exceed; Infinity for no limit. */
  readonly roundLimitBytesPerSecond: number;
  /** The flight of the round that the burst belongs to. */
  readonly flight: Flight;
}

/** QEMU checks the clock every 64 pages (MAX_WAIT in ram_save_iterate of ram.c, tested when i & 63 is 0). */
const FRAMES_PER_LOOK = 64;

/** The burst as an activity. `record` gets the seconds it took, cut off or not; `answer` gets the second it ended at. */
export class BurstTransfer implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #setting: BurstSetting;
  readonly #record: (seconds: number) => void;
  readonly #answer: (nowSeconds: number) => EngineAnswer;
  readonly #startBytes: number;
  readonly #endBytes: number;
  readonly #sliceEndSeconds: number;
  readonly #frameBytes: number;
  readonly #lookBytes: number;
  /** The clock is checked once the bytes exceed this. */
  #nextLookBytes: number;
  #pace: Pace;

  constructor(setting: BurstSetting, record: (seconds: number) => void, answer: (nowSeconds: number) => EngineAnswer) {
    const { pages, startSeconds, action } = setting;
    this.#setting = setting;
    this.#record = record;
    this.#answer = answer;
    this.#startBytes = pages.progress.bytes;
    this.#endBytes = this.#startBytes + action.limitBytes;
    this.#sliceEndSeconds = startSeconds + action.sliceSeconds;
    this.#frameBytes = FRAME_BYTES + setting.engine.entryBytes;
    this.#lookBytes = FRAMES_PER_LOOK * this.#frameBytes;
    this.#nextLookBytes = this.#startBytes + this.#lookBytes - 1;
    this.#pace = burstPace(setting, startSeconds);
    this.nowSeconds = startSeconds;
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
        return true;
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

  /** The end of the batch in flight. */
  get earliestEndSeconds(): number {
    return Math.max(this.#setting.startSeconds, this.#setting.pages.progress.seconds);
  }

  finish(): EngineAnswer {
    this.cut();
    return this.#answer(this.nowSeconds);
  }

  cut(): void {
    this.#setting.limits.setPace(undefined, this.nowSeconds);
    this.#record(this.nowSeconds - this.#setting.startSeconds);
  }

  /** The last batch has been built; it may still be on the wire. */
  get #isBuilt(): boolean {
    const { done, bytes, seconds } = this.#setting.pages.progress;
    return done || bytes > this.#endBytes || (bytes > this.#nextLookBytes && seconds > this.#sliceEndSeconds);
  }

  /** Checks before the end of the slice change nothing, so everything up to then is sent in one call. */
  #transfer(changeSeconds: number, stepSeconds: number): void {
    const { pages, startSeconds, action, flight } = this.#setting;
    const isEarly = Math.max(pages.progress.seconds, startSeconds) < this.#sliceEndSeconds;
    if (!isEarly) {
      flight.send(this.#pace, changeSeconds, stepSeconds, Math.min(this.#endBytes, this.#nextLookBytes));
      return;
    }
    flight.send(this.#pace, Math.min(changeSeconds, this.#sliceEndSeconds), stepSeconds, this.#endBytes);
    const { bytes } = pages.progress;
    const sinceLookBytes = (bytes - this.#startBytes) % this.#lookBytes;
    const isLook = bytes > this.#startBytes && sinceLookBytes < action.batchPages * this.#frameBytes;
    this.#nextLookBytes = isLook ? bytes - 1 : bytes - sinceLookBytes + this.#lookBytes - 1;
  }
}

function burstPace(setting: BurstSetting, startSeconds: number): Pace {
  const { action, pageBytes, live, limits, roundLimitBytesPerSecond } = setting;
  limits.setPace(paceLimit(setting, roundLimitBytesPerSecond), startSeconds);
  return paceFrom(setting, {
    startSeconds,
    batchPages: pagesOfFrames(action.batchPages, pageBytes),
    entriesPerPage: pageBytes / FRAME_BYTES,
    limitBytesPerSecond: Infinity,
    dirtyPageRule: "send",
    live,
  });
}
