/**
 * Post-copy: the guest runs at the destination; its missing pages are pushed in order and fetched on request until none is
 * left (docs/sources/qemu.md#postcopy). Event by event: the length of a step changes nothing.
 *
 * Modelling decisions, beside those of `moved-guest.ts`: requests take the link's latency and no bandwidth. `faultSeconds` is the cost of
 * a fault after its page has arrived.
 */
import type { PostcopyAction, SentRound } from "../../engine/action.js";
import type { Pace } from "../../pages/pages.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import type { Activity } from "../activity.js";
import type { MigrationRecord } from "../migration-record.js";
import { type PaceSetting, paceFrom, paceLimit } from "../pace.js";
import { copyLimitOf, FRAME_BYTES, stagesOf } from "../stages.js";
import { Fifo } from "./fifo.js";
import { MovedGuest, type MovedGuestSetting } from "./moved-guest.js";
import { PageSet } from "./page-set.js";
import { pageOf, Sender } from "./sender.js";

export interface PostcopySetting extends MovedGuestSetting, Pick<PaceSetting, "engine" | "stages"> {
  readonly action: PostcopyAction;
  readonly scenario: Pick<ResolvedScenario, "vm" | "link" | "host">;
  readonly record: Pick<MigrationRecord, "addPostcopy" | "lastSent" | "limits">;
}

/** A page of each may have left in part. */
const CONNECTIONS_MOST = 2;

export class Postcopy implements Activity {
  readonly isRound = true;
  readonly isFetching = true;
  readonly #setting: PostcopySetting;
  /** The engine with the wire of its post-copy, and the stages of that. */
  readonly #wire: Pick<PaceSetting, "engine" | "stages">;
  readonly #pace: Pace;
  readonly #guest: MovedGuest;
  readonly #sender: Sender;
  /** Requests on their way to the source, and pages on their way to the destination, each with the second at which it is there. */
  readonly #requests = { pages: new Fifo(), seconds: new Fifo() };
  readonly #arrivals = { pages: new Fifo(), seconds: new Fifo() };

