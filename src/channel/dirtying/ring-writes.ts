/**
 * The page writes of a pair that exchanges messages through shared memory, in the migrating guest.
 *
 * Sent: the pages of the ring, if the guest owns it, and its descriptor. Received: the descriptor, the staging buffers, the
 * user's buffer, and a few pages of the receive path. The peer's writes to the guest's ring are not logged while the
 * ring is mapped (Xen's rule, measured); they appear at the tear-down (`tear-down.ts`).
 */

import { GRANTED_PAGE_BYTES } from "../../scenario/channel-defaults.js";
import type { GuestCalibration, PeakPolicy } from "../calibration/guest.js";
import type { Channel, ChannelRings } from "../channel.js";
import type { FlowTraffic, PairTraffic } from "../pair-traffic.js";
import { recordBytes, stagingBytes } from "../ring-record.js";
import { DESCRIPTOR_PAGES } from "../sizes.js";
import { type BurstTrain, burstTrain, peakBytes, standingBytes, wakeSeconds } from "./bursts.js";
import { templateUnlessEmpty, type WriteTemplate } from "./write-template.js";

/** The page being filled is dirty in every window; the last page of a ring's region represents it. */
const PAGES_IN_PROGRESS = 1;

interface DirectionTraffic {
  readonly flow: FlowTraffic;
  readonly train: BurstTrain;
}

function directionTraffic(flows: readonly FlowTraffic[], direction: "send" | "receive", pacingSeconds: number): DirectionTraffic[] {
  return flows.flatMap((flow) => {
    const train = burstTrain(flow, direction, pacingSeconds);
    return train === undefined ? [] : [{ flow, train }];
  });
}

/** Bytes of one message in the ring: its records with their headers. */
function ringBytesPerMessage(channel: Channel, messageBytes: number): number {
  const records = channel.recordsPerMessage(messageBytes);
  return records * recordBytes(messageBytes / records);
}

/** Pages of a window that rewinds when the ring is empty: enough to hold the peak. Symbol: H. */
function windowPages(channel: Channel, { ringPages }: ChannelRings, sent: readonly DirectionTraffic[]): number {
  const { guest } = channel.parameters;
  const { peak } = guest.sharedMemory;
  if (peak.kind === "fixed") return Math.min(peak.windowPages, ringPages);
  const bytes = sent.reduce((sum, { flow, train }) => {
    const overhead = ringBytesPerMessage(channel, flow.messageBytes) / flow.messageBytes;
    return sum + overhead * peakBytes(flow, train, guest.pacingSeconds, peak.readerLagSeconds);
  }, 0);
  return Math.min(Math.ceil(bytes / GRANTED_PAGE_BYTES), ringPages);
}

/** A region of `hot` pages written by every burst, followed by pages written cyclically. */
function cyclicWrites(key: string, pages: number, hot: number, pagesPerSecond: number, periodSeconds: number): WriteTemplate[] {
  const hotPages = Math.min(hot, pages);
  return [
    ...templateUnlessEmpty(`${key}/in-progress`, hotPages, { kind: "burst", periodSeconds }),
    ...templateUnlessEmpty(key, pages - hotPages, { kind: "sweep", writesPerSecond: pagesPerSecond }),
  ];
}

/** The ring's data pages, written by the guest that owns them as it sends. */
function sentRingWrites(channel: Channel, rings: ChannelRings, key: string, sent: readonly DirectionTraffic[]): WriteTemplate[] {
  const { guest } = channel.parameters;
  const { ringPages } = rings;
  const through = sent.filter(({ flow }) => flow.messageBytes < rings.mapsFromBytes);
  if (through.length === 0) return [];
  const pagesPerSecond = through.reduce(
    (sum, { flow, train }) => sum + (train.messagesPerSecond * ringBytesPerMessage(channel, flow.messageBytes)) / GRANTED_PAGE_BYTES,
    0,
  );
  const flows = through.map(({ flow }) => flow);
  const periodSeconds = wakeSeconds(flows, guest.pacingSeconds);
  if (!rings.rewinds) return cyclicWrites(key, ringPages, PAGES_IN_PROGRESS, pagesPerSecond, periodSeconds);
  const pages = windowPages(channel, rings, through);
  const { peak } = guest.sharedMemory;
  if (peak.kind === "fixed") return cyclicWrites(key, pages, peak.rewoundPages + PAGES_IN_PROGRESS, pagesPerSecond, periodSeconds);
  // A ring that is never empty does not rewind: its index wraps around the whole ring.
  const stands = through.some(
    ({ flow, train }) => standingBytes(flow, peakBytes(flow, train, guest.pacingSeconds, peak.readerLagSeconds)) > 0,
  );
  return cyclicWrites(key, stands ? ringPages : pages, pages, pagesPerSecond, periodSeconds);
}

