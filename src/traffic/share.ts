/**
 * Bandwidth shares (docs/sources/channels.md#costs). Lanes share the slowest stage of their channel, and the network card with the
 * copy, max-min fair by the weights of the flows (the copy has 1). If Dom0's CPUs are saturated, all rates through it
 * shrink in proportion.
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
  /** False if no traffic is offered at all: the copy is then limited by the link alone, as for a guest without peers. */
  readonly limitsDom0: boolean;
  /** True while the copy is running and takes its share. */
  readonly isCopying: boolean;
  /** Average rate to which the engine limits the copy. Default: no limit. */
  readonly copyLimitBytesPerSecond?: number;
  /** Share of CPU time that throttling leaves to the guest, above 0 and up to 1; the guest's work slows down by it. Default 1. */
  readonly guestTimeRatio?: number;
  /** Share of their speed that local exchanges lose to log-dirty during the copy (XenLoop: 0.18). */
  readonly copySlowdownRatio: number;
  /** Queueing delay of messages on the network during the copy. */
  readonly queueSeconds: number;
  /** Bytes per second to which a reader limits its lane, Infinity if there is room. Default: from the current fill levels. */
  readonly heldTo?: (lane: Lane) => number;
}

export interface Shares {
  /** Bytes per second of each lane. */
  readonly laneBytesPerSecond: readonly number[];
  /** Indices of the lanes limited by their readers. */
  readonly heldLanes: ReadonlySet<number>;
  readonly copyBytesPerSecond: number;
  /** True if the offered traffic needs more CPU time than Dom0 has. */
  readonly isDom0Short: boolean;
  /** Number of Dom0 CPUs that the traffic keeps busy at these rates. */
  readonly trafficDom0CpuCount: number;
}

/** The constant input of one calculation: each lane's figures, and the groups of lanes that share a resource. */
interface Layout {
  readonly setting: ShareSetting;
  readonly streams: readonly Stream[];
  /** Groups of lanes with the same pair, direction and path, which share the time of one stage. */
  readonly stages: readonly Members[];
  /** Lanes on the network card, by direction. */
  readonly sent: Members;
  readonly received: Members;
  /** Both directions of each closed flow. */
  readonly loops: readonly (readonly number[])[];
}

/** The current state of a lane. */
interface Stream {
  readonly lane: Lane;
  readonly path: Path;
  readonly figures: StreamFigures;
  readonly meetsDom0: boolean;
  /** Remaining speed, 0 to 1, of the guest's closed loops and of its channel's stages. */
  readonly paceRatio: number;
}

/** Indices of lanes with their sharing keys: seconds per byte in a stage, weights on the network card. */
interface Members {
  readonly indices: number[];
  readonly measures: number[];
}

/** Rates before Dom0's limit is applied, and the number of Dom0 CPUs that they need. */
interface Plan {
  readonly lanes: readonly number[];
  readonly copy: number;
  readonly trafficCpus: number;
  readonly cpus: number;
}

/** Lanes limited by their readers: bytes per second by lane index. */
type Held = ReadonlyMap<number, number>;

/**
 * If Dom0 is saturated, all rates through it shrink by the same factor (docs/sources/channels.md#costs). Backlogs are worked off
 * with Dom0's spare capacity only: otherwise two lanes would fall behind alternately, at ever shorter intervals.
 *
 * A lane whose buffers are full demands what its reader drains if its share would be more. Its share is computed as if
 * there were room: otherwise a buffer that gets room would receive a larger share, fill up at once,
 * and so on without end. Bandwidth freed by a held lane can only cause further lanes to be held, so one pass over them is enough.
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

/** Adds a lane to the loop of its flow, whose two lanes are adjacent. */
function addToLoop(loops: number[][], lanes: readonly Lane[], index: number): void {
  const last = loops.at(-1);
  const before = lanes[last?.[0] ?? -1];
  if (last && before?.peer === lanes[index]?.peer && before?.flow === lanes[index]?.flow) last.push(index);
  else loops.push([index]);
}

/** Speed ratio of a path: log-dirty faults slow exchanges in shared memory, but not netfront's. */
function paceRatioOn({ isCopying, carriers, copySlowdownRatio, guestTimeRatio = 1 }: ShareSetting, path: Path): number {
  const isSlowed = isCopying && carriers.exchange.localPath === "shared-memory" && path === "shared-memory";
  return (isSlowed ? 1 - copySlowdownRatio : 1) * guestTimeRatio;
}

/** A request and its answer form one loop: both directions run at the rate of the slower one. */
function closeLoops({ loops }: Layout, rates: readonly number[]): readonly number[] {
  if (loops.length === 0) return rates;
  const closed = [...rates];
  for (const loop of loops) {
    const least = Math.min(...loop.map((index) => rates[index] as number));
    for (const index of loop) closed[index] = least;
  }
  return closed;
}

/** Applies Dom0's limit: rates between offered and catching-up if Dom0 has spare CPU time, otherwise a share of the offered rates. */
function shareDom0(layout: Layout, held: Held): Omit<Shares, "heldLanes"> {
  const { setting, streams } = layout;
  const dom0Cpus = setting.limitsDom0 ? setting.dom0Cpus : Infinity;
  const plain = planOf(layout, false, held);
  const isShort = plain.cpus > dom0Cpus;
  const full = isShort ? plain : planOf(layout, true, held);
  const from = full.cpus > dom0Cpus ? plain : full;
  const part = from === full ? 0 : (dom0Cpus - plain.cpus) / (full.cpus - plain.cpus);
  // Held lanes are below their share, so they do not shrink; nor do lanes that bypass Dom0.
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
    // Log-dirty faults slow closed loops. An offered rate that the ring can still carry is unchanged.
    return lane.flow.mode === "closed" && !held.has(index) ? demand * paceRatio : demand;
  });
  const carded = shareCard(layout, shareStages(layout, demands));
  const trafficCpus = dom0CpusOf(layout, carded.lanes);
  return { ...carded, trafficCpus, cpus: trafficCpus + (carded.copy / pageBytes) * carriers.exchange.parameters.costs.migratedPageSeconds };
}

/** Shares each stage among its lanes: together they use at most one second of it per second. */
function shareStages({ stages }: Layout, demands: readonly number[]): number[] {
  const rates = [...demands];
  for (const { indices, measures: secondsPerByte } of stages) {
    const wanted = indices.map((index, rank) => (demands[index] as number) * (secondsPerByte[rank] as number));
    for (const [rank, share] of fairShares(wanted, 1).entries()) {
      // A satisfied lane keeps its demand bit for bit, so that a rate set by a reader neither fills nor empties a buffer.
      if (share !== wanted[rank]) rates[indices[rank] as number] = share / (secondsPerByte[rank] as number);
    }
  }
  return rates;
}

/** Outgoing lanes share the network card with the copy; incoming lanes do not. */
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
