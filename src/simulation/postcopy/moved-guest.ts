/**
 * The guest that runs at the destination while pages of it are missing, however these come: what it accesses, which of its vCPUs wait,
 * and the simulated second reached.
 *
 * Modelling decisions. A vCPU that touches a missing page stops, and its share of the guest's accesses stops with it: the guest's clock
 * slows down; a source with threads of its own stops one of these (`../threads.ts`). A second vCPU that touches the same page waits too.
 */
import type { Pages } from "../../pages/pages.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import type { Course } from "../course.js";
import type { MigrationRecord } from "../migration-record.js";
import { Accesses } from "./accesses.js";
import { MissingPages } from "./missing-pages.js";
import { Vcpus } from "./vcpus.js";

export interface MovedGuestSetting {
  readonly startSeconds: number;
  readonly pages: Pages;
  readonly course: Course;
  readonly scenario: Pick<ResolvedScenario, "vm" | "link">;
  readonly record: Pick<MigrationRecord, "addPostcopy">;
}

/** What a kind of post-copy decides for its guest. */
export interface MovedGuestCosts {
  /** Seconds that a fault costs after its page has arrived. */
  readonly faultSeconds: number;
  readonly accessesPerWrite: number;
  /** Mean rate that the copy cannot exceed, for those who share the link. */
  readonly copyLimitBytesPerSecond: number;
  /** What the time counts as: a guest may run on where it is. Default `postcopySeconds`. */
  readonly phase?: "postcopySeconds" | "liveSeconds";
}

export class MovedGuest {
  readonly missing: MissingPages;
  readonly #setting: MovedGuestSetting;
  readonly #accesses: Accesses;
  readonly #vcpus: Vcpus;
  readonly #phase: "postcopySeconds" | "liveSeconds";
  #nowSeconds: number;
  #eventSeconds: number;

  constructor(setting: MovedGuestSetting, costs: MovedGuestCosts) {
    const { faultSeconds, accessesPerWrite, copyLimitBytesPerSecond, phase = "postcopySeconds" } = costs;
    const { pages, course, scenario, startSeconds } = setting;
    this.#setting = setting;
    this.#phase = phase;
    this.#nowSeconds = startSeconds;
    this.#eventSeconds = startSeconds;
    this.missing = new MissingPages(pages);
    this.#vcpus = new Vcpus(scenario.vm.vcpus, faultSeconds);
    course.setCopying(true, startSeconds, copyLimitBytesPerSecond);
    course.runAtDestination(1, startSeconds);
    const isMissing = (page: number): boolean => this.missing.has(page);
    this.#accesses = new Accesses(pages.config, course.guestSecondsAt(startSeconds), accessesPerWrite, isMissing, course.threads);
  }

  /** Simulated second reached. */
  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Second of the last event: no access is earlier. */
  get eventSeconds(): number {
    return this.#eventSeconds;
  }

  /** Whether a vCPU or thread waits for a page. */
  get isWaiting(): boolean {
    return this.#vcpus.areWaiting;
  }

  get nextWakeSeconds(): number {
    return this.#vcpus.nextWakeSeconds;
  }

  /** Second of the guest's next access to a page that may be missing. */
  get accessSeconds(): number {
    return Math.max(this.#eventSeconds, this.#setting.course.secondsAt(this.#accesses.guestSeconds));
  }

  /** Time passes without an event. */
  passTo(seconds: number): void {
    if (seconds > this.#nowSeconds) this.#nowSeconds = seconds;
  }

  /** An event happens. */
  reach(seconds: number): void {
    this.#eventSeconds = seconds;
    this.passTo(seconds);
  }

  /** A change of the course: the link's share or the guest's speed may be another one from here on. */
  passChange(seconds: number): void {
    const { course } = this.#setting;
    course.advance();
    // Past writes are not needed any more: the clocks may drop them.
    course.environment.harvested(course.guestSecondsAt(seconds));
    this.#accesses.retime();
  }

  /** The next vCPU or thread resumes. */
  wake(seconds: number): void {
    this.#vcpus.wake();
    this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
    this.#accesses.retimeThreads();
  }

  /** The guest's next access. Returns the page if it is missing and nobody has asked for it. */
  access(seconds: number): number | undefined {
    const { page, threads } = this.#accesses;
    let faulted: number | undefined;
    if (this.missing.has(page)) {
      if (this.#vcpus.stop(page, seconds, threads)) faulted = page;
      this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
    }
    this.#accesses.moveOn();
    this.#accesses.retimeThreads();
    return faulted;
  }

  /** A page has arrived as `bytes` on the wire. Returns whether a vCPU or thread waits for it. */
  arrived(page: number, bytes: number, byFault: boolean, seconds: number): boolean {
    this.missing.arrived(page, bytes, byFault);
    return this.#vcpus.pageArrived(page, seconds);
  }

  /** Ends the copy, finished or not, and enters it into the record. */
  cut(): void {
    const { course, record, startSeconds } = this.#setting;
    course.setCopying(false, this.#nowSeconds);
    this.missing.enterInto(record, this.#vcpus, { startSeconds, nowSeconds: this.#nowSeconds, phase: this.#phase });
  }
}
