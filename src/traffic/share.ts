/**
 * Who gets how much (facts: channels 7.3). Lanes share the slowest stage of their channel, and the network card with the
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
  /** Share of their speed that local exchanges lose to log-dirty while the copy runs (XenLoop: 0.18). */
  readonly copySlowdownRatio: number;
  /** What messages wait behind the copy in the network's queue. */
  readonly queueSeconds: number;
}

export interface Shares {
  /** Bytes per second of each lane. */
  readonly laneBytesPerSecond: readonly number[];
  readonly copyBytesPerSecond: number;
  /** Dom0 processors that the traffic takes at these rates; 1 is one processor. */
  readonly trafficDom0CpuRatio: number;
}

/** Rates before Dom0 had its say, and the processors that they would take of it. */
interface Plan {
  readonly lanes: readonly number[];
  readonly copy: number;
  readonly trafficCpus: number;
  readonly cpus: number;
}

/**
 * Where Dom0 has more to do than it can, all that goes through it shrinks alike (facts: channels 7.3). Backlogs are caught up
 * with what Dom0 has left, and not at the expense of others: two lanes would else take turns at falling behind, ever faster.
 */
export function shareOut(setting: ShareSetting): Shares {
  const shares = shareDom0(setting);
  return { ...shares, laneBytesPerSecond: closeLoops(setting.lanes, shares.laneBytesPerSecond) };
}

/** A request and its answer are one loop: both directions go as fast as the slower of them. */
function closeLoops(lanes: readonly Lane[], rates: readonly number[]): number[] {
  return lanes.map((lane, index) => {
    if (lane.flow.mode !== "closed") return rates[index] as number;
    const loop = [...lanes.keys()].filter((other) => lanes[other]?.peer === lane.peer && lanes[other]?.flow === lane.flow);
    return Math.min(...loop.map((other) => rates[other] as number));
  });
}

function shareDom0(setting: ShareSetting): Shares {
  const plain = planOf(setting, false);
  const dom0Cpus = setting.limitsDom0 ? setting.dom0Cpus : Infinity;
  if (plain.cpus > dom0Cpus) return blend(setting, plain, plain, dom0Cpus / plain.cpus, 0);
  const full = planOf(setting, true);
  if (full.cpus <= dom0Cpus) return blend(setting, full, full, 1, 0);
  return blend(setting, plain, full, 1, (dom0Cpus - plain.cpus) / (full.cpus - plain.cpus));
}

function planOf(setting: ShareSetting, catchesUp: boolean): Plan {
  const { exchange, lanes, where, queueSeconds, pageBytes } = setting;
  const demands = lanes.map((lane) => slowed(setting, lane, demandOf(exchange, lane, where, queueSeconds, catchesUp)));
  const carded = shareCard(setting, shareStages(setting, demands));
  const trafficCpus = dom0CpusOf(setting, carded.lanes);
  return { ...carded, trafficCpus, cpus: trafficCpus + (carded.copy / pageBytes) * exchange.parameters.costs.migratedPageSeconds };
}

/** Between two plans, `part` of the way from the first to the second, times `factor`. What does not go through Dom0 has the second. */
function blend(setting: ShareSetting, plain: Plan, full: Plan, factor: number, part: number): Shares {
  const between = (from: number, to: number): number => (from + part * (to - from)) * factor;
  return {
    laneBytesPerSecond: full.lanes.map((rate, index) =>
      goesThroughDom0(setting, setting.lanes[index] as Lane) ? between(plain.lanes[index] as number, rate) : rate,
    ),
    copyBytesPerSecond: between(plain.copy, full.copy),
    trafficDom0CpuRatio: between(plain.trafficCpus, full.trafficCpus),
  };
}

/** Log-dirty faults slow a guest's own loops. An offered rate that the ring can still carry is not touched. */
function slowed(setting: ShareSetting, lane: Lane, demand: number): number {
  return isSlowed(setting, lane) && lane.flow.mode === "closed" ? demand * (1 - setting.copySlowdownRatio) : demand;
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
    for (const [rank, share] of fairShares(wanted, 1).entries()) rates[members[rank] as number] = share / (secondsPerByte[rank] as number);
  }
  return rates;
}

function stageSecondsPerByte(setting: ShareSetting, lane: Lane): number {
  const path = pathOfLane(lane, setting.where);
  const seconds = 1 / carrierOf(setting.exchange, path).throughputBytesPerSecond(lane.flow.messageBytes);
  return isSlowed(setting, lane) ? seconds / (1 - setting.copySlowdownRatio) : seconds;
}

/** What leaves the guest's host by the network shares the card with the copy; what arrives does not meet it. */
function shareCard(setting: ShareSetting, rates: readonly number[]): { readonly lanes: number[]; readonly copy: number } {
  const lanes = [...rates];
  let copy = setting.isCopying ? setting.linkBytesPerSecond : 0;
  for (const direction of ["send", "receive"] as const) {
    const members = [...setting.lanes.keys()].filter((index) => {
      const lane = setting.lanes[index] as Lane;
      return lane.direction === direction && pathOfLane(lane, setting.where) === "network";
    });
    const wanted = members.map((index) => rates[index] as number);
    const competes = setting.isCopying && direction === "send";
    const weights = [...members.map((index) => setting.lanes[index]?.flow.weight ?? 1), 1];
    const shares = fairShares(competes ? [...wanted, Infinity] : wanted, setting.linkBytesPerSecond, weights);
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
