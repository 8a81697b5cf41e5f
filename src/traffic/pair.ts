/** The pairs of the migrating guest and its peers: opened from a setting, and seen as the channel that writes pages sees them. */
import type { Channel } from "../channel/channel.js";
import { NetworkResidency } from "../channel/network-residency.js";
import { openFlows } from "../channel/open-flow.js";
import type { FlowTraffic, PairTraffic } from "../channel/pair-traffic.js";
import type { Residency } from "../channel/residency.js";
import { RingResidency } from "../channel/ring-residency.js";
import { tearDownPages } from "../channel/tear-down.js";
import { ringOwnerOf, steadyTraffic, trafficOf } from "../channel/traffic.js";
import type { ChannelSample } from "../result/result.js";
import type { ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import { type ChannelSources, createChannelSources, type RingBlock } from "./channel-sources.js";
import { type Host, type Lane, lanesOf, pathOfLane } from "./lane.js";

export interface TrafficSetting {
  readonly peers: readonly ResolvedPeer[];
  /** Sets the times: how long a message takes, who pays for it. */
  readonly exchange: Channel;
  /** Sets the pages: what is written, and what a tear-down marks. The same channel, except where causes are told apart. */
  readonly dirtying: Channel;
  readonly allocatedPages: number;
  readonly pageBytes: number;
  readonly linkBytesPerSecond: number;
  readonly dom0Cpus: number;
  readonly copySlowdownRatio: number;
  readonly queueSeconds: number;
}

/** The guest is about to leave, and knows it where the channel moves its rings away for that (M2). */
export const MIGRATING = { where: "source", joined: true, migrating: true } as const;

/** A peer with its residency and the directions of its flows. */
export interface Pair {
  readonly peer: ResolvedPeer;
  readonly residency: Residency;
  readonly lanes: readonly Lane[];
  /** Lanes that may still carry something: all but delivered volumes. */
  openLanes: readonly Lane[];
}

/** Leaves out the lanes that have nothing left to carry. True if there were any. */
export function closeLanes(pair: Pair): boolean {
  if (!pair.openLanes.some(({ process }) => process.isThrough)) return false;
  pair.openLanes = pair.openLanes.filter(({ process }) => !process.isThrough);
  return true;
}

export function openPair(setting: TrafficSetting, peer: ResolvedPeer): Pair {
  const { exchange, dirtying } = setting;
  // Rings are pages: where the dirtying channel has none there is nothing to leave, however fast the exchange is.
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
 * `path` is the dirtying channel's: only in rings and staging of its own do bytes lie unread. Rates are those of the guest's own
 * seconds, of which it has `guestTimeRatio` in one of ours: so its clock, which runs as slowly, has the pages of what really flows.
 */
function flowOf({ flow, direction, process }: Lane, path: PairTraffic["path"], guestTimeRatio: number): FlowTraffic {
  const { acceptedBytesPerSecond: rate, deliveredBytesPerSecond, stagedStepBytes, ringStepBytes } = process;
  // What the guest sends and nobody reads fills its ring, once the peer has staged all that it may.
  const unreadPeakBytes = path !== "shared-memory" ? 0 : direction === "receive" && stagedStepBytes > 0 ? stagedStepBytes : ringStepBytes;
  const unreadGrowthRatio = rate > 0 ? Math.max(0, 1 - deliveredBytesPerSecond / rate) : 0;
  const guestRate = guestTimeRatio > 0 ? rate / guestTimeRatio : 0;
  const [send, receive] = direction === "send" ? [guestRate, 0] : [0, guestRate];
  return trafficOf(flow, send, receive, unreadPeakBytes > 0 ? { unreadPeakBytes, unreadGrowthRatio } : {});
}

/** Bytes that stay on the host do so in the dirtying channel's own way. */
function dirtyingPath(dirtying: Channel, path: PairTraffic["path"]): PairTraffic["path"] {
  return path === "shared-memory" ? dirtying.localPath : path;
}

/** What flows now, by pair and path, as the dirtying channel sees it, at rates of the guest's own seconds. */
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

/** Switching if any pair is, local if any pair is on one host with the guest. */
export function modeOf(pairs: readonly Pair[], where: Host): ChannelSample["mode"] {
  const modes = pairs.map(({ peer, residency: { mode } }) => (mode === "remote" && peer.place === where ? "local" : mode));
  return modes.includes("switching") ? "switching" : modes.includes("local") ? "local" : "remote";
}

/** Sources for all traffic that can occur while the guest is on its source: joined to its channels or not, readers behind or not. */
export function sourcesOf({ exchange, dirtying, peers, allocatedPages }: TrafficSetting): ChannelSources {
  const situations = [
    { ...MIGRATING, readersLag: false },
    { ...MIGRATING, readersLag: true },
    { ...MIGRATING, joined: false },
  ].map((situation) => steadyTraffic(exchange, peers, { ...situation, buffers: dirtying }));
  return createChannelSources(dirtying, situations, ringBlocks(dirtying, peers), allocatedPages);
}

/** The rings that the guest owns on its source: a block for each pair, or one where all share it (M4). */
function ringBlocks(dirtying: Channel, peers: readonly ResolvedPeer[]): RingBlock[] {
  const owned = peers.flatMap((peer) => {
    const pages = tearDownPages(dirtying, localPair(dirtying, peer));
    return pages > 0 ? [{ key: `${peer.name}/ring`, peers: [peer.name], pages }] : [];
  });
  const [first] = owned;
  if (!first || dirtying.rings?.isShared !== true) return owned;
  return [{ key: "rings/shared", peers: owned.flatMap((ring) => ring.peers), pages: first.pages }];
}

/** The pair as it is joined, if it is on the source; nothing of its flows. */
function localPair(dirtying: Channel, { name, place, ringOwner }: ResolvedPeer): PairTraffic {
  return { peer: name, path: place === "source" ? dirtying.localPath : "network", ringOwner, flows: [] };
}
