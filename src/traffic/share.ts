/**
 * Rates of the lanes and of the copy (docs/sources/channels.md#shares). Lanes share the slowest stage of their channel, the network card and
 * Dom0's CPUs with each other, and the last two with the copy: each max-min fair, by the weights of the flows (the copy has 1). A lane
 * that needs little of a resource gets it, however much the others ask for.
 */
import { linearUse, type Resource, type Use } from "../channel/fair-rates.js";
import { netbackBytesPerSecond, netbackCpus } from "../channel/netback.js";
import type { Path } from "../channel/pair-traffic.js";
import { settledRates } from "../channel/settled-rates.js";
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { Carriers, StreamFigures } from "./carriers.js";
import { demandOf, type Host, type Lane, pathOfLane } from "./lane.js";

export interface ShareSetting {
  readonly carriers: Carriers;
  readonly lanes: readonly Lane[];
  readonly where: Host;
  readonly linkBytesPerSecond: number;
  readonly dom0Cpus: number;
  /** Dom0's CPU time for each 4 KiB that is copied. */
  readonly copyCpuSeconds: number;
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
  /** True if Dom0's CPUs, and not the card, limit the copy. */
  readonly isCopyLimitedByDom0: boolean;
  /** Number of Dom0 CPUs that the traffic keeps busy at these rates. */
  readonly trafficDom0CpuCount: number;
}

/** The constant input of one calculation. The copy is the demand behind those of the lanes. */
interface Layout {
  readonly setting: ShareSetting;
  readonly streams: readonly Stream[];
  readonly resources: readonly Resource[];
  /** Both directions of each closed flow. */
  readonly loops: readonly (readonly number[])[];
}

/** The current state of a lane. */
interface Stream {
  readonly lane: Lane;
  readonly path: Path;
  readonly figures: StreamFigures;
  /** Remaining speed, 0 to 1, of the guest's closed loops and of its channel's stages. */
  readonly paceRatio: number;
}

export function shareOut(setting: ShareSetting): Shares {
  const { lanes, heldTo = ({ process }) => process.heldToBytesPerSecond } = setting;
  const layout = layoutOf(setting);
  const { resources, loops } = layout;
  const demandsOf = (bounds: ReadonlyMap<number, number>): number[] => demandsWith(layout, bounds);
  const { rates, limited, held } = settledRates({ demandsOf, resources, heldToBytesPerSecond: lanes.map(heldTo), loops });
  const laneBytesPerSecond = rates.slice(0, lanes.length);
  return {
    laneBytesPerSecond,
    heldLanes: held,
    copyBytesPerSecond: rates[lanes.length] as number,
    isCopyLimitedByDom0: limited.at(-1)?.has(lanes.length) ?? false,
    trafficDom0CpuCount: trafficCpusOf(layout, laneBytesPerSecond),
  };
}

function layoutOf(setting: ShareSetting): Layout {
  const streams = setting.lanes.map((lane): Stream => {
    const path = pathOfLane(lane, setting.where);
    return { lane, path, figures: setting.carriers.figuresOf(path, lane), paceRatio: paceRatioOn(setting, path) };
  });
  return { setting, streams, resources: resourcesOf(setting, streams), loops: loopsOf(setting.lanes) };
}

/** The stages, the card in both directions, and Dom0, which is the last. */
function resourcesOf(setting: ShareSetting, streams: readonly Stream[]): Resource[] {
  const { linkBytesPerSecond, dom0Cpus, copyCpuSeconds, isCopying } = setting;
  const stages = new Map<string, Use[]>();
  const [sent, received, dom0]: [Use[], Use[], Use[]] = [[], [], []];
  for (const [index, { lane, path, figures, paceRatio }] of streams.entries()) {
    const stage = `${lane.peer.name}/${lane.direction}/${path}`;
    const uses = stages.get(stage) ?? [];
    if (uses.length === 0) stages.set(stage, uses);
    uses.push(linearUse(index, 1, figures.secondsPerByte / paceRatio));
    if (path === "network") (lane.direction === "send" ? sent : received).push(linearUse(index, lane.flow.weight, 1));
    const { netback } = figures;
    if (netback === undefined) continue;
    const amountOf = (rate: number): number => netbackCpus(netback, rate);
    dom0.push({ index, weight: lane.flow.weight, amountOf, rateOf: (cpus) => netbackBytesPerSecond(netback, cpus) });
  }
  // The copy leaves by the card and comes in nowhere.
  if (isCopying) {
    sent.push(linearUse(streams.length, 1, 1));
    if (copyCpuSeconds > 0) dom0.push(linearUse(streams.length, 1, copyCpuSeconds / GRANTED_PAGE_BYTES));
  }
  return [
    ...[...stages.values()].map((uses) => ({ capacity: 1, uses })),
    { capacity: linkBytesPerSecond, uses: sent },
    { capacity: linkBytesPerSecond, uses: received },
    { capacity: dom0Cpus, uses: dom0 },
  ];
}

/** The two lanes of each closed flow, which are adjacent. */
function loopsOf(lanes: readonly Lane[]): number[][] {
  const loops: number[][] = [];
  for (const [index, { peer, flow }] of lanes.entries()) {
    if (flow.mode !== "closed") continue;
    const last = loops.at(-1);
    const before = lanes[last?.[0] ?? -1];
    if (last && before?.peer === peer && before.flow === flow) last.push(index);
    else loops.push([index]);
  }
  return loops;
}

/** Speed ratio of a path: log-dirty faults slow exchanges in shared memory, but not netfront's. */
function paceRatioOn({ isCopying, carriers, copySlowdownRatio, guestTimeRatio = 1 }: ShareSetting, path: Path): number {
  const isSlowed = isCopying && carriers.exchange.localPath === "shared-memory" && path === "shared-memory";
  return (isSlowed ? 1 - copySlowdownRatio : 1) * guestTimeRatio;
}

/** Bytes per second that each lane and the copy would take alone. `bounds`: lanes limited by their readers or loops, by index. */
function demandsWith({ setting, streams }: Layout, bounds: ReadonlyMap<number, number>): number[] {
  const { isCopying, copyLimitBytesPerSecond = Infinity, queueSeconds } = setting;
  const lanes = streams.map(({ lane, path, figures, paceRatio }, index) => {
    const bound = bounds.get(index);
    if (bound !== undefined) return bound;
    const demand = demandOf(lane, figures, path === "network" ? queueSeconds : 0);
    // Log-dirty faults slow closed loops. An offered rate that the ring can still carry is unchanged.
    return lane.flow.mode === "closed" ? demand * paceRatio : demand;
  });
  return [...lanes, isCopying ? copyLimitBytesPerSecond : 0];
}

function trafficCpusOf({ streams }: Layout, rates: readonly number[]): number {
  return streams.reduce((sum, { figures: { netback } }, index) => {
    return netback === undefined ? sum : sum + netbackCpus(netback, rates[index] as number);
  }, 0);
}
