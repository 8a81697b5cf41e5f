/**
 * Post-copy: the guest runs at the destination; its missing pages are pushed in order and fetched on request until none is
 * left (docs/sources/qemu.md#postcopy). Event by event: the length of a step changes nothing.
 *
 * Modelling decisions. A vCPU that touches a missing page stops, and its share of the guest's accesses stops with it: the
 * guest's clock slows down. A second vCPU that touches the same page waits too. Requests take the link's latency and no
 * bandwidth. `faultSeconds` is the cost of a fault after its page has arrived.
 */
import type { PostcopyAction, SentRound } from "../../engine/action.js";
import type { Pace } from "../../pages/pages.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import type { Activity } from "../activity.js";
import type { MigrationRecord } from "../migration-record.js";
import { type PaceSetting, paceFrom } from "../pace.js";
import { FRAME_BYTES, stagesOf } from "../stages.js";
import { Accesses } from "./accesses.js";
import { Fifo } from "./fifo.js";
import { MissingPages } from "./missing-pages.js";
import { PageSet } from "./page-set.js";
import { pageOf, Sender } from "./sender.js";
import { Vcpus } from "./vcpus.js";

export interface PostcopySetting extends Pick<PaceSetting, "pages" | "course" | "engine" | "stages"> {
  readonly startSeconds: number;
  readonly action: PostcopyAction;
  readonly scenario: Pick<ResolvedScenario, "vm" | "link">;
  readonly record: Pick<MigrationRecord, "addPostcopy" | "lastSent">;
}

export class Postcopy implements Activity {
  readonly isRound = true;
  readonly #setting: PostcopySetting;
  /** The engine with the wire of its post-copy, and the stages of that. */
  readonly #wire: Pick<PaceSetting, "engine" | "stages">;
  readonly #pace: Pace;
  readonly #missing: MissingPages;
  readonly #sender: Sender;
  readonly #accesses: Accesses;
  readonly #vcpus: Vcpus;
  /** Requests on their way to the source, and pages on their way to the destination, each with the second at which it is there. */
  readonly #requests = { pages: new Fifo(), seconds: new Fifo() };
  readonly #arrivals = { pages: new Fifo(), seconds: new Fifo() };
  #nowSeconds: number;
  #eventSeconds: number;

