/** Figures of a channel under given traffic, for tables: times, rates, and CPU time of guests and Dom0. */
import type { Channel, MessageCpu } from "./channel.js";
import { channelOnPath } from "./channels.js";
import { netbackCpus } from "./netback.js";
import type { FlowTraffic, PairTraffic, Path } from "./pair-traffic.js";

export interface FlowFigures {
  readonly peer: string;
  readonly path: Path;
  readonly messageBytes: number;
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  readonly messageSeconds: number;
  readonly oneWaySeconds: number;
  readonly roundTripSeconds: number;
  readonly throughputBytesPerSecond: number;
  readonly copiesPerMessage: number;
  readonly eventsPerMessage: number;
  readonly messageCpu: MessageCpu;
  /** Number of Dom0 CPUs that the flow keeps busy on the migrating guest's host, both directions. */
  readonly dom0CpuCount: number;
}

/** Share of the receiver's CPU time that a flow's messages take; a receiver that is awake needs no wake-up. */
function receiverBusyRatio(carrier: Channel, flow: FlowTraffic, messagesPerSecond: number): number {
  return Math.min(1, messagesPerSecond * carrier.messageCpu(flow.messageBytes, 1, messagesPerSecond).receiverSeconds);
}

function flowFigures(channel: Channel, pair: PairTraffic, flow: FlowTraffic): FlowFigures {
  const carrier = channelOnPath(channel, pair.path);
  const { messageBytes, sendBytesPerSecond, receiveBytesPerSecond } = flow;
  const busiest = Math.max(sendBytesPerSecond, receiveBytesPerSecond) / messageBytes;
  const messageCpu = carrier.messageCpu(messageBytes, receiverBusyRatio(carrier, flow, busiest), busiest);
  return {
    peer: pair.peer,
    path: pair.path,
    messageBytes,
    sendBytesPerSecond,
    receiveBytesPerSecond,
    messageSeconds: carrier.messageSeconds(messageBytes),
    oneWaySeconds: carrier.oneWaySeconds(messageBytes),
    roundTripSeconds: carrier.roundTripSeconds(messageBytes),
    throughputBytesPerSecond: carrier.throughputBytesPerSecond(messageBytes),
    copiesPerMessage: carrier.copiesPerMessage(messageBytes),
    eventsPerMessage: carrier.eventsPerMessage(messageBytes, busiest),
    messageCpu,
    dom0CpuCount: dom0CpusOf(carrier, flow, "send", sendBytesPerSecond) + dom0CpusOf(carrier, flow, "receive", receiveBytesPerSecond),
  };
}

function dom0CpusOf({ netback }: Channel, flow: FlowTraffic, direction: "send" | "receive", bytesPerSecond: number): number {
  return netback === undefined ? 0 : netbackCpus(netback({ ...flow, direction }), bytesPerSecond);
}

/** Figures of every flow of every pair, in their order. */
export function channelFigures(channel: Channel, pairs: readonly PairTraffic[]): FlowFigures[] {
  return pairs.flatMap((pair) => pair.flows.map((flow) => flowFigures(channel, pair, flow)));
}
