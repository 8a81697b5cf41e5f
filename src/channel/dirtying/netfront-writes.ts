/** The page writes of netfront: one pool per guest, shared by all peers. */

import { GRANTED_PAGE_BYTES } from "../../scenario/channel-defaults.js";
import type { RandomPool, SlotPool } from "../calibration/guest.js";
import type { FlowTraffic, PairTraffic } from "../pair-traffic.js";
import type { ChannelParameters } from "../parameters.js";
import { acknowledgedSegmentBytes, segmentBytes, segmentMessage } from "../segments.js";
import { RECEIVE_RING_SLOTS, SOCKET_BUFFER_BYTES } from "../sizes.js";
import { type BurstTrain, burstTrain, peakBytes, wakeSeconds } from "./bursts.js";
import { addBacklogs, type Backlog, NO_BACKLOG, splitWrites, unreadBacklog, unsentBacklog } from "./socket-backlog.js";
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
  let pagesPerSecond = 0;
  let backlog = NO_BACKLOG;
  for (const { path, flows } of pairs) {
    for (const flow of flows) {
      const { messageBytes } = flow;
      const acknowledged = acknowledgedSegmentBytes(parameters.netfront, path);
      const receivedSegment = segmentBytes(parameters.netfront, path, "receive");
      const sent = sentTouches(pool, messageBytes, segmentBytes(parameters.netfront, path, "send"), acknowledged);
      const received = receivedTouches(pool, messageBytes, receivedSegment);
      const slots = (flow.receiveBytesPerSecond / messageBytes) * segmentMessage(messageBytes, receivedSegment).pages;
      pagesPerSecond += (flow.sendBytesPerSecond / messageBytes) * sent + (flow.receiveBytesPerSecond / messageBytes) * received;
      const [unsentPeak, unreadPeak] = [peakOf(parameters, flow, "send"), peakOf(parameters, flow, "receive")];
      if (unsentPeak !== undefined) backlog = addBacklogs(backlog, unsentBacklog(flow, unsentPeak));
      if (unreadPeak !== undefined) backlog = addBacklogs(backlog, unreadBacklog(flow, unreadPeak, slots));
    }
  }
  const { poolPages } = pool;
  const { cycleWritesPerSecond, templates } = splitWrites({ key: "netfront/unread", cyclePages: poolPages, pagesPerSecond, backlog });
  return [...templateUnlessEmpty("netfront/pool", poolPages, { kind: "uniform", writesPerSecond: cycleWritesPerSecond }), ...templates];
}

/** Peak of the bytes that a direction of `flow` has in its buffers if readers keep up; undefined if nothing flows. */
function peakOf(parameters: ChannelParameters, flow: FlowTraffic, direction: "send" | "receive"): number | undefined {
  const { pacingSeconds } = parameters.guest;
  const train = burstTrain(flow, direction, pacingSeconds);
  if (train === undefined) return undefined;
  return Math.min(SOCKET_BUFFER_BYTES, peakBytes(flow, train, pacingSeconds, readerLagSeconds(parameters)));
}

/** What one direction of one flow needs. */
interface SlotDemand {
  /** Receive-ring slots. */
  readonly slotsPerSecond: number;
  /** Bytes unread or unacknowledged at the peak of a burst. */
  readonly peakBytes: number;
  readonly hotPages: number;
  /** Pages that stay out of their cycle because of a slow reader. */
  readonly backlog: Backlog;
}

const NO_DEMAND: SlotDemand = { slotsPerSecond: 0, peakBytes: 0, hotPages: 0, backlog: NO_BACKLOG };

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
  if (train === undefined) return NO_DEMAND;
  const isDatagram = flow.protocol === "udp";
  const peak = peakOf(parameters, flow, "send") ?? 0;
  const smallBytes = isDatagram
    ? flow.messageBytes
    : parameters.netfront.segmentationOffload
      ? Infinity
      : parameters.netfront.wireSegmentBytes;
  return {
    slotsPerSecond: isDatagram ? 0 : packetsPerSecond(pool, train, spare),
    hotPages: (peak / GRANTED_PAGE_BYTES) * pool.sentPagesPerPage + (peak / smallBytes) * pool.pagesPerSmallPacket,
    peakBytes: peak,
    backlog: unsentBacklog(flow, peak),
  };
}