  constructor(setting: PostcopySetting) {
    const { pages, course, action, startSeconds, scenario } = setting;
    this.#setting = setting;
    this.#nowSeconds = startSeconds;
    this.#eventSeconds = startSeconds;
    this.#wire = wireOf(setting);
    this.#missing = new MissingPages(pages);
    course.setCopying(true, startSeconds);
    course.runAtDestination(1, startSeconds);
    this.#pace = this.#paceNow();
    this.#vcpus = new Vcpus(scenario.vm.vcpus, action.faultSeconds);
    const isMissing = (page: number): boolean => this.#missing.has(page);
    this.#accesses = new Accesses(pages.config, course.guestSecondsAt(startSeconds), action.accessesPerWrite, isMissing);
    this.#sender = this.#createSender();
    this.#sender.setLink(this.#pace.bytesPerSecond, startSeconds);
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

  advance(untilSeconds: number): boolean {
    while (this.#missing.size > 0) {
      const { course } = this.#setting;
      const otherSeconds = Math.min(
        course.nextChangeSeconds,
        this.#requests.seconds.head,
        this.#vcpus.nextWakeSeconds,
        this.#accessSeconds,
      );
      if (this.#movePages(Math.min(otherSeconds, untilSeconds), otherSeconds <= untilSeconds)) continue;
      if (otherSeconds > untilSeconds) {
        this.#nowSeconds = Math.max(this.#nowSeconds, untilSeconds);
        return false;
      }
      this.#passEvent(otherSeconds);
    }
    return true;
  }

  finish(): SentRound {
    this.cut();
    return this.#setting.record.lastSent(this.nowSeconds, "running");
  }

  cut(): void {
    const { course, record, startSeconds } = this.#setting;
    this.#arriveUntil(this.#nowSeconds);
    course.setCopying(false, this.#nowSeconds);
    this.#missing.enterInto(record, this.#vcpus, startSeconds, this.#nowSeconds);
  }

  #paceNow(): Pace {
    const { pages, course, scenario } = this.#setting;
    const { pageBytes } = scenario.vm;
    // The guest has left the source: nothing there competes with the copy.
    return paceFrom(
      { pages, course, ...this.#wire, pageBytes, speedRatio: 1 },
      {
        startSeconds: this.#eventSeconds,
        batchPages: 1,
        entriesPerPage: pageBytes / FRAME_BYTES,
        limitBytesPerSecond: Infinity,
        dirtyPageRule: "send",
        live: true,
      },
    );
  }

  #createSender(): Sender {
    const { pages, action } = this.#setting;
    return new Sender({
      unsent: new PageSet(this.#missing.toSend),
      firstPage: pages.progress.cursor,
      preempt: action.preempt,
      hints: action.hints ?? false,
      bufferBytes: action.preempt ? 0 : action.queuedBytes,
      goesInParts: !action.preempt && this.#setting.scenario.vm.pageBytes > FRAME_BYTES,
      limitBytesPerSecond: action.limitBytesPerSecond,
      bytesOf: (page) => this.#bytesOf(page),
      lookSecondsOf: (page) => this.#secondsBesideBytes(page),
    });
  }

  /** What a page takes in addition to its bytes: the source looks at a zero page, the destination places each page. */
  #secondsBesideBytes(page: number): number {
    const { action, scenario } = this.#setting;
    const { engine } = this.#wire;
    const isZero = this.#missing.isZero(page);
    const placeSeconds = (isZero ? action.placeZeroPageSeconds : action.placePageSeconds) ?? 0;
    const lookSeconds = isZero ? (engine.zeroPageSeconds ?? 0) : 0;
    const frames = scenario.vm.pageBytes / FRAME_BYTES;
    return Math.max(0, lookSeconds * frames, placeSeconds * frames - this.#bytesOf(page) / this.#pace.bytesPerSecond);
  }

  #bytesOf(page: number): number {
    const { entryBytes, pageBytes, zeroPageBytes } = this.#pace;
    return entryBytes + (this.#missing.isZero(page) ? zeroPageBytes : pageBytes);
  }

  /**
   * Lets pages leave and arrive up to a second, included or not. Stops early, and returns true, where a vCPU is about to resume
   * or the last page has arrived. While no vCPU waits, arrivals are not events: they are processed at the next event.
   */
  #movePages(untilSeconds: number, isExclusive: boolean): boolean {
    for (;;) {
      const leaveSeconds = this.#sender.nextSeconds;
      const arriveSeconds = this.#vcpus.areWaiting || this.#sender.isDone ? this.#arrivals.seconds.head : Infinity;
      const seconds = Math.min(leaveSeconds, arriveSeconds);
      if (seconds > untilSeconds || (isExclusive && seconds === untilSeconds)) return false;
      this.#reach(seconds);
      if (arriveSeconds <= leaveSeconds) {
        if (this.#arriveUntil(seconds) || this.#missing.size === 0) return true;
      } else this.#send(seconds);
    }
  }

  get #accessSeconds(): number {
    return Math.max(this.#eventSeconds, this.#setting.course.secondsAt(this.#accesses.guestSeconds));
  }

  /** Of several events at the same second, the first of this list; pages that leave or arrive then come after them. */
  #passEvent(seconds: number): void {
    this.#reach(seconds);
    if (this.#setting.course.nextChangeSeconds <= seconds) this.#passChange(seconds);
    else if (this.#vcpus.nextWakeSeconds <= seconds) this.#wake(seconds);
    else if (this.#requests.seconds.head <= seconds) this.#request(seconds);
    else this.#access(seconds);
  }

  #reach(seconds: number): void {
    this.#eventSeconds = seconds;
    if (seconds > this.#nowSeconds) this.#nowSeconds = seconds;
  }

  #passChange(seconds: number): void {
    const { course } = this.#setting;
    course.advance();
    // Past writes are not needed any more: the clocks may drop them.
    course.environment.harvested(course.guestSecondsAt(seconds));
    this.#sender.setLink(this.#paceNow().bytesPerSecond, seconds);
    this.#accesses.retime();
  }

  /** True if a vCPU is about to resume because of it. */
  #arriveUntil(seconds: number): boolean {
    let wakes = false;
    while (this.#arrivals.seconds.head <= seconds) {
      const arrivalSeconds = this.#arrivals.seconds.shift();
      const marked = this.#arrivals.pages.shift();
      const page = pageOf(marked);
      this.#missing.arrived(page, this.#bytesOf(page), marked < 0);
      if (this.#vcpus.pageArrived(page, arrivalSeconds)) wakes = true;
    }
    return wakes;
  }

  #wake(seconds: number): void {
    this.#vcpus.wake();
    this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
  }

  #request(seconds: number): void {
    this.#requests.seconds.shift();
    this.#sender.request(this.#requests.pages.shift(), seconds);
  }

  #send(seconds: number): void {
    const left = this.#sender.advance();
    if (left === undefined) return;
    this.#arriveUntil(seconds);
    this.#arrivals.pages.push(left);
    this.#arrivals.seconds.push(seconds + this.#setting.scenario.link.latencySeconds);
  }

  #access(seconds: number): void {
    this.#arriveUntil(seconds);
    const { page } = this.#accesses;
    if (this.#missing.has(page)) {
      if (this.#vcpus.stop(page, seconds)) {
        this.#requests.pages.push(page);
        this.#requests.seconds.push(seconds + this.#setting.scenario.link.latencySeconds);
      }
      this.#setting.course.runAtDestination(this.#vcpus.runningRatio, seconds);
    }
    this.#accesses.moveOn();
  }
}

function wireOf({ action, engine, stages, scenario }: PostcopySetting): Pick<PaceSetting, "engine" | "stages"> {
  if (action.wire === undefined) return { engine, stages };
  const ofPostcopy = { ...engine, ...action.wire };
  return { engine: ofPostcopy, stages: stagesOf(ofPostcopy, scenario) };
}
