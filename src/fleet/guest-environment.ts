/**
 * One migration's view of the fleet: its share of the links, what its guest writes for its traffic, and its channels. Migrations count
 * seconds from their own start; the fleet's seconds are later by `startSeconds`.
 */
import type { Channel } from "../channel/channel.js";
import type { TiedClock } from "../pages/tied-clock.js";
import type { WriteSource } from "../pages/write-source.js";
import type { ChannelSources } from "../traffic/channel-sources.js";
import type { Environment, MarkedPages } from "../traffic/environment.js";
import type { Host } from "../traffic/lane.js";
import { flowing, MIGRATING, sourcesOf } from "../traffic/pair.js";
import type { CopyShare } from "./copy-shares.js";
import type { FleetPair } from "./fleet-pair.js";
import type { FleetTraffic, TrafficFollower } from "./fleet-traffic.js";
import type { GuestState } from "./guest-state.js";

export interface GuestEnvironmentSetting {
  readonly guest: GuestState;
  readonly traffic: FleetTraffic;
  /** The pairs of the guest, in order. */
  readonly pairs: readonly FleetPair[];
  /** Absent for a guest without peers. */
  readonly channel?: Channel;
  readonly allocatedPages: number;
  readonly startSeconds: number;
  /** Whether peers may migrate while this guest does. */
  readonly peersMayMove: boolean;
}

export class GuestEnvironment implements Environment, TrafficFollower {
  readonly #setting: GuestEnvironmentSetting;
  readonly #sources: ChannelSources | undefined;
  readonly #marked: MarkedPages[] = [];
  #pendingSeconds = Infinity;
  #share: CopyShare;
  #where: Host = "source";
  #phase: "live" | "paused" | "after" = "live";
  #suspendSeconds = Infinity;

  constructor(setting: GuestEnvironmentSetting) {
    this.#setting = setting;
    this.#sources = channelSourcesOf(setting);
    this.#share = setting.traffic.copyShareOf(setting.guest);
    this.#followSources(0);
    setting.traffic.follow(this);
  }

  get sources(): readonly WriteSource[] {
    return this.#sources?.sources ?? [];
  }

  /** Pages that the guest needs for its traffic. */
  get neededPages(): number {
    return this.#sources?.neededPages ?? 0;
  }

  /** Pages at the end of the guest's memory that the copy holds back until the last round. */
  get heldBackPages(): number {
    if (this.#setting.channel?.rings?.holdsBack !== true) return 0;
    return this.writtenPages.reduce((sum, { pages }) => sum + pages, 0);
  }

  /** The guest has no part in the fleet's traffic of migrations any more. */
  release(): void {
    this.#setting.traffic.unfollow(this);
  }

  /** A fleet has no sources that are tied to flows: its reader refuses them. */
  tie(_clocks: readonly TiedClock[]): void {}

  /** The fleet's second of a change that this migration has not followed yet; Infinity for none. */
  get pendingSeconds(): number {
    return this.#pendingSeconds;
  }

  get nextChangeSeconds(): number {
    const { pairs, traffic, startSeconds } = this.#setting;
    const ownSeconds = pairs.length > 0 ? traffic.nextChangeSeconds : Infinity;
    return Math.min(ownSeconds, this.#pendingSeconds) - startSeconds;
  }

  advance(seconds: number, guestSeconds: number): void {
    const { traffic } = this.#setting;
    const fleetSeconds = this.#fleetSeconds(seconds);
    const isFollowing = this.#pendingSeconds <= fleetSeconds && traffic.nextChangeSeconds > fleetSeconds;
    if (isFollowing) this.#pendingSeconds = Infinity;
    else this.#change(fleetSeconds, () => {});
    this.#take(guestSeconds);
  }

  setCopying(copying: boolean, seconds: number, guestSeconds: number, limitBytesPerSecond: number): void {
    const { guest, traffic } = this.#setting;
    if (copying ? guest.copy?.limitBytesPerSecond === limitBytesPerSecond : guest.copy === undefined) return;
    this.#change(this.#fleetSeconds(seconds), () => {
      traffic.setCopy(guest, copying ? { from: guest.from, to: guest.to, limitBytesPerSecond } : undefined);
    });
    this.#take(guestSeconds);
  }

  get copyBytesPerSecond(): number {
    return this.#share.bytesPerSecond;
  }

  get copyLimit(): Environment["copyLimit"] {
    return this.#share.limit;
  }

