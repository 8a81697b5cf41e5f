/**
 * Everything that shares the fleet's links at one time: the flows of all pairs and the copies of all migrations. Rates are constant between
 * events; an event is a change of a flow, of a channel's state, or of what a migration demands.
 */
import type { Channel } from "../channel/channel.js";
import { type FabricHost, type FabricShares, type FabricSwitch, type SwitchUse, shareFabric, switchesBetween } from "../fabric/fabric.js";
import type { Lane } from "../traffic/lane.js";
import { type CopyShare, CopyShares } from "./copy-shares.js";
import type { FleetPair } from "./fleet-pair.js";
import { type CopySetting, copyStream, type FleetLane, LaneStreams, lanesOfPairs } from "./fleet-streams.js";
import type { Copy, GuestState } from "./guest-state.js";

/** Minimum spacing of events; guarantees progress. */
const SHORTEST_STEP_SECONDS = 1e-6;

export interface FleetTrafficSetting extends CopySetting {
  readonly hosts: readonly FabricHost[];
  readonly switches: readonly FabricSwitch[];
  readonly pairs: readonly FleetPair[];
  /** Absent in a fleet without pairs. */
  readonly channel?: Channel;
}

/** What follows the traffic: told of every change. */
export interface TrafficFollower {
  /** The traffic has changed at a simulated second, not by the follower's own doing. */
  noteChange(seconds: number): void;
  noteTornDown(pair: FleetPair): void;
}

/** What the flows have sent over the cards of a host, or over the uplink of a switch. */
export interface CardBytes {
  sentBytes: number;
  receivedBytes: number;
}

/** What the flows have sent through a switch. */
export interface SwitchBytes extends CardBytes {
  carriedBytes: number;
}

/** One direction of a flow between two hosts, which may be the same one. */
export interface FlowRate {
  readonly from: string;
  readonly to: string;
  readonly bytesPerSecond: number;
}

export class FleetTraffic {
  readonly #setting: FleetTrafficSetting;
  readonly #laneStreams: LaneStreams | undefined;
  readonly #lanes: readonly FleetLane[];
  /** Shares the links where no guests talk. */
  readonly #quiet: CopyShares;
  readonly #followers = new Set<TrafficFollower>();
  /** What flows have sent so far, by host. */
  readonly flowBytes: ReadonlyMap<string, CardBytes>;
  /** And by switch. */
  readonly switchBytes: ReadonlyMap<string, SwitchBytes>;
  readonly #switchesBetween: (from: string, to: string) => SwitchUse;
  /** The guests that are being copied, in the order of their names. */
  #copying: GuestState[] = [];
  #copyShares = new Map<string, CopyShare>();
  #nowSeconds = 0;
  #nextChangeSeconds: number | undefined;

  constructor(setting: FleetTrafficSetting) {
    this.#setting = setting;
    this.#laneStreams = setting.channel && new LaneStreams(setting.channel);
    this.#lanes = lanesOfPairs(setting.pairs);
    this.#quiet = new CopyShares(setting.hosts, setting.switches, (copy) => copyStream(copy, setting));
    this.flowBytes = new Map(setting.hosts.map(({ name }) => [name, { sentBytes: 0, receivedBytes: 0 }]));
    this.switchBytes = new Map(setting.switches.map(({ name }) => [name, { carriedBytes: 0, sentBytes: 0, receivedBytes: 0 }]));
    this.#switchesBetween = switchesBetween(setting.hosts);
    this.share();
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Simulated second of the next change of a flow or a channel; Infinity if there is none. */
  get nextChangeSeconds(): number {
    this.#nextChangeSeconds ??= Math.max(
      this.#setting.pairs.reduce((least, { residency }) => Math.min(least, residency.nextEventSeconds), Infinity),
      this.#nowSeconds + SHORTEST_STEP_SECONDS,
    );
    return this.#nextChangeSeconds;
  }

