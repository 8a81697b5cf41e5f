/** The pairs of the migrating guest and its peers, and their traffic as seen by the channel that sets the pages. */
import type { Channel } from "../channel/channel.js";
import { NetworkResidency } from "../channel/network-residency.js";
import { openFlows } from "../channel/open-flow.js";
import type { FlowTraffic, PairTraffic } from "../channel/pair-traffic.js";
import type { Residency } from "../channel/residency.js";
import { RingResidency } from "../channel/ring-residency.js";
import { tearDownPages } from "../channel/tear-down.js";
import { ringOwnerOf, type Situation, steadyTraffic, trafficOf } from "../channel/traffic.js";
import type { BeyondMeasured, ChannelSample } from "../result/result.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import { type ChannelSources, createChannelSources, type RingBlock } from "./channel-sources.js";
import { type Host, type Lane, lanesOf, pathOfLane } from "./lane.js";

export interface TrafficSetting {
  readonly peers: readonly ResolvedPeer[];
  /** The channel that sets the times and CPU costs of messages. */
  readonly exchange: Channel;
  /** The channel that sets the pages written, also those of a tear-down. The same channel, unless `compare` separates causes. */
  readonly dirtying: Channel;
  readonly allocatedPages: number;
  readonly linkBytesPerSecond: number;
  readonly dom0Cpus: number;
  readonly copyCpuSeconds: number;
  readonly copySlowdownRatio: number;
  readonly queueSeconds: number;
  /** What of the traffic lies outside the measured windows. */
  readonly beyondMeasured: readonly BeyondMeasured[];
}

/** The situation at the start of a migration; a channel that re-homes its rings (M2) has moved them. */
export const MIGRATING = { where: "source", joined: true, migrating: true } as const;
/** The situation before it: rings lie where they were set up. */
const SET_UP = { where: "source", joined: true } as const;

/** A peer with its residency and the directions of its flows. */
export interface Pair {
  readonly peer: ResolvedPeer;
  readonly residency: Residency;
  readonly lanes: readonly Lane[];
  /** Lanes that may still carry bytes: all except delivered volumes. */
  openLanes: readonly Lane[];
}

/** Removes the lanes of delivered volumes from `openLanes`. Returns true if there were any. */
export function closeLanes(pair: Pair): boolean {
  if (!pair.openLanes.some(({ process }) => process.isThrough)) return false;
  pair.openLanes = pair.openLanes.filter(({ process }) => !process.isThrough);
  return true;
}

export function openPair({ exchange, dirtying }: Pick<TrafficSetting, "exchange" | "dirtying">, peer: ResolvedPeer): Pair {
  // Rings are pages, so the dirtying channel decides whether there are rings to tear down.
  const buffers = dirtying.rings === undefined ? exchange : dirtying;
  const joined = buffers.rings !== undefined && peer.place === "source";
  const flows = openFlows(exchange, peer, { where: "source", joined, startSeconds: 0, route: joined ? "local" : "network", buffers });
  const ringOwner = ringOwnerOf(dirtying, peer, MIGRATING);
  const residency =
    dirtying.rings === undefined
      ? new NetworkResidency(flows, 0)
      : new RingResidency({ place: peer.place, ringOwner, switching: dirtying.rings.switching, flows, startSeconds: 0 });
  const lanes = lanesOf(peer, flows);
  return { peer, residency, lanes, openLanes: lanes };
}

/**
 * `path` is that of the dirtying channel, whose rings, staging or sockets hold the unread bytes. Rates are per second of guest
 * time, which advances by `guestTimeRatio` per simulated second, because the sources' clocks run in guest time too.
 */
function flowOf(lane: Lane, path: PairTraffic["path"], guestTimeRatio: number): FlowTraffic {
  const { flow, direction, process } = lane;
  const { acceptedBytesPerSecond: rate, deliveredBytesPerSecond } = process;
  const unreadPeakBytes = unreadBytes(lane, path);
  const unreadGrowthRatio = rate > 0 ? Math.max(0, 1 - deliveredBytesPerSecond / rate) : 0;
  const guestRate = guestTimeRatio > 0 ? rate / guestTimeRatio : 0;
  const [send, receive] = direction === "send" ? [guestRate, 0] : [0, guestRate];
  return trafficOf(flow, send, receive, unreadPeakBytes > 0 ? { unreadPeakBytes, unreadGrowthRatio } : {});
}

