/** From peers to the traffic at one time: offered rates, limited to what each pair's path can carry. */

import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedClosedFlow, ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import type { Channel, ChannelRings } from "./channel.js";
import { channelOnPath } from "./channels.js";
import { fairShares } from "./fair-shares.js";
import type { FlowTraffic, PairTraffic, Path, RingOwner } from "./pair-traffic.js";
import { SOCKET_BUFFER_BYTES } from "./sizes.js";

/** The host of the migrating guest, and whether it has joined its channel with the peers there. */
export interface Situation {
  readonly where: "source" | "destination";
  readonly joined: boolean;
  /** True during a migration: a channel that re-homes its rings has moved them to the staying peer. Default false. */
  readonly migrating?: boolean;
  /** The channel whose rings and staging hold local bytes and whose pages are written. Default: the channel itself. */
  readonly buffers?: Channel;
  /** False before readers slower than their senders have built up a backlog. Default true. */
  readonly readersLag?: boolean;
}

/** The path between the migrating guest and `peer`. */
export function pathOf(channel: Channel, peer: ResolvedPeer, situation: Situation): Path {
  if (peer.place !== situation.where) return "network";
  return situation.joined ? channel.localPath : "bridge";
}

/** The owner of a pair's rings: as set up, or by the modified protocol (a reconstruction) the peer to which they moved (M2), or Dom0 (M6). */
export function ringOwnerOf(channel: Channel, peer: ResolvedPeer, situation: Situation): RingOwner {
  if (channel.rings?.inDom0 === true) return "dom0";
  return channel.rings?.rehomes === true && situation.migrating === true ? "peer" : peer.ringOwner;
}

/** Requests per second of a closed flow with its maximum number in flight, by Little's law; at most one per message time. */
function closedMessagesPerSecond(carrier: Channel, flow: ResolvedClosedFlow): number {
  const loopSeconds = carrier.roundTripSeconds(flow.messageBytes) + flow.thinkSeconds;
  return Math.min(flow.outstandingMessages / loopSeconds, carrier.throughputBytesPerSecond(flow.messageBytes) / flow.messageBytes);
}

interface OfferedRates {
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
}

/** Rates of a flow that is alone on its path; a volume uses the path's full speed. */
function offeredRates(carrier: Channel, flow: ResolvedFlow): OfferedRates {
  if (flow.mode === "open") return flow;
  if (flow.mode === "volume") {
    const bytesPerSecond = carrier.throughputBytesPerSecond(flow.messageBytes);
    return {
      sendBytesPerSecond: flow.sendBytes > 0 ? bytesPerSecond : 0,
      receiveBytesPerSecond: flow.receiveBytes > 0 ? bytesPerSecond : 0,
    };
  }
  const bytesPerSecond = closedMessagesPerSecond(carrier, flow) * flow.messageBytes;
  return { sendBytesPerSecond: bytesPerSecond, receiveBytesPerSecond: bytesPerSecond };
}

/** Shares the time of the slowest stage fairly among the flows of one direction. Returns bytes per second of each. */
function shareStage(carrier: Channel, flows: readonly ResolvedFlow[], offered: readonly number[]): number[] {
  const secondsPerByte = flows.map((flow) => 1 / carrier.throughputBytesPerSecond(flow.messageBytes));
  const shares = fairShares(
    offered.map((rate, index) => rate * (secondsPerByte[index] as number)),
    1,
  );
  return shares.map((share, index) => Math.min(offered[index] as number, share / (secondsPerByte[index] as number)));
}

/**
 * Maximum unread bytes of one direction of a flow with a slow reader: its part of the staging limit, or of the ring without staging; on a
 * path without rings what a socket holds.
 */
export function maxUnreadBytes(rings: ChannelRings | undefined, flow: ResolvedFlow, flows: number): { readonly unreadPeakBytes: number } {
  const limitBytes =
    rings === undefined ? SOCKET_BUFFER_BYTES : (rings.staging?.stagingLimitBytes ?? rings.ringPages * GRANTED_PAGE_BYTES) / flows;
  return { unreadPeakBytes: flow.mode === "closed" ? Math.min(limitBytes, flow.outstandingMessages * flow.messageBytes) : limitBytes };
}

/** What `flow` carries: bytes per second in each direction, and the unread bytes. */
export function trafficOf(
  { messageBytes, pacingSeconds, protocol }: ResolvedFlow,
  sendBytesPerSecond: number,
  receiveBytesPerSecond: number,
  unread: Pick<FlowTraffic, "unreadPeakBytes" | "unreadGrowthRatio">,
): FlowTraffic {
  return {
    messageBytes,
    sendBytesPerSecond,
    receiveBytesPerSecond,
    ...(pacingSeconds === undefined ? {} : { pacingSeconds }),
    protocol,
    ...unread,
  };
}

/**
 * The traffic of all pairs in a situation, each path at its own speed. Network cards and Dom0 are shared by the caller. Paths,
 * owners and unread bytes are those of the channel that holds the bytes.
 */
export function steadyTraffic(channel: Channel, peers: readonly ResolvedPeer[], situation: Situation): PairTraffic[] {
  const { buffers = channel, readersLag = true } = situation;
  return peers.map((peer) => {
    const carrier = channelOnPath(channel, pathOf(channel, peer, situation));
    const path = pathOf(buffers, peer, situation);
    const offered = peer.flows.map((flow) => offeredRates(carrier, flow));
    const sent = shareStage(
      carrier,
      peer.flows,
      offered.map((rates) => rates.sendBytesPerSecond),
    );
    const received = shareStage(
      carrier,
      peer.flows,
      offered.map((rates) => rates.receiveBytesPerSecond),
    );
    const flows = peer.flows.map((flow, index) => {
      const [send, receive] = [sent[index] as number, received[index] as number];
      const lags = readersLag && (flow.readerBytesPerSecond ?? Infinity) < Math.max(send, receive);
      const rings = path === "shared-memory" ? buffers.rings : undefined;
      return trafficOf(flow, send, receive, lags ? maxUnreadBytes(rings, flow, peer.flows.length) : {});
    });
    return { peer: peer.name, path, ringOwner: ringOwnerOf(buffers, peer, situation), flows };
  });
}