function receivedDemand(parameters: ChannelParameters, pool: SlotPool, pair: PairTraffic, flow: FlowTraffic, spare: number): SlotDemand {
  const { pacingSeconds } = parameters.guest;
  const train = burstTrain(flow, "receive", pacingSeconds);
  if (train === undefined) return NO_DEMAND;
  const segment = segmentBytes(parameters.netfront, pair.path, "receive");
  const peak = peakOf(parameters, flow, "receive") ?? 0;
  const merged = flow.receiveBytesPerSecond / GRANTED_PAGE_BYTES + packetsPerSecond(pool, train, spare) * pool.slotsPerReceivedPacket;
  const slotsPerSecond = segment < GRANTED_PAGE_BYTES ? flow.receiveBytesPerSecond / segment : merged;
  return {
    slotsPerSecond,
    hotPages: (peak / GRANTED_PAGE_BYTES) * pool.receivedPagesPerPage,
    peakBytes: peak,
    backlog: unreadBacklog(flow, peak, slotsPerSecond),
  };
}

/**
 * Pages through which receive slots cycle: the pool as measured, which never shrinks, or more if the pages posted in the ring and those
 * unread at the peak are more. That is so from some 165 MB/s on; the measurements end at 50 MB/s.
 */
function cyclePages(pool: SlotPool, unreadSlots: number): number {
  return Math.max(pool.poolPages, RECEIVE_RING_SLOTS + Math.ceil(unreadSlots));
}

function slotPoolWrites(parameters: ChannelParameters, pool: SlotPool, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const spare = spareRatio(pool, pairs);
  let [slotsPerSecond, unreadSlots, sentPagesPerSecond, sentPages, hotPages] = [0, 0, 0, 0, pool.hotPages];
  let [unsent, unread] = [NO_BACKLOG, NO_BACKLOG];
  for (const pair of pairs) {
    for (const flow of pair.flows) {
      const sent = sentDemand(parameters, pool, flow, spare);
      const received = receivedDemand(parameters, pool, pair, flow, spare);
      slotsPerSecond += sent.slotsPerSecond + received.slotsPerSecond;
      if (flow.receiveBytesPerSecond > 0) unreadSlots += (received.slotsPerSecond / flow.receiveBytesPerSecond) * received.peakBytes;
      sentPagesPerSecond += flow.sendBytesPerSecond / GRANTED_PAGE_BYTES;
      sentPages += sent.peakBytes / GRANTED_PAGE_BYTES;
      hotPages += sent.hotPages + received.hotPages;
      [unsent, unread] = [addBacklogs(unsent, sent.backlog), addBacklogs(unread, received.backlog)];
    }
  }
  const flows = pairs.flatMap((pair) => pair.flows);
  const periodSeconds = wakeSeconds(flows, parameters.guest.pacingSeconds);
  const pages = cyclePages(pool, unreadSlots);
  const slots = splitWrites({ key: "netfront/unread", cyclePages: pages, pagesPerSecond: slotsPerSecond, backlog: unread });
  const waiting = splitWrites({ key: "netfront/unsent", cyclePages: sentPages, pagesPerSecond: sentPagesPerSecond, backlog: unsent });
  return [
    ...templateUnlessEmpty("netfront/hot", Math.round(hotPages), { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty("netfront/pool", pages, { kind: "sweep", writesPerSecond: slots.cycleWritesPerSecond }),
    ...templateUnlessEmpty("netfront/heads", pool.headPages, {
      kind: "uniform",
      writesPerSecond: slotsPerSecond * pool.headWritesPerSlot,
    }),
    ...slots.templates,
    ...waiting.templates,
  ];
}

/** Templates of all pairs that use netfront, on the bridge or on the network. */
export function netfrontWrites(parameters: ChannelParameters, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const pool = parameters.guest.netfront;
  return pool.kind === "random" ? randomPoolWrites(parameters, pool, pairs) : slotPoolWrites(parameters, pool, pairs);
}