/** Unread bytes of a lane, in backlog steps. Those that the guest sent fill its ring once the peer's staging is full. */
function unreadBytes({ direction, process }: Lane, path: PairTraffic["path"]): number {
  const { stagedStepBytes, ringStepBytes, networkStepBytes } = process;
  const localBytes = direction === "receive" && stagedStepBytes > 0 ? stagedStepBytes : ringStepBytes;
  return path === "shared-memory" ? localBytes : Math.max(localBytes, networkStepBytes);
}

/** The dirtying channel's path: its own local path if the bytes stay on the host. */
function dirtyingPath(dirtying: Channel, path: PairTraffic["path"]): PairTraffic["path"] {
  return path === "shared-memory" ? dirtying.localPath : path;
}

/** The current traffic by pair and path as seen by the dirtying channel, at rates per second of guest time. */
export function flowing(pairs: readonly Pair[], dirtying: Channel, where: Host, guestTimeRatio: number): PairTraffic[] {
  return pairs.flatMap(({ peer, openLanes }) => {
    const byPath = new Map<PairTraffic["path"], FlowTraffic[]>();
    for (const lane of openLanes) {
      const path = dirtyingPath(dirtying, pathOfLane(lane, where));
      const flows = byPath.get(path) ?? [];
      flows.push(flowOf(lane, path, guestTimeRatio));
      byPath.set(path, flows);
    }
    const ringOwner = ringOwnerOf(dirtying, peer, MIGRATING);
    return [...byPath].map(([path, flows]) => ({ peer: peer.name, path, ringOwner, flows }));
  });
}

/** `switching` if any pair is; else `local` if any pair is on the guest's host. */
export function modeOf(pairs: readonly Pair[], where: Host): ChannelSample["mode"] {
  const modes = pairs.map(({ peer, residency: { mode } }) => (mode === "remote" && peer.place === where ? "local" : mode));
  return modes.includes("switching") ? "switching" : modes.includes("local") ? "local" : "remote";
}

/** What the write sources of a guest depend on. */
export type SourcesSetting = Pick<TrafficSetting, "exchange" | "dirtying" | "peers" | "allocatedPages">;

/**
 * Write sources for all traffic that can occur at the source host: joined to the channels or not, with and without reader backlogs. `more`:
 * situations beside these.
 */
export function sourcesOf({ exchange, dirtying, peers, allocatedPages }: SourcesSetting, more: readonly Situation[] = []): ChannelSources {
  const situations = [
    { ...MIGRATING, readersLag: false },
    { ...MIGRATING, readersLag: true },
    { ...MIGRATING, joined: false },
    ...more,
  ].map((situation) => steadyTraffic(exchange, peers, { ...situation, buffers: dirtying }));
  return createChannelSources(dirtying, situations, ringBlocks(dirtying, peers), allocatedPages);
}

/** The rings that the guest owns at the source: one block per pair, or a single one if all peers share it (M4). */
function ringBlocks(dirtying: Channel, peers: readonly ResolvedPeer[]): RingBlock[] {
  const owned = peers.flatMap((peer) => {
    const pages = tearDownPages(dirtying, localPair(dirtying, peer));
    return pages > 0 ? [{ key: `${peer.name}/ring`, peers: [peer.name], pages }] : [];
  });
  const [first] = owned;
  if (!first || dirtying.rings?.isShared !== true) return owned;
  return [{ key: "rings/shared", peers: owned.flatMap((ring) => ring.peers), pages: first.pages }];
}

/** The pair in joined state without flows; empty if the peer is not on the source host. */
function localPair(dirtying: Channel, peer: ResolvedPeer): PairTraffic {
  const path = peer.place === "source" ? dirtying.localPath : "network";
  return { peer: peer.name, path, ringOwner: ringOwnerOf(dirtying, peer, SET_UP), flows: [] };
}
