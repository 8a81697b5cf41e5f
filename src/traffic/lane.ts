/** A lane: one direction of one flow between the migrating guest and a peer, with its path and its demand. */
import type { FluidFlow } from "../channel/flow.js";
import { isDrained } from "../channel/flow-stages.js";
import type { Path } from "../channel/pair-traffic.js";
import type { ResidentFlow } from "../channel/residency.js";
import type { ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";
import type { Carriers, StreamFigures } from "./carriers.js";

export type Host = "source" | "destination";

export interface Lane {
  readonly peer: ResolvedPeer;
  readonly flow: ResolvedFlow;
  readonly direction: "send" | "receive";
  readonly process: FluidFlow;
}

/** The lanes of a peer: two for each of its flows (send, receive), in the order of `flows`. */
export function lanesOf(peer: ResolvedPeer, flows: readonly ResidentFlow[]): Lane[] {
  return flows.map(({ sender, flow: process }, index) => ({
    peer,
    flow: peer.flows[index >> 1] as ResolvedFlow,
    direction: sender === "migrating" ? "send" : "receive",
    process,
  }));
}

/** Path of a lane's new bytes: shared memory while the flow is routed there, otherwise netfront. */
export function pathOfLane(lane: Lane, where: Host): Path {
  if (lane.process.route === "local") return "shared-memory";
  return lane.peer.place === where ? "bridge" : "network";
}

/** The current lanes: all of them, and those that may still carry bytes. */
export interface LanesNow {
  readonly lanes: readonly Lane[];
  readonly openLanes: readonly Lane[];
  readonly where: Host;
  readonly queueSeconds: number;
}

/** Mean round trip over the lanes that carry bytes, or over all lanes if none does. */
export function meanRoundTripSeconds(carriers: Carriers, { lanes, openLanes, where, queueSeconds }: LanesNow): number {
  const carrying = openLanes.filter(({ process }) => process.acceptedBytesPerSecond > 0);
  const counted = carrying.length > 0 ? carrying : lanes;
  const sum = counted.reduce((seconds, lane) => {
    const path = pathOfLane(lane, where);
    return seconds + (carriers.figuresOf(path, lane).roundTripSeconds + (path === "network" ? queueSeconds : 0));
  }, 0);
  return sum / Math.max(1, counted.length);
}

/**
 * Demand of a lane in bytes per second if it had no competition. A volume takes all there is, and so does a backlog
 * of offered bytes; a closed loop takes what its messages in flight allow (Little's law).
 */
export function demandOf({ flow, process, direction }: Lane, { roundTripSeconds }: StreamFigures, queueSeconds: number): number {
  if (flow.mode === "closed") {
    const loopSeconds = roundTripSeconds + queueSeconds + flow.thinkSeconds;
    return (flow.outstandingMessages * flow.messageBytes) / loopSeconds;
  }
  if (!isDrained(process.waitingBytes)) return Infinity;
  if (flow.mode === "volume") return 0;
  return direction === "send" ? flow.sendBytesPerSecond : flow.receiveBytesPerSecond;
}