  throttle(ratio: number, seconds: number, guestSeconds: number): void {
    this.#change(this.#fleetSeconds(seconds), () => {
      this.#setting.guest.timeRatio = 1 - ratio;
    });
    this.#take(guestSeconds);
  }

  requestSuspend(seconds: number, guestSeconds: number): void {
    const { pairs, guest, traffic } = this.#setting;
    const fleetSeconds = this.#fleetSeconds(seconds);
    this.#suspendSeconds = fleetSeconds;
    this.#change(fleetSeconds, () => {
      for (const pair of pairs) pair.residency.requestSuspend(pair.endOf(guest));
      // Completes the steps of the tear-down that take no time.
      traffic.moveTo(fleetSeconds);
    });
    this.#take(guestSeconds);
  }

  get isReadyToSuspend(): boolean {
    return this.#setting.pairs.every(({ residency }) => residency.isReadyToSuspend);
  }

  get suspendFault(): string | undefined {
    for (const pair of this.#setting.pairs) {
      const { suspendTimeout } = pair.residency;
      if (suspendTimeout === undefined || suspendTimeout.seconds < this.#suspendSeconds) continue;
      const unread = `${Math.round(suspendTimeout.unreadBytes)} bytes are unread`;
      const { name } = pair.seenBy(this.#setting.guest).peer;
      return `The channel to ${name} was not drained within ${suspendTimeout.limitSeconds} s (${unread}): the guest did not suspend and stays.`;
    }
    return undefined;
  }

  takeMarkedPages(): readonly MarkedPages[] {
    return this.#marked.splice(0);
  }

  pause(seconds: number): void {
    const { pairs, guest } = this.#setting;
    this.#phase = "paused";
    this.#change(this.#fleetSeconds(seconds), () => {
      guest.isPaused = true;
      for (const pair of pairs) pair.residency.pause(pair.endOf(guest));
    });
    this.#take(0);
  }

  resume(where: Host, seconds: number): void {
    const { pairs, guest, traffic } = this.#setting;
    const fleetSeconds = this.#fleetSeconds(seconds);
    this.#phase = "after";
    this.#where = where;
    this.#change(fleetSeconds, () => {
      guest.host = where === "destination" ? guest.to : guest.from;
      guest.isPaused = false;
      guest.timeRatio = 1;
      if (where === "source") traffic.setCopy(guest, undefined);
      for (const pair of pairs) pair.resume(guest, fleetSeconds);
    });
    this.#take(0);
  }

  abandon(seconds: number): void {
    this.resume("source", seconds);
  }

  harvested(guestSeconds: number): void {
    this.#sources?.harvested(guestSeconds);
  }

  get writtenPages(): readonly MarkedPages[] {
    return this.#sources?.written ?? [];
  }

  /** The fleet's result tells of pairs. */
  report(): undefined {
    return undefined;
  }

  noteChange(seconds: number): void {
    const { pairs, traffic, guest } = this.#setting;
    // A guest without peers has nothing to follow but its copy's share.
    if (pairs.length === 0 && traffic.copyShareOf(guest).bytesPerSecond === this.#share.bytesPerSecond) return;
    this.#pendingSeconds = Math.min(this.#pendingSeconds, seconds);
  }

  noteTornDown(pair: FleetPair): void {
    if (!this.#setting.pairs.includes(pair)) return;
    const ring = this.#sources?.ringOf(pair.seenBy(this.#setting.guest).peer.name);
    if (ring) this.#marked.push(ring);
  }

  /** Moves the traffic to the change, makes it and shares anew. */
  #change(fleetSeconds: number, make: () => void): void {
    const { traffic } = this.#setting;
    traffic.moveTo(fleetSeconds);
    make();
    traffic.share(this);
    if (this.#pendingSeconds <= fleetSeconds) this.#pendingSeconds = Infinity;
  }

  /** Takes over the present share, and what the guest writes for its traffic while its dirty pages are logged. */
  #take(guestSeconds: number): void {
    const { traffic, guest } = this.#setting;
    this.#share = traffic.copyShareOf(guest);
    if (this.#phase === "live") this.#followSources(guestSeconds);
  }

  #followSources(guestSeconds: number): void {
    const { pairs, channel, guest } = this.#setting;
    if (channel === undefined || this.#sources === undefined) return;
    const seen = pairs.map((pair) => pair.seenBy(guest));
    this.#sources.follow(flowing(seen, channel, this.#where, guest.timeRatio), guestSeconds);
  }

  /** The next change is met exactly, however the seconds of the migration are rounded. */
  #fleetSeconds(seconds: number): number {
    const { traffic, startSeconds } = this.#setting;
    const nextSeconds = Math.min(traffic.nextChangeSeconds, this.#pendingSeconds);
    return seconds >= nextSeconds - startSeconds && seconds + startSeconds < nextSeconds ? nextSeconds : seconds + startSeconds;
  }
}

/** A peer that moves meanwhile may join the guest at the source and leave it again, whatever its place now. */
function channelSourcesOf({ guest, pairs, channel, allocatedPages, peersMayMove }: GuestEnvironmentSetting): ChannelSources | undefined {
  if (channel === undefined || pairs.length === 0) return undefined;
  const seen = pairs.map((pair) => pair.seenBy(guest).peer);
  const setting = { exchange: channel, dirtying: channel, allocatedPages };
  if (!peersMayMove) return sourcesOf({ ...setting, peers: seen });
  const peers = seen.map(({ name, ringOwner, flows }) => ({ name, ringOwner, flows, place: "source" as const }));
  return sourcesOf({ ...setting, peers }, [{ ...MIGRATING, where: "destination", joined: false }]);
}