type Staging = NonNullable<ChannelRings["staging"]>;

/** Staging needs of one direction: buffer bytes per message, and messages per second. */
interface StagedTraffic extends DirectionTraffic {
  readonly bufferBytes: number;
}

function stagedTraffic(channel: Channel, { stagingAllocator }: Staging, received: readonly DirectionTraffic[]): StagedTraffic[] {
  return received.map(({ flow, train }) => {
    const records = channel.recordsPerMessage(flow.messageBytes);
    const bufferBytes = records * stagingBytes(flow.messageBytes / records, stagingAllocator);
    return { flow, train, bufferBytes };
  });
}

/** Staging pages and their write rate. Pages of a backlog are listed separately; all of them are written equally often. */
interface StagingPages {
  readonly pages: number;
  readonly backlogPages: number;
  /** Page writes per second over all staging pages. */
  readonly pagesPerSecond: number;
}

/** Share of the staged bytes that adds to backlogs. */
function freshRatio(staged: readonly StagedTraffic[]): number {
  const sum = (of: (each: StagedTraffic) => number) => staged.reduce((total, each) => total + of(each), 0);
  const bytesPerSecond = ({ train, bufferBytes }: StagedTraffic) => train.messagesPerSecond * bufferBytes;
  return sum((each) => bytesPerSecond(each) * (each.flow.unreadGrowthRatio ?? 0)) / sum(bytesPerSecond);
}

/** Staging with fixed amounts: a free list used cyclically, at most the unread bytes and one spare slab. Symbol: W_stg. */
function fixedStaging(peak: PeakPolicy & { kind: "fixed" }, staged: readonly StagedTraffic[]): StagingPages {
  const pagesPerSecond = staged.reduce(
    (sum, { train, bufferBytes }) => sum + train.messagesPerSecond * Math.max(peak.leastPagesPerMessage, bufferBytes / GRANTED_PAGE_BYTES),
    0,
  );
  const backlogBytes = Math.max(...staged.map(({ flow }) => standingBytes(flow, peak.unreadBytes)));
  const pages = Math.ceil((2 * peak.unreadBytes) / GRANTED_PAGE_BYTES) + peak.spareStagingPages;
  return { pages, backlogPages: Math.ceil((2 * backlogBytes) / GRANTED_PAGE_BYTES), pagesPerSecond };
}

/**
 * Staging from a last-in-first-out free list: the same buffers, those of the unread peak, are reused, each record in its size class.
 * With a standing backlog the oldest buffer is freed and reused, so that over time every buffer is written.
 */
function peakStaging(
  guest: GuestCalibration,
  { stagingLimitBytes }: Staging,
  readerLagSeconds: number,
  staged: readonly StagedTraffic[],
): StagingPages {
  let [bytes, backlogBytes, bytesPerSecond] = [0, 0, 0];
  for (const { flow, train, bufferBytes } of staged) {
    const peak = Math.min(peakBytes(flow, train, guest.pacingSeconds, readerLagSeconds), stagingLimitBytes);
    bytes += bufferBytes * Math.max(1, peak / flow.messageBytes);
    backlogBytes += bufferBytes * (standingBytes(flow, peak) / flow.messageBytes);
    bytesPerSecond += bufferBytes * train.messagesPerSecond;
  }
  return {
    pages: Math.ceil(bytes / GRANTED_PAGE_BYTES) + guest.sharedMemory.allocatorPages,
    backlogPages: Math.ceil(backlogBytes / GRANTED_PAGE_BYTES),
    pagesPerSecond: bytesPerSecond / GRANTED_PAGE_BYTES,
  };
}

