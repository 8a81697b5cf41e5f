/**
 * Who gets how much (docs/sources/channels.md#costs). Lanes share the slowest stage of their channel, and the network card with the
 * copy, max-min fair by the weights of the flows (the copy has 1). Where Dom0's processors are short, all that goes through
 * it shrinks in proportion.
 */
import type { Channel } from "../channel/channel.js";
import { fairShares } from "../channel/fair-shares.js";
import { carrierOf, demandOf, type Host, type Lane, pathOfLane } from "./lane.js";

export interface ShareSetting {
  readonly exchange: Channel;
  readonly lanes: readonly Lane[];
  readonly where: Host;
  readonly linkBytesPerSecond: number;
  readonly pageBytes: number;
  readonly dom0Cpus: number;
  /** False where nothing is to flow at all: then the copy is limited by the link alone, as that of a guest without peers. */
  readonly limitsDom0: boolean;
  /** The copy runs and takes part. */
  readonly isCopying: boolean;
  /** What the engine lets the copy take on average, where that is less than its share. Default: no limit. */
  readonly copyLimitBytesPerSecond?: number;
  /** Share of its time that the engine leaves to the guest, above 0 and up to 1: all that the guest handles takes so much longer. Default 1. */
  readonly guestTimeRatio?: number;
  /** Share of their speed that local exchanges lose to log-dirty while the copy runs (XenLoop: 0.18). */
  readonly copySlowdownRatio: number;
  /** What messages wait behind the copy in the network's queue. */
  readonly queueSeconds: number;
  /** Bytes per second to which its reader holds a lane, Infinity where there is room. Default: as its bytes stand. */
  readonly heldTo?: (lane: Lane) => number;
}

export interface Shares {
  /** Bytes per second of each lane. */
  readonly laneBytesPerSecond: readonly number[];
  /** Indices of the lanes that go as fast as they are read, and would go faster. */
  readonly heldLanes: ReadonlySet<number>;
  readonly copyBytesPerSecond: number;
  /** True where Dom0 has less processor time than what is offered would take. */
  readonly isDom0Short: boolean;
  /** Dom0 processors that the traffic takes at these rates; 1 is one processor. */
  readonly trafficDom0CpuCount: number;
}

/** Rates before Dom0 had its say, and the processors that they would take of it. */
interface Plan {
  readonly lanes: readonly number[];
  readonly copy: number;
  readonly trafficCpus: number;
  readonly cpus: number;
}

/** Lanes that are held, by their index, with the bytes per second that they are held to. */
type Held = ReadonlyMap<number, number>;

/**
 * Where Dom0 has more to do than it can, all that goes through it shrinks alike (docs/sources/channels.md#costs). Backlogs are caught up
 * with what Dom0 has left, and not at the expense of others: two lanes would else take turns at falling behind, ever faster.
 *
 * A lane whose buffers are full claims what its reader drains, if its share would be more. Its share is reckoned as if
 * there were room: were it that of a lane which claims less, a buffer that gets room would take a larger share, be full at
 * once, and so on for ever. What a held lane leaves can only hold further lanes, so that each is looked at once.
 */
export function shareOut(setting: ShareSetting): Shares {
  const { lanes, heldTo = ({ process }) => process.heldToBytesPerSecond } = setting;
  const limits = lanes.map(heldTo);
  const held = new Map<number, number>();
  for (;;) {
    const shares = shareDom0(setting, held);
    const laneBytesPerSecond = closeLoops(lanes, shares.laneBytesPerSecond);
    const before = held.size;
    for (const [index, limit] of limits.entries()) if (limit < (laneBytesPerSecond[index] as number)) held.set(index, limit);
    if (held.size === before) return { ...shares, laneBytesPerSecond, heldLanes: new Set(held.keys()) };
  }
}

/** A request and its answer are one loop: both directions go as fast as the slower of them. */
function closeLoops(lanes: readonly Lane[], rates: readonly number[]): number[] {
  return lanes.map((lane, index) => {
    if (lane.flow.mode !== "closed") return rates[index] as number;
    const loop = [...lanes.keys()].filter((other) => lanes[other]?.peer === lane.peer && lanes[other]?.flow === lane.flow);
    return Math.min(...loop.map((other) => rates[other] as number));
  });
}

/** Between what is offered and what catches up where Dom0 has room, and of the former so much as it can where it has not. */
function shareDom0(setting: ShareSetting, held: Held): Omit<Shares, "heldLanes"> {
  const dom0Cpus = setting.limitsDom0 ? setting.dom0Cpus : Infinity;
  const plain = planOf(setting, false, held);
  const isShort = plain.cpus > dom0Cpus;
  const full = isShort ? plain : planOf(setting, true, held);
  const from = full.cpus > dom0Cpus ? plain : full;
  const part = from === full ? 0 : (dom0Cpus - plain.cpus) / (full.cpus - plain.cpus);
  // Held lanes would have more: they do not shrink, and neither does what never meets Dom0.
  const heldRates = plain.lanes.map((rate, index) => (held.has(index) ? rate : 0));
  const heldCpus = dom0CpusOf(setting, heldRates);
  const factor = isShort ? (dom0Cpus - heldCpus) / (plain.cpus - heldCpus) : 1;
  const between = (less: number, more: number): number => (less + part * (more - less)) * factor;
  return {
    laneBytesPerSecond: full.lanes.map((rate, index) => {
      const isFree = held.has(index) || !goesThroughDom0(setting, setting.lanes[index] as Lane);
      return isFree ? rate : between(from.lanes[index] as number, rate);
    }),
    copyBytesPerSecond: between(from.copy, full.copy),
    isDom0Short: isShort,
    trafficDom0CpuCount: heldCpus + between(from.trafficCpus - heldCpus, full.trafficCpus - heldCpus),
  };
}

