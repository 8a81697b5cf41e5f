/**
 * Everything that shares the fleet's links at one time: the flows of all pairs and the copies of all migrations. Rates are constant between
 * events; an event is a change of a flow, of a channel's state, or of what a migration demands.
 */
import type { Channel } from "../channel/channel.js";
import { netbackBytesPerSecond, netbackCpus } from "../channel/netback.js";
import type { Path } from "../channel/pair-traffic.js";
import { type Dom0Use, type FabricHost, type FabricStream, shareFabric } from "../fabric/fabric.js";
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import { Carriers } from "../traffic/carriers.js";
import { COPY_SLOWDOWN_RATIO, QUEUE_SECONDS } from "../traffic/from-scenario.js";
import { demandOf, type Lane } from "../traffic/lane.js";
import type { FleetPair } from "./fleet-pair.js";
import type { Copy, GuestState } from "./guest-state.js";

/** Minimum spacing of events; guarantees progress. */
const SHORTEST_STEP_SECONDS = 1e-6;

export interface FleetTrafficSetting {
  readonly hosts: readonly FabricHost[];
  /** In the order of their names. */
  readonly guests: readonly GuestState[];
  readonly pairs: readonly FleetPair[];
  /** Absent in a fleet without pairs. */
  readonly channel?: Channel;
  /** Dom0's CPU time for each 4 KiB that is copied. */
  readonly copyCpuSeconds: number;
  /** Most that each copy takes of the link; Infinity for no limit. */
  readonly copyCeilingBytesPerSecond: number;
}

/** What a copy gets while it sends, and what limits it. */
export interface CopyShare {
  readonly bytesPerSecond: number;
  readonly limit: "link" | "dom0";
}

/** What follows the traffic: told of every change. */
export interface TrafficFollower {
  /** The traffic has changed at a simulated second, not by the follower's own doing. */
  noteChange(seconds: number): void;
  noteTornDown(pair: FleetPair): void;
}

/** What the flows have sent over the cards of a host. */
export interface CardBytes {
  sentBytes: number;
  receivedBytes: number;
}

/** A lane of a pair with the hosts at its ends. */
interface FleetLane {
  readonly pair: FleetPair;
  readonly lane: Lane;
  readonly from: GuestState;
  readonly to: GuestState;
}

export class FleetTraffic {
  readonly #setting: FleetTrafficSetting;
  readonly #carriers: Carriers | undefined;
  readonly #lanes: readonly FleetLane[];
  readonly #followers = new Set<TrafficFollower>();
  /** What flows have sent so far, by host. */
  readonly flowBytes: ReadonlyMap<string, CardBytes>;
  #copyShares = new Map<string, CopyShare>();
  #nowSeconds = 0;
  #nextChangeSeconds: number | undefined;