  constructor(setting: PostcopySetting) {
    const { action, startSeconds } = setting;
    this.#setting = setting;
    this.#wire = wireOf(setting);
    const phase = action.isLocal ? "liveSeconds" : "postcopySeconds";
    this.#guest = new MovedGuest(setting, { ...action, copyLimitBytesPerSecond: meanLimitOf(this.#wire, action), phase });
    this.#pace = this.#paceNow();
    if (action.isLocal) setting.record.limits.setPace(paceLimit(this.#paceSetting(), Infinity), startSeconds);
    this.#sender = this.#createSender();
    this.#sender.setLink(this.#pace.bytesPerSecond, startSeconds);
  }

  get nowSeconds(): number {
    return this.#guest.nowSeconds;
  }

  /** At the link's present rate: the next page arrives at the earliest when it can, and the last one after all that have not left yet. */
  get earliestEndSeconds(): number {
    const { missing } = this.#guest;
    const onTheirWay = this.#arrivals.seconds.length;
    if (missing.size <= onTheirWay) return Math.max(this.nowSeconds, this.#arrivals.seconds.head);
    const { entryBytes, pageBytes, bytesPerSecond } = this.#paceNow();
    const unsentPages = Math.max(0, missing.contentPages - onTheirWay - CONNECTIONS_MOST);
    const nextSeconds = Math.max(this.nowSeconds, this.#sender.nextSeconds);
    return Math.max(nextSeconds, this.nowSeconds + (unsentPages * (entryBytes + pageBytes)) / bytesPerSecond);
  }

  get doneRatio(): number {
    return this.#guest.missing.doneRatio;
  }

  get arrived(): Uint8Array {
    return this.#guest.missing.arrivedSoFar;
  }

  /** A guest that runs on at the source loses nothing. */
  get loss(): string | undefined {
    return this.#setting.action.isLocal ? undefined : this.#guest.missing.loss;
  }

  get #latencySeconds(): number {
    return this.#setting.action.isLocal ? 0 : this.#setting.scenario.link.latencySeconds;
  }

  advance(untilSeconds: number): boolean {
    const guest = this.#guest;
    while (guest.missing.size > 0) {
      const { course } = this.#setting;
      const otherSeconds = Math.min(course.nextChangeSeconds, this.#requests.seconds.head, guest.nextWakeSeconds, guest.accessSeconds);
      if (this.#movePages(Math.min(otherSeconds, untilSeconds), otherSeconds <= untilSeconds)) continue;
      if (otherSeconds > untilSeconds) {
        guest.passTo(untilSeconds);
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
    this.#arriveUntil(this.nowSeconds);
    this.#setting.record.limits.setPace(undefined, this.nowSeconds);
    this.#guest.cut();
  }

  #paceSetting(): PaceSetting {
    const { pages, course, scenario, action } = this.#setting;
    // A guest that has left the source does not compete with the copy there.
    const speedRatio = action.isLocal ? scenario.host.liveSpeedRatio : 1;
    return { pages, course, ...this.#wire, pageBytes: scenario.vm.pageBytes, speedRatio };
  }

  #paceNow(): Pace {
    return paceFrom(this.#paceSetting(), {
      startSeconds: this.#guest.eventSeconds,
      batchPages: 1,
      entriesPerPage: this.#setting.scenario.vm.pageBytes / FRAME_BYTES,
      limitBytesPerSecond: Infinity,
      dirtyPageRule: "send",
      live: true,
    });
  }

  #createSender(): Sender {
    const { pages, action } = this.#setting;
    return new Sender({
      unsent: new PageSet(this.#guest.missing.toSend),
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
    const isZero = this.#guest.missing.isZero(page);
    const placeSeconds = (isZero ? action.placeZeroPageSeconds : action.placePageSeconds) ?? 0;
    const lookSeconds = isZero ? (engine.zeroPageSeconds ?? 0) : 0;
    const frames = scenario.vm.pageBytes / FRAME_BYTES;
    return Math.max(0, lookSeconds * frames, placeSeconds * frames - this.#bytesOf(page) / this.#pace.bytesPerSecond);
  }

  #bytesOf(page: number): number {
    const { entryBytes, pageBytes, zeroPageBytes } = this.#pace;
    return entryBytes + (this.#guest.missing.isZero(page) ? zeroPageBytes : pageBytes);
  }

  /**
   * Lets pages leave and arrive up to a second, included or not. Stops early, and returns true, where a vCPU is about to resume
   * or the last page has arrived. While no vCPU waits, arrivals are not events: they are processed at the next event.
   */
  #movePages(untilSeconds: number, isExclusive: boolean): boolean {
    for (;;) {
      const leaveSeconds = this.#sender.nextSeconds;
      const arriveSeconds = this.#guest.isWaiting || this.#sender.isDone ? this.#arrivals.seconds.head : Infinity;
      const seconds = Math.min(leaveSeconds, arriveSeconds);
      if (seconds > untilSeconds || (isExclusive && seconds === untilSeconds)) return false;
      this.#guest.reach(seconds);
      if (arriveSeconds <= leaveSeconds) {
        if (this.#arriveUntil(seconds) || this.#guest.missing.size === 0) return true;
      } else this.#send(seconds);
    }
  }

  /** Of several events at the same second, the first of this list; pages that leave or arrive then come after them. */
  #passEvent(seconds: number): void {
    const guest = this.#guest;
    guest.reach(seconds);
    if (this.#setting.course.nextChangeSeconds <= seconds) this.#passChange(seconds);
    else if (guest.nextWakeSeconds <= seconds) guest.wake(seconds);
    else if (this.#requests.seconds.head <= seconds) this.#request(seconds);
    else this.#access(seconds);
  }

  #passChange(seconds: number): void {
    this.#guest.passChange(seconds);
    this.#sender.setLink(this.#paceNow().bytesPerSecond, seconds);
  }

  /** True if a vCPU is about to resume because of it. */
  #arriveUntil(seconds: number): boolean {
    let wakes = false;
    while (this.#arrivals.seconds.head <= seconds) {
      const arrivalSeconds = this.#arrivals.seconds.shift();
      const marked = this.#arrivals.pages.shift();
      const page = pageOf(marked);
      if (this.#guest.arrived(page, this.#bytesOf(page), marked < 0, arrivalSeconds)) wakes = true;
    }
    return wakes;
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
    this.#arrivals.seconds.push(seconds + this.#latencySeconds);
  }

  #access(seconds: number): void {
    this.#arriveUntil(seconds);
    const page = this.#guest.access(seconds);
    if (page === undefined) return;
    this.#requests.pages.push(page);
    this.#requests.seconds.push(seconds + this.#latencySeconds);
  }
}

function wireOf({ action, engine, stages, scenario }: PostcopySetting): Pick<PaceSetting, "engine" | "stages"> {
  if (action.wire === undefined) return { engine, stages };
  const ofPostcopy = { ...engine, ...action.wire };
  return { engine: ofPostcopy, stages: stagesOf(ofPostcopy, scenario) };
}

/** What threads at both ends make at most; the push's own limit is none, as requested pages are exempt from it. */
function meanLimitOf({ engine, stages }: Pick<PaceSetting, "engine" | "stages">, { placePageSeconds = 0 }: PostcopyAction): number {
  return copyLimitOf(stages, (FRAME_BYTES + engine.entryBytes) / placePageSeconds);
}
