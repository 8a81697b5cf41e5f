/** The streams of a fleet as the fabric shares them: each direction of each flow, and each copy. */
import type { Channel } from "../channel/channel.js";
import { netbackBytesPerSecond, netbackCpus } from "../channel/netback.js";
import type { Path } from "../channel/pair-traffic.js";
import type { Dom0Use, FabricStream } from "../fabric/fabric.js";
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import { Carriers } from "../traffic/carriers.js";
import { COPY_SLOWDOWN_RATIO, QUEUE_SECONDS } from "../traffic/from-scenario.js";
import { demandOf, type Lane } from "../traffic/lane.js";
import type { FleetPair } from "./fleet-pair.js";
import type { Copy, GuestState } from "./guest-state.js";

/** A lane of a pair with the guests at its ends. */
export interface FleetLane {
  readonly pair: FleetPair;
  readonly lane: Lane;
  readonly from: GuestState;
  readonly to: GuestState;
}

export function lanesOfPairs(pairs: readonly FleetPair[]): FleetLane[] {
  return pairs.flatMap((pair) =>
    pair.seenByFirst.lanes.map((lane): FleetLane => {
      const [from, to] = lane.direction === "send" ? [pair.first, pair.second] : [pair.second, pair.first];
      return { pair, lane, from, to };
    }),
  );
}

/** What is the same for all copies of a plan. */
export interface CopySetting {
  /** Dom0's CPU time for each 4 KiB that is copied. */
  readonly copyCpuSeconds: number;
  /** Most that each copy takes of the link; Infinity for no limit. */
  readonly copyCeilingBytesPerSecond: number;
}

export function copyStream(
  { from, to, limitBytesPerSecond }: Copy,
  { copyCpuSeconds, copyCeilingBytesPerSecond }: CopySetting,
): FabricStream {
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

/** Streams of the lanes of one channel. */
export class LaneStreams {
  readonly #carriers: Carriers;

  constructor(channel: Channel) {
    this.#carriers = new Carriers(channel);
  }

  streamOf({ pair, lane, from, to }: FleetLane, copies: ReadonlyMap<GuestState, Copy>): FabricStream {
    const { exchange } = this.#carriers;
    const { flow, direction, process } = lane;
    const path = pathOf(pair, lane);
    const figures = this.#carriers.figuresOf(path, lane);
    const timeRatio = Math.min(from.timeRatio, to.timeRatio);
    // A stopped guest neither sends nor receives; bytes for it wait at its peers.
    const isStopped = from.isPaused || to.isPaused || timeRatio === 0 || process.isThrough;
    const isLogged = path === "shared-memory" && exchange.localPath === "shared-memory";
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
      const { netback } = this.#carriers.figuresOf(path, { flow: lane.flow, direction });
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
