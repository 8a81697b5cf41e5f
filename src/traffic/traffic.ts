import { tearDownFault } from "../channel/tear-down.js";
import { ringOwnerOf } from "../channel/traffic.js";
import type { TiedClock } from "../pages/tied-clock.js";
import type { WriteSource } from "../pages/write-source.js";
import type { ChannelReport, ChannelSample } from "../result/result.js";
import { Carriers } from "./carriers.js";
import type { ChannelSources } from "./channel-sources.js";
import type { Environment, MarkedPages } from "./environment.js";
import { FlowRecords } from "./flow-records.js";
import { type Host, type Lane, meanRoundTripSeconds } from "./lane.js";
import { closeLanes, flowing, MIGRATING, modeOf, openPair, type Pair, sourcesOf, type TrafficSetting } from "./pair.js";
import { Series } from "./series.js";
import { type Shares, shareOut } from "./share.js";
import { type TiedFlows, tiedFlowsOf } from "./tied-flows.js";

/** Bytes of all flows since the start. Always offered = delivered + in flight. */
export interface TrafficBooks {
  readonly offeredBytes: number;
  readonly deliveredBytes: number;
  readonly inFlightBytes: number;
}

/** Minimum spacing of events; guarantees progress. */
const SHORTEST_STEP_SECONDS = 1e-6;
/** Maximum number of changes simulated after the end of the migration, for volumes and joins still in progress. */
const CHANGES_AFTER_END = 10_000;

export class Traffic implements Environment {
  readonly #setting: TrafficSetting;
  readonly #pairs: readonly Pair[];
  readonly #lanes: readonly Lane[];
  /** Lanes of all pairs that may still carry bytes. */
  #openLanes: readonly Lane[];
  /** Cached; undefined after a change. */
  #nextChangeSeconds: number | undefined;
  readonly #channelSources: ChannelSources;
  #tiedFlows: readonly TiedFlows[] = [];
  readonly #carriers: Carriers;
  readonly #flowRecords: FlowRecords;
  readonly #series = new Series();
  readonly #before: { readonly roundTripSeconds: number; readonly dom0CpuCount: number };
  #where: Host = "source";
  #phase: ChannelSample["phase"] = "before";
  #isCopying = false;
  #copyLimitBytesPerSecond = Infinity;
  #unlimitedCopyBytesPerSecond = 0;
  #copyLimit: Environment["copyLimit"] = "link";
  #guestTimeRatio = 1;
  #nowSeconds = 0;
  #shares: Shares;
  #marked: MarkedPages[] = [];
  readonly #tornDown = new Set<Pair>();
  #reported: ChannelReport | undefined;

  constructor(setting: TrafficSetting) {
    this.#setting = setting;
    this.#carriers = new Carriers(setting.exchange);
    this.#pairs = setting.peers.map((peer) => openPair(setting, peer));
    this.#lanes = this.#pairs.flatMap(({ lanes }) => lanes);
    this.#openLanes = this.#lanes;
    this.#flowRecords = new FlowRecords(this.#pairs);
    this.#channelSources = sourcesOf(setting);
    this.#shares = this.#share();
    for (const pair of this.#pairs) {
      if (setting.dirtying.rings?.rehomes === true && pair.peer.ringOwner === "migrating") this.#markRing(pair);
    }
    this.#settle(0);
    this.#flowRecords.noteBefore();
    this.#before = { roundTripSeconds: this.#roundTripSeconds(), dom0CpuCount: this.#shares.trafficDom0CpuCount };
  }

  /** Pages that the guest needs for its traffic. With fewer there is no place for `sources`. */
  get neededPages(): number {
    return this.#channelSources.neededPages;
  }

  /** Write sources of the traffic in the guest. */
  get sources(): readonly WriteSource[] {
    return this.#channelSources.sources;
  }

  tie(clocks: readonly TiedClock[]): void {
    this.#tiedFlows = tiedFlowsOf(clocks, this.#pairs);
    this.#followTied(0);
  }

