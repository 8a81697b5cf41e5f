/**
 * Who gets how much (docs/sources/channels.md#costs). Lanes share the slowest stage of their channel, and the network card with the
 * copy, max-min fair by the weights of the flows (the copy has 1). Where Dom0's processors are short, all that goes through
 * it shrinks in proportion.
 */
import { fairShares } from "../channel/fair-shares.js";
import type { Path } from "../channel/pair-traffic.js";
import type { Carriers, StreamFigures } from "./carriers.js";
import { demandOf, type Host, type Lane, pathOfLane } from "./lane.js";

export interface ShareSetting {
  readonly carriers: Carriers;
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

/** What does not change while shares are worked out: each lane's figures, and who shares what with whom. */
interface Layout {
  readonly setting: ShareSetting;
  readonly streams: readonly Stream[];
  /** Lanes of one pair, direction and path: they pass one stage after another. */
  readonly stages: readonly Members[];
  /** Lanes on the network card, by direction. */
  readonly sent: Members;
  readonly received: Members;
  /** Both directions of each closed flow. */
  readonly loops: readonly (readonly number[])[];
}

/** A lane as it is now. */
interface Stream {
  readonly lane: Lane;
  readonly path: Path;
  readonly figures: StreamFigures;
  readonly meetsDom0: boolean;
  /** What is left of the pace of the guest's own loops and of its channel's stages. */
  readonly paceRatio: number;
}

/** Indices of lanes, and what their sharing goes by: seconds per byte in a stage, weights on the card. */
interface Members {
  readonly indices: number[];
  readonly measures: number[];
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
  const layout = layoutOf(setting);
  const limits = lanes.map(heldTo);
  const held = new Map<number, number>();
  for (;;) {
    const shares = shareDom0(layout, held);
    const laneBytesPerSecond = closeLoops(layout, shares.laneBytesPerSecond);
    const before = held.size;
    for (const [index, limit] of limits.entries()) if (limit < (laneBytesPerSecond[index] as number)) held.set(index, limit);
    if (held.size === before) return { ...shares, laneBytesPerSecond, heldLanes: new Set(held.keys()) };
  }
}

function layoutOf(setting: ShareSetting): Layout {
  const { carriers, lanes, where } = setting;
  const stages = new Map<string, Members>();
  const loops: number[][] = [];
  const [sent, received] = [noMembers(), noMembers()];
  const streams = lanes.map((lane, index) => {
    const { peer, flow, direction } = lane;
    const path = pathOfLane(lane, where);
    const figures = carriers.figuresOf(path, flow.messageBytes);
    const paceRatio = paceRatioOn(setting, path);
    const stage = `${peer.name}/${direction}/${path}`;
    if (!stages.has(stage)) stages.set(stage, noMembers());
    join(stages.get(stage) as Members, index, figures.secondsPerByte / paceRatio);
    if (path === "network") join(direction === "send" ? sent : received, index, flow.weight);
    if (flow.mode === "closed") addToLoop(loops, lanes, index);
    return { lane, path, figures, meetsDom0: carriers.meetsDom0(path), paceRatio };
  });
  return { setting, streams, stages: [...stages.values()], sent, received, loops };
}

function noMembers(): Members {
  return { indices: [], measures: [] };
}

function join({ indices, measures }: Members, index: number, measure: number): void {
  indices.push(index);
  measures.push(measure);
}

/** The two lanes of a flow stand beside each other. */
function addToLoop(loops: number[][], lanes: readonly Lane[], index: number): void {
  const last = loops.at(-1);
  const before = lanes[last?.[0] ?? -1];
  if (last && before?.peer === lanes[index]?.peer && before?.flow === lanes[index]?.flow) last.push(index);
  else loops.push([index]);
}

/** Log-dirty faults slow what the guest exchanges in shared memory. Where causes are told apart, netfront's times stay as they are. */
function paceRatioOn({ isCopying, carriers, copySlowdownRatio, guestTimeRatio = 1 }: ShareSetting, path: Path): number {
  const isSlowed = isCopying && carriers.exchange.localPath === "shared-memory" && path === "shared-memory";
  return (isSlowed ? 1 - copySlowdownRatio : 1) * guestTimeRatio;
}

/** A request and its answer are one loop: both directions go as fast as the slower of them. */
function closeLoops({ loops }: Layout, rates: readonly number[]): readonly number[] {
  if (loops.length === 0) return rates;
  const closed = [...rates];
  for (const loop of loops) {
    const least = Math.min(...loop.map((index) => rates[index] as number));
    for (const index of loop) closed[index] = least;
  }
  return closed;
}

/** Between what is offered and what catches up where Dom0 has room, and of the former so much as it can where it has not. */
function shareDom0(layout: Layout, held: Held): Omit<Shares, "heldLanes"> {
  const { setting, streams } = layout;
  const dom0Cpus = setting.limitsDom0 ? setting.dom0Cpus : Infinity;
  const plain = planOf(layout, false, held);
  const isShort = plain.cpus > dom0Cpus;
  const full = isShort ? plain : planOf(layout, true, held);
  const from = full.cpus > dom0Cpus ? plain : full;
  const part = from === full ? 0 : (dom0Cpus - plain.cpus) / (full.cpus - plain.cpus);
  // Held lanes would have more: they do not shrink, and neither does what never meets Dom0.
  const heldCpus =
    held.size === 0
      ? 0
      : dom0CpusOf(
          layout,
          plain.lanes.map((rate, index) => (held.has(index) ? rate : 0)),
        );
  const factor = isShort ? (dom0Cpus - heldCpus) / (plain.cpus - heldCpus) : 1;
  const between = (less: number, more: number): number => (less + part * (more - less)) * factor;
  return {
    laneBytesPerSecond: full.lanes.map((rate, index) => {
      const isFree = held.has(index) || !streams[index]?.meetsDom0;
      return isFree ? rate : between(from.lanes[index] as number, rate);
    }),
    copyBytesPerSecond: between(from.copy, full.copy),
    isDom0Short: isShort,
    trafficDom0CpuCount: heldCpus + between(from.trafficCpus - heldCpus, full.trafficCpus - heldCpus),
  };
}

function planOf(layout: Layout, catchesUp: boolean, held: Held): Plan {
  const { carriers, queueSeconds, pageBytes } = layout.setting;
  const demands = layout.streams.map(({ lane, path, figures, paceRatio }, index) => {
    const demand = held.get(index) ?? demandOf(lane, figures, path === "network" ? queueSeconds : 0, catchesUp);
    // Log-dirty faults slow a guest's own loops. An offered rate that the ring can still carry is not touched.
    return lane.flow.mode === "closed" && !held.has(index) ? demand * paceRatio : demand;
  });
  const carded = shareCard(layout, shareStages(layout, demands));
  const trafficCpus = dom0CpusOf(layout, carded.lanes);
  return { ...carded, trafficCpus, cpus: trafficCpus + (carded.copy / pageBytes) * carriers.exchange.parameters.costs.migratedPageSeconds };
}

/** Lanes in one stage together have one second per second. */
function shareStages({ stages }: Layout, demands: readonly number[]): number[] {
  const rates = [...demands];
  for (const { indices, measures: secondsPerByte } of stages) {
    const wanted = indices.map((index, rank) => (demands[index] as number) * (secondsPerByte[rank] as number));
    for (const [rank, share] of fairShares(wanted, 1).entries()) {
      // Who gets all that it wants has its demand to the last bit: what a reader holds a lane to neither fills nor empties a buffer.
      if (share !== wanted[rank]) rates[indices[rank] as number] = share / (secondsPerByte[rank] as number);
    }
  }
  return rates;
}

/** What leaves the guest's host by the network shares the card with the copy; what arrives does not meet it. */
function shareCard({ setting, sent, received }: Layout, rates: readonly number[]): { readonly lanes: number[]; readonly copy: number } {
  const lanes = [...rates];
  const { isCopying, linkBytesPerSecond, copyLimitBytesPerSecond = Infinity } = setting;
  let copy = isCopying ? Math.min(linkBytesPerSecond, copyLimitBytesPerSecond) : 0;
  for (const { indices, measures: weights } of [sent, received]) {
    const wanted = indices.map((index) => rates[index] as number);
    const competes = isCopying && indices === sent.indices;
    const demands = competes ? [...wanted, copyLimitBytesPerSecond] : wanted;
    const shares = fairShares(demands, linkBytesPerSecond, competes ? [...weights, 1] : weights);
    for (const [rank, index] of indices.entries()) lanes[index] = shares[rank] as number;
    if (competes) copy = shares.at(-1) as number;
  }
  return { lanes, copy };
}

function dom0CpusOf({ streams }: Layout, rates: readonly number[]): number {
  return streams.reduce((sum, { lane, figures }, index) => {
    return sum + ((rates[index] as number) / lane.flow.messageBytes) * figures.dom0SecondsPerMessage;
  }, 0);
}