  constructor(setting: FleetTrafficSetting) {
    this.#setting = setting;
    this.#carriers = setting.channel && new Carriers(setting.channel);
    this.#lanes = setting.pairs.flatMap((pair) =>
      pair.seenByFirst.lanes.map((lane): FleetLane => {
        const [from, to] = lane.direction === "send" ? [pair.first, pair.second] : [pair.second, pair.first];
        return { pair, lane, from, to };
      }),
    );
    this.flowBytes = new Map(setting.hosts.map(({ name }) => [name, { sentBytes: 0, receivedBytes: 0 }]));
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
    return this.#copyShares.get(guest.name) ?? this.#shareWith(guest, { from: guest.from, to: guest.to, limitBytesPerSecond: Infinity });
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
    }
    this.#nowSeconds = toSeconds;
    this.#nextChangeSeconds = undefined;
  }

  /** Computes all rates anew after a change, and tells all followers of it but the one that caused it. */
  share(by?: TrafficFollower): void {
    const copies = this.#copies();
    const { rates, shares } = this.#rates(copies);
    this.#copyShares = shares;
    for (const [index, { lane }] of this.#lanes.entries()) {
      const rate = rates[index] as number;
      lane.process.setRates(lane.process.route === "local" ? { localBytesPerSecond: rate } : { networkBytesPerSecond: rate });
    }
    this.#nextChangeSeconds = undefined;
    for (const follower of this.#followers) if (follower !== by) follower.noteChange(this.#nowSeconds);
  }

  #copies(): Map<GuestState, Copy> {
    return new Map(this.#setting.guests.flatMap((guest) => (guest.copy ? [[guest, guest.copy] as const] : [])));
  }

  /** Rates of the lanes, and the share of each copy: a rate-limited copy sends bursts, each at the speed that it has without its limit. */
  #rates(copies: ReadonlyMap<GuestState, Copy>): { rates: readonly number[]; shares: Map<string, CopyShare> } {
    const guests = [...copies.keys()];
    const all = this.#streams(copies);
    const { bytesPerSecond, limitedByDom0 } = shareFabric(this.#setting.hosts, all);
    const shares = new Map<string, CopyShare>();
    for (const [index, guest] of guests.entries()) {
      const copy = copies.get(guest) as Copy;
      const place = this.#lanes.length + index;
      shares.set(
        guest.name,
        copy.limitBytesPerSecond < Infinity
          ? this.#shareWith(guest, { ...copy, limitBytesPerSecond: Infinity })
          : { bytesPerSecond: bytesPerSecond[place] as number, limit: limitedByDom0.has(place) ? "dom0" : "link" },
      );
    }
    return { rates: bytesPerSecond.slice(0, this.#lanes.length), shares };
  }

  /** The share of a copy beside the present ones. */
  #shareWith(guest: GuestState, copy: Copy): CopyShare {
    const copies = this.#copies().set(guest, copy);
    const { bytesPerSecond, limitedByDom0 } = shareFabric(this.#setting.hosts, this.#streams(copies));
    const place = this.#lanes.length + [...copies.keys()].indexOf(guest);
    return { bytesPerSecond: bytesPerSecond[place] as number, limit: limitedByDom0.has(place) ? "dom0" : "link" };
  }

  /** The streams at present: lanes first, then copies. */
  #streams(copies: ReadonlyMap<GuestState, Copy>): FabricStream[] {
    const lanes = this.#lanes.map((lane) => this.#laneStream(lane, copies));
    return [...lanes, ...[...copies.values()].map((copy) => this.#copyStream(copy))];
  }

  #copyStream({ from, to, limitBytesPerSecond }: Copy): FabricStream {
    const { copyCpuSeconds, copyCeilingBytesPerSecond } = this.#setting;
    const perByte = copyCpuSeconds / GRANTED_PAGE_BYTES;
    const dom0: Dom0Use = { host: from, amountOf: (rate) => rate * perByte, rateOf: (cpus) => cpus / perByte };
    return {
      from,
      to,
      weight: 1,
      wantedBytesPerSecond: Math.min(limitBytesPerSecond, copyCeilingBytesPerSecond),
      ...(copyCpuSeconds > 0 ? { dom0: [dom0] } : {}),
    };
  }

  #laneStream({ pair, lane, from, to }: FleetLane, copies: ReadonlyMap<GuestState, Copy>): FabricStream {
    const carriers = this.#carriers as Carriers;
    const { flow, direction, process } = lane;
    const path = pathOf(pair, lane);
    const figures = carriers.figuresOf(path, lane);
    const timeRatio = Math.min(from.timeRatio, to.timeRatio);
    // A stopped guest neither sends nor receives; bytes for it wait at its peers.
    const isStopped = from.isPaused || to.isPaused || timeRatio === 0 || process.isThrough;
    const isLogged = path === "shared-memory" && carriers.exchange.localPath === "shared-memory";
    const logged = isLogged ? [from, to].filter((guest) => copies.has(guest)).length : 0;
    const paceRatio = (1 - COPY_SLOWDOWN_RATIO) ** logged * timeRatio;
    const queueSeconds = path === "network" && meetsCopy(copies.values(), from.host, to.host) ? QUEUE_SECONDS : 0;
    const wanted = isStopped ? 0 : demandOf(lane, figures, queueSeconds);
    return {
      from: from.host,
      to: to.host,
      weight: flow.weight,
      // Log-dirty faults slow closed loops. An offered rate that the ring can still carry is unchanged.
      wantedBytesPerSecond: flow.mode === "closed" ? wanted * paceRatio : wanted,
      heldToBytesPerSecond: process.heldToBytesPerSecond,
      stage: { key: `${pair.key}/${direction}/${path}`, secondsPerByte: isStopped ? 0 : figures.secondsPerByte / paceRatio },
      dom0: this.#netbackUses(lane, path, from.host, to.host),
      ...(flow.mode === "closed" ? { loop: `${pair.key}/${pair.seenByFirst.peer.flows.indexOf(flow)}` } : {}),
    };
  }

  /** Between hosts both have work with each byte; within one host it is done once. */
  #netbackUses(lane: Lane, path: Path, from: string, to: string): Dom0Use[] {
    const useOf = (host: string, direction: Lane["direction"]): Dom0Use[] => {
      const { netback } = (this.#carriers as Carriers).figuresOf(path, { flow: lane.flow, direction });
      if (netback === undefined) return [];
      return [{ host, amountOf: (rate) => netbackCpus(netback, rate), rateOf: (cpus) => netbackBytesPerSecond(netback, cpus) }];
    };
    return from === to ? useOf(from, lane.direction) : [...useOf(from, "send"), ...useOf(to, "receive")];
  }
}

function pathOf({ areTogether }: FleetPair, { process }: Lane): Path {
  if (process.route === "local") return "shared-memory";
  return areTogether ? "bridge" : "network";
}

/** Whether a copy leaves or enters by a card that a stream uses, in its direction. */
function meetsCopy(copies: Iterable<Copy>, from: string, to: string): boolean {
  return [...copies].some((copy) => copy.from === from || copy.to === to);
}

/** Bytes that the path has taken from the sender. */
function acceptedBytes({ process }: Lane): number {
  return process.offeredBytes - process.waitingBytes;
}