function stagingWrites(channel: Channel, buffers: Staging, key: string, received: readonly DirectionTraffic[]): WriteTemplate[] {
  const { guest } = channel.parameters;
  const { peak } = guest.sharedMemory;
  const staged = stagedTraffic(channel, buffers, received);
  const flows = received.map(({ flow }) => flow);
  const staging = peak.kind === "fixed" ? fixedStaging(peak, staged) : peakStaging(guest, buffers, peak.readerLagSeconds, staged);
  const { pages, backlogPages, pagesPerSecond } = staging;
  const sweep = (share: number) => ({ kind: "sweep", writesPerSecond: (pagesPerSecond * share) / (pages + backlogPages) }) as const;
  const pattern =
    peak.kind === "fixed" ? sweep(pages) : ({ kind: "burst", periodSeconds: wakeSeconds(flows, guest.pacingSeconds) } as const);
  const backlog = templateUnlessEmpty(`${key}/backlog`, backlogPages, sweep(backlogPages));
  return [
    ...templateUnlessEmpty(key, pages, pattern),
    ...backlog.map((template) => ({ ...template, backlog: { freshRatio: freshRatio(staged) } })),
  ];
}

/** Pages of the receive path: the kernel's own, and the buffer that the user reads into. */
function receiverPages(channel: Channel, received: readonly DirectionTraffic[]): number {
  const { sharedMemory } = channel.parameters.guest;
  const buffer = received.reduce((sum, { flow }) => sum + Math.ceil(flow.messageBytes / GRANTED_PAGE_BYTES), 0);
  return sharedMemory.receiverPages + (sharedMemory.countsUserBuffer ? buffer : 0);
}

function pairWrites(channel: Channel, rings: ChannelRings, pair: PairTraffic): WriteTemplate[] {
  const { pacingSeconds } = channel.parameters.guest;
  const sent = directionTraffic(pair.flows, "send", pacingSeconds);
  const received = directionTraffic(pair.flows, "receive", pacingSeconds);
  const staged = received.filter(({ flow }) => flow.messageBytes < rings.mapsFromBytes);
  const owns = pair.ringOwner === "migrating";
  const descriptors = owns ? DESCRIPTOR_PAGES * (Number(sent.length > 0) + Number(received.length > 0)) : 0;
  const periodSeconds = wakeSeconds(pair.flows, pacingSeconds);
  const ownPages = (received.length > 0 ? receiverPages(channel, received) : 0) + descriptors;
  return [
    ...(owns && !rings.isShared ? sentRingWrites(channel, rings, `${pair.peer}/ring`, sent) : []),
    ...templateUnlessEmpty(`${pair.peer}/path`, ownPages, { kind: "burst", periodSeconds }),
    ...(rings.staging !== undefined && staged.length > 0 ? stagingWrites(channel, rings.staging, `${pair.peer}/staging`, staged) : []),
  ];
}

/** Templates of all pairs that use shared memory. */
export function ringWrites(channel: Channel, pairs: readonly PairTraffic[]): WriteTemplate[] {
  const { rings } = channel;
  if (rings === undefined || pairs.length === 0) return [];
  const { guest } = channel.parameters;
  const flows = pairs.flatMap((pair) => pair.flows);
  const shared = pairs.filter((pair) => pair.ringOwner === "migrating").flatMap((pair) => pair.flows);
  const sharedSent = rings.isShared ? directionTraffic(shared, "send", guest.pacingSeconds) : [];
  return [
    ...templateUnlessEmpty("rings/constant", guest.sharedMemory.constantPages, {
      kind: "burst",
      periodSeconds: wakeSeconds(flows, guest.pacingSeconds),
    }),
    ...sentRingWrites(channel, rings, "rings/shared", sharedSent),
    ...pairs.flatMap((pair) => pairWrites(channel, rings, pair)),
  ];
}
