/** The page writes of netfront: one pool per guest, shared by all peers. */

import { GRANTED_PAGE_BYTES } from "../../scenario/channel-defaults.js";
import type { RandomPool, SlotPool } from "../calibration/guest.js";
import type { FlowTraffic, PairTraffic } from "../pair-traffic.js";
import type { ChannelParameters } from "../parameters.js";
import { acknowledgedSegmentBytes, segmentBytes, segmentMessage } from "../segments.js";
import { SOCKET_BUFFER_BYTES } from "../sizes.js";
import { type BurstTrain, burstTrain, peakBytes, wakeSeconds } from "./bursts.js";
import { templateUnlessEmpty, type WriteTemplate } from "./write-template.js";

/** Delay of a reader, which determines the unacknowledged bytes; the same value as for rings. */
function readerLagSeconds(parameters: ChannelParameters): number {
  const { peak } = parameters.guest.sharedMemory;
  return peak.kind === "peak" ? peak.readerLagSeconds : 0;
}

/**
 * Touches of pool pages per message sent (docs/sources/channels.md#page-writes). Receive slots of ACKs are part of it: a receiver
 * on another host acknowledges segments of the wire, `acknowledgedSegment` bytes each, however large the guest's own are.
 */
export function sentTouches(pool: RandomPool, messageBytes: number, segment: number, acknowledgedSegment = segment): number {
  const { segments } = segmentMessage(messageBytes, segment);
  const acknowledgements = pool.acknowledgementsPerSegment * segmentMessage(messageBytes, acknowledgedSegment).segments;
  return messageBytes / GRANTED_PAGE_BYTES + segments * pool.headPagesPerPacket + acknowledgements * (1 + pool.headPagesPerPacket);
}

/** Touches of pool pages per message received: a page and a head per slot, a head per ACK. */
export function receivedTouches(pool: RandomPool, messageBytes: number, segment: number): number {
  const { segments, pages } = segmentMessage(messageBytes, segment);
  const acknowledgements = pool.acknowledgementsPerSegment * segments;
  return pages * (1 + pool.headPagesPerPacket) + acknowledgements * pool.headPagesPerPacket;
}

function randomPoolWrites(parameters: ChannelParameters, pool: RandomPool, pairs: readonly PairTraffic[]): WriteTemplate[] {
  let writesPerSecond = 0;
  for (const { path, flows } of pairs) {
    for (const flow of flows) {
      const { messageBytes } = flow;
      const acknowledged = acknowledgedSegmentBytes(parameters.netfront, path);
      const sent = sentTouches(pool, messageBytes, segmentBytes(parameters.netfront, path, "send"), acknowledged);
      const received = receivedTouches(pool, messageBytes, segmentBytes(parameters.netfront, path, "receive"));
      writesPerSecond += (flow.sendBytesPerSecond / messageBytes) * sent + (flow.receiveBytesPerSecond / messageBytes) * received;
    }
  }
  return templateUnlessEmpty("netfront/pool", pool.poolPages, { kind: "uniform", writesPerSecond });
}

/** Receive-ring slots and hot pages that one direction of one flow needs. */
interface SlotDemand {
  readonly slotsPerSecond: number;
  readonly hotPages: number;
}

/** Lower bound of the spare time used for merging bursts; the measurements only reach down to one half. */
const LEAST_SPARE_RATIO = 0.25;

/** Share of the guest's time not spent on messages of any flow. The smaller it is, the more bursts merge. */
function spareRatio(pool: SlotPool, pairs: readonly PairTraffic[]): number {
  const messagesPerSecond = pairs
    .flatMap((pair) => pair.flows)
    .reduce((sum, flow) => sum + (flow.sendBytesPerSecond + flow.receiveBytesPerSecond) / flow.messageBytes, 0);
  return Math.max(LEAST_SPARE_RATIO, 1 - messagesPerSecond * pool.busySecondsPerMessage);
}

/** Packets per second of the traffic, including ACKs, if the share `spare` of the guest's time is left. */
function packetsPerSecond(pool: SlotPool, train: BurstTrain, spare: number): number {
  return train.burstsPerSecond * (1 + train.bytesPerBurst / pool.largestSegmentBytes) * spare;
}

function sentDemand(parameters: ChannelParameters, pool: SlotPool, flow: FlowTraffic, spare: number): SlotDemand {
  const { pacingSeconds } = parameters.guest;
  const train = burstTrain(flow, "send", pacingSeconds);
  if (train === undefined) return { slotsPerSecond: 0, hotPages: 0 };
  const isDatagram = flow.protocol === "udp";
  const peak = Math.min(SOCKET_BUFFER_BYTES, peakBytes(flow, train, pacingSeconds, readerLagSeconds(parameters)));
  const smallBytes = isDatagram
    ? flow.messageBytes
    : parameters.netfront.segmentationOffload
      ? Infinity
      : parameters.netfront.wireSegmentBytes;
  return {
    slotsPerSecond: isDatagram ? 0 : packetsPerSecond(pool, train, spare),
    hotPages: (peak / GRANTED_PAGE_BYTES) * pool.sentPagesPerPage + (peak / smallBytes) * pool.pagesPerSmallPacket,
  };
}

function receivedDemand(parameters: ChannelParameters, pool: SlotPool, pair: PairTraffic, flow: FlowTraffic, spare: number): SlotDemand {
  const { pacingSeconds } = parameters.guest;
  const train = burstTrain(flow, "receive", pacingSeconds);
  if (train === undefined) return { slotsPerSecond: 0, hotPages: 0 };
  const segment = segmentBytes(parameters.netfront, pair.path, "receive");
  const peak = Math.min(SOCKET_BUFFER_BYTES, peakBytes(flow, train, pacingSeconds, readerLagSeconds(parameters)));
  const merged = flow.receiveBytesPerSecond / GRANTED_PAGE_BYTES + packetsPerSecond(pool, train, spare) * pool.slotsPerReceivedPacket;
  return {
    slotsPerSecond: segment < GRANTED_PAGE_BYTES ? flow.receiveBytesPerSecond / segment : merged,
    hotPages: (peak / GRANTED_PAGE_BYTES) * pool.receivedPagesPerPage,
  };
}

function slotPoolWrites(parameters: ChannelParameters, pool: SlotPool, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const spare = spareRatio(pool, pairs);
  let slotsPerSecond = 0;
  let hotPages = pool.hotPages;
  for (const pair of pairs) {
    for (const flow of pair.flows) {
      const sent = sentDemand(parameters, pool, flow, spare);
      const received = receivedDemand(parameters, pool, pair, flow, spare);
      slotsPerSecond += sent.slotsPerSecond + received.slotsPerSecond;
      hotPages += sent.hotPages + received.hotPages;
    }
  }
  const periodSeconds = wakeSeconds(
    pairs.flatMap((pair) => pair.flows),
    parameters.guest.pacingSeconds,
  );
  return [
    ...templateUnlessEmpty("netfront/hot", Math.round(hotPages), { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty("netfront/pool", pool.poolPages, { kind: "sweep", writesPerSecond: slotsPerSecond }),
    ...templateUnlessEmpty("netfront/heads", pool.headPages, {
      kind: "uniform",
      writesPerSecond: slotsPerSecond * pool.headWritesPerSlot,
    }),
  ];
}

/** Templates of all pairs that use netfront, on the bridge or on the network. */
export function netfrontWrites(parameters: ChannelParameters, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const pool = parameters.guest.netfront;
  return pool.kind === "random" ? randomPoolWrites(parameters, pool, pairs) : slotPoolWrites(parameters, pool, pairs);
}
