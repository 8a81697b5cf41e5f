/** Creates the fluid flows of a peer with the sizes and speeds of its channel, for its residency machine to step. */

import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import type { Channel } from "./channel.js";
import { channelOnPath } from "./channels.js";
import { FASTEST_BYTES_PER_SECOND, FluidFlow, type OfferedLoad, type Route } from "./flow.js";
import type { ResidentFlow } from "./residency.js";
import { SOCKET_BUFFER_BYTES } from "./sizes.js";
import { pathOf, type Situation } from "./traffic.js";

export interface FlowCircumstances extends Situation {
  readonly startSeconds: number;
  /** Default: local if the channel has rings and the pair has joined. */
  readonly route?: Route;
}

function offeredLoads(flow: ResolvedFlow): { readonly send: OfferedLoad; readonly receive: OfferedLoad } {
  if (flow.mode === "open") {
    return {
      send: { kind: "open", bytesPerSecond: flow.sendBytesPerSecond },
      receive: { kind: "open", bytesPerSecond: flow.receiveBytesPerSecond },
    };
  }
  if (flow.mode === "volume") {
    return { send: { kind: "volume", bytes: flow.sendBytes }, receive: { kind: "volume", bytes: flow.receiveBytes } };
  }
  // Only the window bounds the offered bytes; the speed of the loop is the rate of the path, which may change.
  const load = {
    kind: "closed",
    bytesPerSecond: FASTEST_BYTES_PER_SECOND,
    windowBytes: flow.outstandingMessages * flow.messageBytes,
  } as const;
  return { send: load, receive: load };
}

/** Two fluid flows, one per direction, for each flow of `peer`. */
export function openFlows(channel: Channel, peer: ResolvedPeer, circumstances: FlowCircumstances): ResidentFlow[] {
  const route = circumstances.route ?? (pathOf(channel, peer, circumstances) === "shared-memory" ? "local" : "network");
  const network = channelOnPath(channel, peer.place === circumstances.where ? "bridge" : "network");
  const { rings } = circumstances.buffers ?? channel;
  const { costs } = channel.parameters;
  // All sockets of a pair share one ring and one staging limit in equal parts.
  const part = 1 / Math.max(1, peer.flows.length);
  return peer.flows.flatMap((flow) => {
    const loads = offeredLoads(flow);
    const rates = {
      localBytesPerSecond: channel.throughputBytesPerSecond(flow.messageBytes),
      stagingBytesPerSecond: 1 / costs.copySecondsPerByte,
      networkBytesPerSecond: network.throughputBytesPerSecond(flow.messageBytes),
      readerBytesPerSecond: flow.readerBytesPerSecond ?? Infinity,
    };
    const base = {
      ringBytes: rings === undefined ? 0 : part * rings.ringPages * GRANTED_PAGE_BYTES,
      stagingLimitBytes: rings?.staging === undefined ? 0 : part * rings.staging.stagingLimitBytes,
      networkBufferBytes: SOCKET_BUFFER_BYTES,
      route,
      rates,
      startSeconds: circumstances.startSeconds,
    } as const;
    return [
      { sender: "migrating", flow: new FluidFlow({ ...base, offered: loads.send }) },
      { sender: "peer", flow: new FluidFlow({ ...base, offered: loads.receive }) },
    ];
  });
}
