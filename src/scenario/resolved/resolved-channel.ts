/** The channel with every default filled in, in canonical units. */
import type { ResolvedDirtying } from "./resolved-dirtying.js";

/**
 * A parameter that does not apply is absent: the rings of netfront, the staging of a ring that is read directly, the batch of a
 * protocol that does not batch.
 */
export type ResolvedChannel = ResolvedNetfrontChannel | ResolvedXenvmcChannel | ResolvedModifiedChannel;
/** `netfront`: Xen's split network driver; `xenvmc`: XenVMC's shared memory; `xenvmc-modified`: its modified protocol, a reconstruction. */
export type ChannelKind = ResolvedChannel["kind"];

export interface ResolvedNetfrontChannel extends ResolvedChannelBase {
  readonly kind: "netfront";
}

export interface ResolvedXenvmcChannel extends ResolvedChannelBase, ResolvedRings {
  readonly kind: "xenvmc";
}

/** The modified protocol is a reconstruction: its authors published what it does, not how. */
export interface ResolvedModifiedChannel extends ResolvedChannelBase, ResolvedRings {
  readonly kind: "xenvmc-modified";
  readonly modified: ResolvedModification;
}

interface ResolvedChannelBase {
  /** How long messages take: the machines measured in 2012, 2016 and 2024. */
  readonly calibration: "e2012" | "e2016" | "e2024";
  /** Which pages of its own the guest's kernel writes when it communicates. */
  readonly guest: "linux-6.1" | "linux-2.6";
  readonly guestMode: "pv" | "pvh";
  /** Absent: every figure as calibrated. */
  readonly dirtying?: ResolvedDirtying;
  readonly costs: ResolvedProcessorCosts;
  /** Of the stock path, which also carries what goes past the rings. */
  readonly netfront: ResolvedNetfront;
}

interface ResolvedRings {
  readonly xenvmc: ResolvedRing;
  readonly switching: ResolvedSwitching;
  /** When the rings go: before the pause, as XenVMC sees to; after the resume; or never. */
  readonly teardown: "before-pause" | "after-resume" | "never";
}

/** Processor time, the same for all channels. */
export interface ResolvedProcessorCosts {
  readonly copySecondsPerByte: number;
  readonly systemCallSeconds: number;
  readonly hypercallSeconds: number;
  readonly wakeSeconds: number;
  readonly migratedPageSeconds: number;
  readonly segmentSeconds: number;
  readonly netbackPacketSeconds: number;
  readonly netbackPageSeconds: number;
}

export interface ResolvedNetfront {
  readonly segmentationOffload: boolean;
  /** Absent without segmentation offload: every segment is then one of the wire. */
  readonly localSegmentBytes?: number;
  readonly wireSegmentBytes: number;
}

export interface ResolvedRing {
  readonly ringPages: number;
  readonly largestMessageBytes: number;
  readonly splitsLargeMessages: boolean;
  readonly interceptedRatio: number;
  /** These three are absent where the reader takes its bytes out of the ring. */
  readonly stagingLimitBytes?: number;
  readonly stagingAllocator?: "kmalloc" | "exact";
  readonly ringHoldSeconds?: number;
}

export interface ResolvedModification {
  readonly directDelivery: boolean;
  readonly rewindingWindow: boolean;
  readonly batching: boolean;
  readonly fasterExchange: boolean;
  readonly rehome: boolean;
  readonly sharedRing: boolean;
  /** Absent: no message is shared by mapping, whatever its size. */
  readonly shareFromBytes?: number;
  /** These two are absent without batching. */
  readonly batchMessages?: number;
  readonly batchSeconds?: number;
  /** Absent without direct delivery. */
  readonly directHoldSeconds?: number;
}

/** How long a pair takes to leave a channel and to join one. */
export interface ResolvedSwitching {
  readonly announceSeconds: number;
  readonly unmapSecondsPerPage: number;
  readonly releaseSeconds: number;
  readonly registerSeconds: number;
  readonly connectSeconds: number;
  readonly handshakeSeconds: number;
  readonly pollSeconds: number;
  readonly suspendLimitSeconds: number;
}