  /** The share of a guest's copy at present; of one that is not under way, the share it would begin with. */
  copyShareOf(guest: GuestState): CopyShare {
    const first = { from: guest.from, to: guest.to, limitBytesPerSecond: Infinity };
    if (this.#lanes.length === 0) return guest.copy === undefined ? this.#quiet.shareBeside(first) : this.#quiet.shareOf(guest.copy);
    return this.#copyShares.get(guest.name) ?? this.#shareWith(guest, first);
  }

  follow(follower: TrafficFollower): void {
    this.#followers.add(follower);
  }

  unfollow(follower: TrafficFollower): void {
    this.#followers.delete(follower);
  }

  /** Moves to a simulated second no later than the next change. The rates stay as they are. */
  moveTo(seconds: number): void {
    const toSeconds = Math.max(seconds, this.#nowSeconds);
    const sent = this.#lanes.map(({ lane }) => acceptedBytes(lane));
    for (const pair of this.#setting.pairs) {
      if (pair.advance(this.#nowSeconds, toSeconds)) for (const follower of this.#followers) follower.noteTornDown(pair);
    }
    for (const [index, { pair, lane, from, to }] of this.#lanes.entries()) {
      // Nothing leaves the host but by the network, on which a pair that is apart has been since it came apart.
      if (pair.areTogether) continue;
      const bytes = acceptedBytes(lane) - (sent[index] as number);
      (this.flowBytes.get(from.host) as CardBytes).sentBytes += bytes;
      (this.flowBytes.get(to.host) as CardBytes).receivedBytes += bytes;
      if (this.switchBytes.size > 0) addSwitched(this.switchBytes, this.#switchesBetween(from.host, to.host), bytes);
    }
    this.#nowSeconds = toSeconds;
    this.#nextChangeSeconds = undefined;
  }

  /** Computes all rates anew after a change, and tells all followers of it but the one that caused it. */
  share(by?: TrafficFollower): void {
    if (this.#lanes.length > 0) this.#shareAmongAll();
    this.#nextChangeSeconds = undefined;
    for (const follower of this.#followers) if (follower !== by) follower.noteChange(this.#nowSeconds);
  }

  /** What all flows send at present. */
  get flowRates(): FlowRate[] {
    return this.#lanes.map(({ lane: { process }, from, to }) => ({
      from: from.host,
      to: to.host,
      bytesPerSecond: process.acceptedBytesPerSecond,
    }));
  }

  /** Begins, changes or ends a guest's copy; what it takes of the links follows at the next `share`. */
  setCopy(guest: GuestState, copy: Copy | undefined): void {
    if (guest.copy !== undefined) this.#quiet.remove(guest.copy);
    if (copy !== undefined) this.#quiet.add(copy);
    if (guest.copy === undefined && copy !== undefined) {
      const place = this.#copying.findIndex(({ name }) => name > guest.name);
      this.#copying.splice(place < 0 ? this.#copying.length : place, 0, guest);
    } else if (copy === undefined) this.#copying = this.#copying.filter((each) => each !== guest);
    guest.copy = copy;
  }

  #copies(): Map<GuestState, Copy> {
    return new Map(this.#copying.map((guest) => [guest, guest.copy as Copy]));
  }

  /** Shares the links anew among flows and copies. */
  #shareAmongAll(): void {
    const copies = this.#copies();
    const { bytesPerSecond, limitedByDom0 } = this.#shares(copies);
    for (const [index, { lane }] of this.#lanes.entries()) {
      const rate = bytesPerSecond[index] as number;
      lane.process.setRates(lane.process.route === "local" ? { localBytesPerSecond: rate } : { networkBytesPerSecond: rate });
    }
    this.#copyShares = new Map();
    let place = this.#lanes.length;
    // A copy with a limit sends bursts, each at the speed that it has without its limit.
    for (const [guest, copy] of copies) {
      const share: CopyShare =
        copy.limitBytesPerSecond < Infinity
          ? this.#shareWith(guest, { ...copy, limitBytesPerSecond: Infinity })
          : { bytesPerSecond: bytesPerSecond[place] as number, limit: limitedByDom0.has(place) ? "dom0" : "link" };
      this.#copyShares.set(guest.name, share);
      place++;
    }
  }

  /** The share of a copy beside the present ones. */
  #shareWith(guest: GuestState, copy: Copy): CopyShare {
    const copies = this.#copies().set(guest, copy);
    const { bytesPerSecond, limitedByDom0 } = this.#shares(copies);
    const place = this.#lanes.length + [...copies.keys()].indexOf(guest);
    return { bytesPerSecond: bytesPerSecond[place] as number, limit: limitedByDom0.has(place) ? "dom0" : "link" };
  }

  /** The shares of all streams: lanes first, then copies. */
  #shares(copies: ReadonlyMap<GuestState, Copy>): FabricShares {
    const lanes = this.#lanes.map((lane) => (this.#laneStreams as LaneStreams).streamOf(lane, copies));
    const streams = [...lanes, ...[...copies.values()].map((copy) => copyStream(copy, this.#setting))];
    return shareFabric(this.#setting.hosts, streams, this.#setting.switches);
  }
}

/** Adds bytes that crossed switches to what these have carried. */
export function addSwitched(switches: ReadonlyMap<string, SwitchBytes>, { from, to }: SwitchUse, bytes: number): void {
  for (const name of new Set([from, to])) {
    const carried = name === undefined ? undefined : switches.get(name);
    if (carried === undefined) continue;
    carried.carriedBytes += bytes;
    if (from === to) continue;
    if (name === from) carried.sentBytes += bytes;
    else carried.receivedBytes += bytes;
  }
}

/** Bytes that the path has taken from the sender. */
function acceptedBytes({ process }: Lane): number {
  return process.offeredBytes - process.waitingBytes;
}
