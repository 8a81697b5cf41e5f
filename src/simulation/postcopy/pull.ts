/**
 * Post-copy with one outstanding request: the guest runs at the destination, where one thread asks for one page at a time and
 * waits for it, faulted pages first in the order of their faults, else the next missing page in address order
 * (docs/sources/cloud-hypervisor.md#postcopy). The source pushes nothing. Event by event: the length of a step changes nothing.
 *
 * Modelling decisions. Vcpus stop and resume as in `postcopy.ts`. A request takes the link's latency and no bandwidth; its page
 * has the link's share, and the sender's rate where that is less. `requestSeconds` is spent before the page's first byte leaves.
 */
import type { PullAction, SentRound } from "../../engine/action.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import type { Activity } from "../activity.js";
import type { MigrationRecord } from "../migration-record.js";
import type { PaceSetting } from "../pace.js";
import { copyLimitOf } from "../stages.js";
import { Accesses } from "./accesses.js";
import { Connection } from "./connection.js";
import { Fifo } from "./fifo.js";
import { MissingPages } from "./missing-pages.js";
import { Vcpus } from "./vcpus.js";

export interface PullSetting extends Pick<PaceSetting, "pages" | "course" | "stages" | "pageBytes"> {
  readonly startSeconds: number;
  readonly action: PullAction;
  readonly scenario: Pick<ResolvedScenario, "vm" | "link">;
  readonly record: Pick<MigrationRecord, "addPostcopy" | "lastSent" | "limits">;
}

export class Pull implements Activity {
  readonly isRound = true;
  readonly #setting: PullSetting;
  readonly #missing: MissingPages;
  readonly #accesses: Accesses;
  readonly #vcpus: Vcpus;
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
  #nowSeconds: number;
  #eventSeconds: number;

  constructor(setting: PullSetting) {
    const { pages, course, action, startSeconds, scenario } = setting;
    this.#setting = setting;
    this.#nowSeconds = startSeconds;
    this.#eventSeconds = startSeconds;
    this.#latencySeconds = scenario.link.latencySeconds;
    this.#missing = new MissingPages(pages);
    this.#vcpus = new Vcpus(scenario.vm.vcpus, 0);
    const isMissing = (page: number): boolean => this.#missing.has(page);
    course.setCopying(true, startSeconds, this.#meanLimitBytesPerSecond);
    course.runAtDestination(1, startSeconds);
    this.#accesses = new Accesses(pages.config, course.guestSecondsAt(startSeconds), action.accessesPerWrite, isMissing);
    this.#setSpeed(startSeconds);
    this.#ask(startSeconds);
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  get doneRatio(): number {
    return this.#missing.doneRatio;
  }

  get loss(): string {
    return this.#missing.loss;
  }

  /** Of several events at the same second, those of the guest and its traffic come before the arrival of a page. */
  advance(untilSeconds: number): boolean {
    const { course } = this.#setting;
    while (this.#missing.size > 0) {
      const accessSeconds = Math.max(this.#eventSeconds, course.secondsAt(this.#accesses.guestSeconds));
      const otherSeconds = Math.min(course.nextChangeSeconds, this.#vcpus.nextWakeSeconds, accessSeconds);
      const arrivalSeconds = Math.min(this.#arrivalSeconds, this.#connection.endSeconds + this.#latencySeconds);
      const seconds = Math.min(otherSeconds, arrivalSeconds);
      if (seconds > untilSeconds) {
        this.#nowSeconds = Math.max(this.#nowSeconds, untilSeconds);
        return false;
      }
      this.#eventSeconds = seconds;
      if (seconds > this.#nowSeconds) this.#nowSeconds = seconds;
      if (otherSeconds > seconds) this.#arrive(seconds);
      else if (course.nextChangeSeconds <= seconds) this.#passChange(seconds);
      else if (this.#vcpus.nextWakeSeconds <= seconds) this.#wake(seconds);
      else this.#access(seconds);
    }
    return true;
  }

  finish(): SentRound {
    this.cut();
    return this.#setting.record.lastSent(this.#nowSeconds, this.#setting.course.guest);
  }

  cut(): void {
    const { course, record, startSeconds } = this.#setting;
    course.setCopying(false, this.#nowSeconds);
    record.limits.requestedPages = this.#missing.arrivedPages;
    record.limits.requestSeconds = this.#nowSeconds - startSeconds;
    this.#missing.enterInto(record, this.#vcpus, startSeconds, this.#nowSeconds);
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
    if (this.#missing.size === 0) return;
    this.#chooseNext();
    const { pageBytes, action } = this.#setting;
    this.#connection.begin(this.#page, pageBytes, seconds + this.#latencySeconds + action.requestSeconds);
  }

  #chooseNext(): void {
    while (!this.#faulted.isEmpty) {
      this.#page = this.#faulted.shift();
      this.#isByFault = true;
      if (this.#missing.has(this.#page)) return;
    }
    this.#page = this.#missing.nextFrom(this.#cursor);
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
    const { course } = this.#setting;
    this.#noteLeft(seconds);
    course.advance();
    // Past writes are not needed any more: the clocks may drop them.
    course.environment.harvested(course.guestSecondsAt(seconds));
    this.#setSpeed(seconds);
    this.#accesses.retime();
  }

  #arrive(seconds: number): void {
    this.#connection.end();
    this.#arrivalSeconds = Infinity;
    this.#missing.arrived(this.#page, this.#setting.pageBytes, this.#isByFault);
    this.#vcpus.pageArrived(this.#page, seconds);
    this.#ask(seconds);
  }

  #wake(seconds: number): void {
    this.#vcpus.wake();
    this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
  }

  #access(seconds: number): void {
    const { page } = this.#accesses;
    if (this.#missing.has(page)) {
      if (this.#vcpus.stop(page, seconds)) this.#faulted.push(page);
      this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
    }
    this.#accesses.moveOn();
  }
}
