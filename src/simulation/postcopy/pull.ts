/**
 * Post-copy with one outstanding request: the guest runs at the destination, where one thread asks for one page at a time and
 * waits for it, faulted pages first in the order of their faults, else the next missing page in address order
 * (docs/sources/cloud-hypervisor.md#postcopy). The source pushes nothing. Event by event: the length of a step changes nothing.
 *
 * Modelling decisions, beside those of `moved-guest.ts`: a request takes the link's latency and no bandwidth; its page
 * has the link's share, and the sender's rate where that is less. `requestSeconds` is spent before the page's first byte leaves.
 */
import type { PullAction, SentRound } from "../../engine/action.js";
import type { Activity } from "../activity.js";
import type { MigrationRecord } from "../migration-record.js";
import type { PaceSetting } from "../pace.js";
import { copyLimitOf } from "../stages.js";
import { Connection } from "./connection.js";
import { Fifo } from "./fifo.js";
import { MovedGuest, type MovedGuestSetting } from "./moved-guest.js";

export interface PullSetting extends MovedGuestSetting, Pick<PaceSetting, "stages" | "pageBytes"> {
  readonly action: PullAction;
  readonly record: Pick<MigrationRecord, "addPostcopy" | "lastSent" | "limits">;
}

export class Pull implements Activity {
  readonly isRound = true;
  readonly isFetching = true;
  readonly #setting: PullSetting;
  readonly #guest: MovedGuest;
  readonly #connection = new Connection();
  /** Faulted pages not asked for yet. Some may have arrived meanwhile. */
  readonly #faulted = new Fifo();
  readonly #latencySeconds: number;
  /** Where the walk in address order continues. */
  #cursor = 0;
  /** The page under way, and whether a fault asked for it. */
  #page = 0;
  #isByFault = false;
  /** When the page under way arrives once its last byte has left; Infinity before. */
  #arrivalSeconds = Infinity;

  constructor(setting: PullSetting) {
    const { action, startSeconds, scenario } = setting;
    this.#setting = setting;
    this.#latencySeconds = scenario.link.latencySeconds;
    this.#guest = new MovedGuest(setting, { ...action, faultSeconds: 0, copyLimitBytesPerSecond: this.#meanLimitBytesPerSecond });
    this.#setSpeed(startSeconds);
    this.#ask(startSeconds);
  }

  get nowSeconds(): number {
    return this.#guest.nowSeconds;
  }

  /** At the link's present rate: one page after another, each asked for. */
  get earliestEndSeconds(): number {
    const { action, pageBytes, stages, course } = this.#setting;
    const nextSeconds = Math.min(this.#arrivalSeconds, this.#connection.endSeconds + this.#latencySeconds);
    const askSeconds = 2 * this.#latencySeconds + action.requestSeconds;
    const pageSeconds = askSeconds + pageBytes / copyLimitOf(stages, course.environment.copyBytesPerSecond);
    return Math.max(nextSeconds, this.nowSeconds + (this.#guest.missing.size - 1) * pageSeconds);
  }

  get doneRatio(): number {
    return this.#guest.missing.doneRatio;
  }

  get arrived(): Uint8Array {
    return this.#guest.missing.arrivedSoFar;
  }

  get loss(): string {
    return this.#guest.missing.loss;
  }

  /** Of several events at the same second, those of the guest and its traffic come before the arrival of a page. */
  advance(untilSeconds: number): boolean {
    const guest = this.#guest;
    const { course } = this.#setting;
    while (guest.missing.size > 0) {
      const otherSeconds = Math.min(course.nextChangeSeconds, guest.nextWakeSeconds, guest.accessSeconds);
      const arrivalSeconds = Math.min(this.#arrivalSeconds, this.#connection.endSeconds + this.#latencySeconds);
      const seconds = Math.min(otherSeconds, arrivalSeconds);
      if (seconds > untilSeconds) {
        guest.passTo(untilSeconds);
        return false;
      }
      guest.reach(seconds);
      if (otherSeconds > seconds) this.#arrive(seconds);
      else if (course.nextChangeSeconds <= seconds) this.#passChange(seconds);
      else if (guest.nextWakeSeconds <= seconds) guest.wake(seconds);
      else this.#access(seconds);
    }
    return true;
  }

  finish(): SentRound {
    this.cut();
    return this.#setting.record.lastSent(this.nowSeconds, this.#setting.course.guest);
  }

  cut(): void {
    const { record, startSeconds } = this.#setting;
    record.limits.requestedPages = this.#guest.missing.arrivedPages;
    record.limits.requestSeconds = this.nowSeconds - startSeconds;
    this.#guest.cut();
  }

  /** Mean rate that the requests cannot exceed: the link is idle while one is on its way and while it is served. */
  get #meanLimitBytesPerSecond(): number {
    const { pageBytes, action, stages } = this.#setting;
    return copyLimitOf(stages, pageBytes / (2 * this.#latencySeconds + action.requestSeconds));
  }

  #setSpeed(seconds: number): void {
    const { course, stages } = this.#setting;
    this.#connection.setSpeed(copyLimitOf(stages, course.environment.copyBytesPerSecond), seconds);
  }

  /** The thread asks for its next page. */
  #ask(seconds: number): void {
    if (this.#guest.missing.size === 0) return;
    this.#chooseNext();
    const { pageBytes, action } = this.#setting;
    this.#connection.begin(this.#page, pageBytes, seconds + this.#latencySeconds + action.requestSeconds);
  }

  #chooseNext(): void {
    while (!this.#faulted.isEmpty) {
      this.#page = this.#faulted.shift();
      this.#isByFault = true;
      if (this.#guest.missing.has(this.#page)) return;
    }
    this.#page = this.#guest.missing.nextFrom(this.#cursor);
    this.#cursor = this.#page + 1;
    this.#isByFault = false;
  }

  /** What has left before the speed changed arrives when it would have. */
  #noteLeft(seconds: number): void {
    const { endSeconds } = this.#connection;
    if (endSeconds > seconds) return;
    this.#arrivalSeconds = endSeconds + this.#latencySeconds;
    this.#connection.end();
  }

  #passChange(seconds: number): void {
    this.#noteLeft(seconds);
    this.#guest.passChange(seconds);
    this.#setSpeed(seconds);
  }

  #arrive(seconds: number): void {
    this.#connection.end();
    this.#arrivalSeconds = Infinity;
    this.#guest.arrived(this.#page, this.#setting.pageBytes, this.#isByFault, seconds);
    this.#ask(seconds);
  }

  #access(seconds: number): void {
    const page = this.#guest.access(seconds);
    if (page !== undefined) this.#faulted.push(page);
  }
}
