/** From peers to what really flows at a moment: offered rates, cut to what each pair's path can carry. */

import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedClosedFlow, ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import type { Channel, ChannelRings } from "./channel.js";
import { channelOnPath } from "./channels.js";
import { fairShares } from "./fair-shares.js";
import type { FlowTraffic, PairTraffic, Path } from "./pair-traffic.js";

/** Where the migrating guest runs, and whether it has joined its channel with the peers there. */
export interface Situation {
  readonly where: "source" | "destination";
  readonly joined: boolean;
  /** True while a migration is under way: a channel that re-homes its rings has them with the staying peer then. Default false. */
  readonly migrating?: boolean;
  /** The channel whose rings and staging hold what stays on the host, and whose pages are written. Default: the channel itself. */
  readonly buffers?: Channel;
  /** False while readers that are slower than their senders have not fallen behind yet. Default true. */
  readonly readersLag?: boolean;
}

/** What carries the bytes between the migrating guest and `peer`. */
export function pathOf(channel: Channel, peer: ResolvedPeer, situation: Situation): Path {
  if (peer.place !== situation.where) return "network";
  return situation.joined ? channel.localPath : "bridge";
}

/** Who owns the rings of a pair: as set up, or the peer where the modification has re-homed them (M2, a reconstruction). */
export function ringOwnerOf(channel: Channel, peer: ResolvedPeer, situation: Situation): PairTraffic["ringOwner"] {
  return channel.rings?.rehomes === true && situation.migrating === true ? "peer" : peer.ringOwner;
}

/** Requests per second of a closed flow, as many under way as it may have: Little's law, at most one per message time. */
function closedMessagesPerSecond(carrier: Channel, flow: ResolvedClosedFlow): number {
  const loopSeconds = carrier.roundTripSeconds(flow.messageBytes) + flow.thinkSeconds;
  return Math.min(flow.outstandingMessages / loopSeconds, carrier.throughputBytesPerSecond(flow.messageBytes) / flow.messageBytes);
}

interface OfferedRates {
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
}

/** What a flow would carry if it were alone; a volume is as fast as its path. */
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

/** The flows of one direction share the slowest stage's time fairly. Returns bytes per second of each. */
function shareStage(carrier: Channel, flows: readonly ResolvedFlow[], offered: readonly number[]): number[] {
  const secondsPerByte = flows.map((flow) => 1 / carrier.throughputBytesPerSecond(flow.messageBytes));
  const shares = fairShares(
    offered.map((rate, index) => rate * (secondsPerByte[index] as number)),
    1,
  );
  return shares.map((share, index) => Math.min(offered[index] as number, share / (secondsPerByte[index] as number)));
}

/** Most that comes to lie unread of a direction of one of `flows` whose reader lags: all that staging holds, or the ring without it. */
export function unreadMost({ staging, ringPages }: ChannelRings, flow: ResolvedFlow, flows: number): { readonly unreadPeakBytes: number } {
  const limitBytes = (staging?.stagingLimitBytes ?? ringPages * GRANTED_PAGE_BYTES) / flows;
  return { unreadPeakBytes: flow.mode === "closed" ? Math.min(limitBytes, flow.outstandingMessages * flow.messageBytes) : limitBytes };
}

/** What `flow` really carries: bytes per second in each direction, and what lies unread of them. */
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
      const lags = readersLag && path === "shared-memory" && (flow.readerBytesPerSecond ?? Infinity) < Math.max(send, receive);
      return trafficOf(flow, send, receive, lags && buffers.rings ? unreadMost(buffers.rings, flow, peer.flows.length) : {});
    });
    return { peer: peer.name, path, ringOwner: ringOwnerOf(buffers, peer, situation), flows };
  });
}