  #followTied(guestSeconds: number): void {
    for (const flows of this.#tiedFlows) flows.follow(guestSeconds, this.nextChangeSeconds - this.#nowSeconds);
  }

  get writtenPages(): readonly MarkedPages[] {
    return this.#channelSources.written;
  }

  /** Pages at the end of the guest's memory that the copy holds back until the last round: all that the channel writes, or none. */
  get heldBackPages(): number {
    return this.#setting.dirtying.rings?.holdsBack === true ? this.writtenPages.reduce((sum, { pages }) => sum + pages, 0) : 0;
  }

  get books(): TrafficBooks {
    return {
      offeredBytes: this.#sum(({ process }) => process.offeredBytes),
      deliveredBytes: this.#sum(({ process }) => process.deliveredBytes),
      inFlightBytes: this.#sum(({ process }) => process.inFlightBytes),
    };
  }

  get nextChangeSeconds(): number {
    this.#nextChangeSeconds ??= Math.max(this.#nextEventSeconds, this.#nowSeconds + SHORTEST_STEP_SECONDS);
    return this.#nextChangeSeconds;
  }

  get #nextEventSeconds(): number {
    return this.#pairs.reduce((least, { residency }) => Math.min(least, residency.nextEventSeconds), Infinity);
  }

  get copyBytesPerSecond(): number {
    return this.#unlimitedCopyBytesPerSecond;
  }

  get copyLimit(): Environment["copyLimit"] {
    return this.#copyLimit;
  }

  get isReadyToSuspend(): boolean {
    return !this.#leavesBeforePause || this.#pairs.every(({ residency }) => residency.isReadyToSuspend);
  }

  get suspendFault(): string | undefined {
    for (const { peer, residency } of this.#pairs) {
      const { suspendTimeout } = residency;
      if (suspendTimeout === undefined) continue;
      const unread = `${Math.round(suspendTimeout.unreadBytes)} bytes are unread`;
      return `The channel to ${peer.name} was not drained within ${suspendTimeout.limitSeconds} s (${unread}): the guest did not suspend and stays.`;
    }
    return undefined;
  }

  takeMarkedPages(): readonly MarkedPages[] {
    const marked = this.#marked;
    this.#marked = [];
    return marked;
  }

  advance(seconds: number, guestSeconds: number): void {
    this.#moveTo(seconds);
    this.#settle(guestSeconds);
  }

  setCopying(copying: boolean, seconds: number, guestSeconds: number, limitBytesPerSecond: number): void {
    if (copying === this.#isCopying && (!copying || limitBytesPerSecond === this.#copyLimitBytesPerSecond)) return;
    this.#isCopying = copying;
    this.#copyLimitBytesPerSecond = limitBytesPerSecond;
    const begins = copying && this.#phase === "before";
    if (begins) this.#phase = "copying";
    this.advance(seconds, guestSeconds);
    if (begins) this.#flowRecords.enter("during", seconds);
  }

  throttle(ratio: number, seconds: number, guestSeconds: number): void {
    this.#guestTimeRatio = 1 - ratio;
    this.advance(seconds, guestSeconds);
  }

  requestSuspend(seconds: number, guestSeconds: number): void {
    this.#moveTo(seconds);
    this.#phase = "switching";
    this.#flowRecords.enter("switching", seconds);
    if (this.#leavesBeforePause) for (const { residency } of this.#pairs) residency.requestSuspend();
    // Completes the steps of the tear-down that take no time.
    this.#moveTo(seconds);
    this.#settle(guestSeconds);
  }

  pause(seconds: number): void {
    this.#moveTo(seconds);
    this.#phase = "paused";
    this.#flowRecords.enter(undefined, seconds);
    for (const { residency } of this.#pairs) residency.pause();
    this.#shares = this.#share();
    this.#sample();
  }

  resume(where: Host, seconds: number): void {
    this.#moveTo(seconds);
    this.#phase = "after";
    this.#flowRecords.enter("after", seconds);
    this.#where = where;
    this.#guestTimeRatio = 1;
    for (const pair of this.#pairs) this.#resumePair(pair, where);
    this.#shares = this.#share();
    this.#sample();
  }

  abandon(seconds: number): void {
    this.#isCopying = false;
    this.resume("source", seconds);
  }

  harvested(guestSeconds: number): void {
    this.#channelSources.harvested(guestSeconds);
  }

  /** Ends the simulation of the traffic. Repeated calls return the same report. */
  report(endSeconds: number, pagesDirtied: number | undefined): ChannelReport {
    this.#reported ??= this.#reportOnce(endSeconds, pagesDirtied);
    return this.#reported;
  }

  #reportOnce(endSeconds: number, pagesDirtied: number | undefined): ChannelReport {
    const bytesMoved = this.books.deliveredBytes;
    const { deliveredBytes } = this.#flowRecords;
    const fault = this.#tearDownFault();
    this.#followToTheEnd();
    const { beyondMeasured } = this.#setting;
    const { kind, label } = this.#setting.exchange;
    const { completedSeconds } = this.#flowRecords;
    return {
      kind,
      label,
      bytesMoved,
      ...(pagesDirtied === undefined ? {} : { pagesDirtied }),
      throughputBytesPerSecond: endSeconds > 0 ? bytesMoved / endSeconds : 0,
      ...this.#before,
      ...(completedSeconds === undefined ? {} : { completedSeconds }),
      ...(beyondMeasured.length === 0 ? {} : { beyondMeasured }),
      ...(fault === undefined ? {} : { fault }),
      flows: this.#flowRecords.report(deliveredBytes, this.#nowSeconds, (peer, flow) => this.#isTied(peer, flow)),
      series: this.#series.samples,
      events: this.#pairs.flatMap(({ peer, residency }) => residency.events.map((event) => ({ peer: peer.name, ...event }))),
    };
  }

  /** False if rings are torn down after the pause or never. */
  get #leavesBeforePause(): boolean {
    const { rings } = this.#setting.dirtying;
    return rings === undefined || rings.teardown === "before-pause";
  }

  /** Resumes a pair. If its rings outlived the pause the guest has crashed; an exchange without rings continues over the network. */
  #resumePair({ peer, residency, lanes }: Pair, where: Host): void {
    const outlives = where === "destination" && residency.state === "connected";
    if (outlives && !this.#leavesBeforePause) for (const { process } of lanes) process.setRoute("none");
    else residency.resume(where);
    if (where === "destination" && peer.place === "source" && !outlives) for (const { process } of lanes) process.setRoute("network");
  }

  #sum(pick: (lane: Lane) => number, lanes = this.#lanes): number {
    return lanes.reduce((sum, lane) => sum + pick(lane), 0);
  }

  #moveTo(seconds: number): void {
    for (const { residency } of this.#pairs) residency.advance(seconds);
    this.#nowSeconds = seconds;
    this.#nextChangeSeconds = undefined;
    this.#noticeTearDowns();
    this.#closeLanes();
  }

  #closeLanes(): void {
    let areClosed = false;
    for (const pair of this.#pairs) areClosed = closeLanes(pair) || areClosed;
    if (areClosed) this.#openLanes = this.#pairs.flatMap(({ openLanes }) => openLanes);
  }

  /** Recomputes the shares, updates the write sources while dirty logging is on, and records a sample. */
  #settle(guestSeconds: number): void {
    this.#shares = this.#share();
    // After the resume writes matter only during post-copy, while pages are still copied.
    if (this.#phase !== "paused" && (this.#phase !== "after" || this.#isCopying)) {
      this.#channelSources.follow(flowing(this.#pairs, this.#setting.dirtying, this.#where, this.#guestTimeRatio), guestSeconds);
      this.#followTied(guestSeconds);
    }
    this.#sample();
  }

  #share(): Shares {
    const queueSeconds = this.#isCopying ? this.#setting.queueSeconds : 0;
    // A stopped guest neither sends nor receives; bytes for it wait at its peers.
    const lanes = this.#phase === "paused" || this.#guestTimeRatio === 0 ? [] : this.#openLanes;
    const setting = {
      ...this.#setting,
      carriers: this.#carriers,
      lanes,
      where: this.#where,
      isCopying: this.#isCopying,
      guestTimeRatio: this.#guestTimeRatio,
      queueSeconds,
    };
    const copyLimitBytesPerSecond = this.#copyLimitBytesPerSecond;
    const shares = shareOut({ ...setting, copyLimitBytesPerSecond });
    // A rate-limited copy sends bursts, each at the unlimited speed.
    const unlimited = copyLimitBytesPerSecond < Infinity ? shareOut(setting) : shares;
    this.#unlimitedCopyBytesPerSecond = unlimited.copyBytesPerSecond;
    this.#copyLimit = unlimited.isCopyLimitedByDom0 ? "dom0" : "link";
    this.#nextChangeSeconds = undefined;
    for (const [index, { process }] of this.#openLanes.entries()) {
      const rate = shares.laneBytesPerSecond[index] ?? 0;
      process.setRates(process.route === "local" ? { localBytesPerSecond: rate } : { networkBytesPerSecond: rate });
    }
    return shares;
  }

  /** After the peer has unmapped the rings, marks every ring page that the guest owns dirty, as Xen does. */
  #noticeTearDowns(): void {
    for (const pair of this.#pairs) {
      if (pair.residency.tornDownSeconds === undefined || this.#tornDown.has(pair)) continue;
      this.#markRing(pair);
    }
  }

  /** Marks the ring pages of a pair once: at the tear-down, or when the rings move to the peer at the start of the migration. */
  #markRing(pair: Pair): void {
    this.#tornDown.add(pair);
    const ring = this.#channelSources.ringOf(pair.peer.name);
    if (ring) this.#marked.push(ring);
  }

  #roundTripSeconds(): number {
    const queueSeconds = this.#isCopying ? this.#setting.queueSeconds : 0;
    return meanRoundTripSeconds(this.#carriers, { lanes: this.#lanes, openLanes: this.#openLanes, where: this.#where, queueSeconds });
  }

  #sample(): void {
    const delivered = (direction: Lane["direction"]): number =>
      this.#sum((lane) => (lane.direction === direction ? lane.process.deliveredBytesPerSecond : 0), this.#openLanes);
    this.#series.add({
      seconds: this.#nowSeconds,
      phase: this.#phase,
      mode: modeOf(this.#pairs, this.#where),
      sendBytesPerSecond: delivered("send"),
      receiveBytesPerSecond: delivered("receive"),
      ...(this.#phase === "paused" || this.#lanes.length === 0 ? {} : { roundTripSeconds: this.#roundTripSeconds() }),
      ...(this.#isCopying ? { copyBytesPerSecond: this.#unlimitedCopyBytesPerSecond } : {}),
    });
    this.#flowRecords.noticeCompleted(this.#nowSeconds);
  }

  #isTied(peer: string, flow: number): boolean {
    return this.#tiedFlows.some((tied) => tied.includes(peer, flow));
  }

  /** Simulates joins and volumes still in progress after the migration. */
  #followToTheEnd(): void {
    for (let change = 0; change < CHANGES_AFTER_END && this.nextChangeSeconds < Infinity; change++) {
      this.#moveTo(this.nextChangeSeconds);
      this.#shares = this.#share();
      this.#sample();
    }
  }

  #tearDownFault(): string | undefined {
    const { dirtying } = this.#setting;
    const late = this.#pairs.find(({ peer }) => peer.place === "source");
    if (dirtying.rings === undefined || late === undefined || this.#phase !== "after") return undefined;
    return tearDownFault(dirtying.rings.teardown, ringOwnerOf(dirtying, late.peer, MIGRATING))?.detail;
  }
}