function planOf(setting: ShareSetting, catchesUp: boolean, held: Held): Plan {
  const { exchange, lanes, where, queueSeconds, pageBytes } = setting;
  const demands = lanes.map((lane, index) => {
    return held.get(index) ?? slowed(setting, lane, demandOf(exchange, lane, where, queueSeconds, catchesUp));
  });
  const carded = shareCard(setting, shareStages(setting, demands));
  const trafficCpus = dom0CpusOf(setting, carded.lanes);
  return { ...carded, trafficCpus, cpus: trafficCpus + (carded.copy / pageBytes) * exchange.parameters.costs.migratedPageSeconds };
}

/** Log-dirty faults slow a guest's own loops. An offered rate that the ring can still carry is not touched. */
function slowed(setting: ShareSetting, lane: Lane, demand: number): number {
  return lane.flow.mode === "closed" ? demand * paceRatio(setting, lane) : demand;
}

/** Where causes are told apart, netfront's times do not become slower because the pages are those of a ring. */
function isSlowed({ isCopying, exchange, where }: ShareSetting, lane: Lane): boolean {
  return isCopying && exchange.localPath === "shared-memory" && pathOfLane(lane, where) === "shared-memory";
}

/** Lanes of one pair, direction and path pass one stage after the other: together they have one second per second. */
function shareStages(setting: ShareSetting, demands: readonly number[]): number[] {
  const rates = [...demands];
  const groups = new Map<string, number[]>();
  for (const [index, lane] of setting.lanes.entries()) {
    const key = `${lane.peer.name}/${lane.direction}/${pathOfLane(lane, setting.where)}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  for (const members of groups.values()) {
    const secondsPerByte = members.map((index) => stageSecondsPerByte(setting, setting.lanes[index] as Lane));
    const wanted = members.map((index, rank) => (demands[index] as number) * (secondsPerByte[rank] as number));
    for (const [rank, share] of fairShares(wanted, 1).entries()) {
      // Who gets all that it wants has its demand to the last bit: what a reader holds a lane to neither fills nor empties a buffer.
      if (share !== wanted[rank]) rates[members[rank] as number] = share / (secondsPerByte[rank] as number);
    }
  }
  return rates;
}

function stageSecondsPerByte(setting: ShareSetting, lane: Lane): number {
  const path = pathOfLane(lane, setting.where);
  const seconds = 1 / carrierOf(setting.exchange, path).throughputBytesPerSecond(lane.flow.messageBytes);
  return seconds / paceRatio(setting, lane);
}

/** What is left of the pace of the guest's own loops and of its channel's stages. */
function paceRatio(setting: ShareSetting, lane: Lane): number {
  return (isSlowed(setting, lane) ? 1 - setting.copySlowdownRatio : 1) * (setting.guestTimeRatio ?? 1);
}

/** What leaves the guest's host by the network shares the card with the copy; what arrives does not meet it. */
function shareCard(setting: ShareSetting, rates: readonly number[]): { readonly lanes: number[]; readonly copy: number } {
  const lanes = [...rates];
  const { copyLimitBytesPerSecond = Infinity } = setting;
  let copy = setting.isCopying ? Math.min(setting.linkBytesPerSecond, copyLimitBytesPerSecond) : 0;
  for (const direction of ["send", "receive"] as const) {
    const members = [...setting.lanes.keys()].filter((index) => {
      const lane = setting.lanes[index] as Lane;
      return lane.direction === direction && pathOfLane(lane, setting.where) === "network";
    });
    const wanted = members.map((index) => rates[index] as number);
    const competes = setting.isCopying && direction === "send";
    const weights = [...members.map((index) => setting.lanes[index]?.flow.weight ?? 1), 1];
    const shares = fairShares(competes ? [...wanted, copyLimitBytesPerSecond] : wanted, setting.linkBytesPerSecond, weights);
    for (const [rank, index] of members.entries()) lanes[index] = shares[rank] as number;
    if (competes) copy = shares.at(-1) as number;
  }
  return { lanes, copy };
}

function goesThroughDom0(setting: ShareSetting, lane: Lane): boolean {
  return carrierOf(setting.exchange, pathOfLane(lane, setting.where)).kind === "netfront";
}

function dom0CpusOf(setting: ShareSetting, rates: readonly number[]): number {
  return setting.lanes.reduce((sum, lane, index) => {
    const { messageBytes } = lane.flow;
    const carrier = carrierOf(setting.exchange, pathOfLane(lane, setting.where));
    return sum + ((rates[index] as number) / messageBytes) * carrier.messageCpu(messageBytes, 1).dom0Seconds;
  }, 0);
}
