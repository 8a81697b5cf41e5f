/** The channel with every default filled in, in canonical units; read by the models of `src/channel`. */
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

export interface ResolvedXenvmcChannel extends ResolvedChannelBase, ResolvedSharedMemory {
  readonly kind: "xenvmc";
  readonly xenvmc: ResolvedStagedRing;
}

/** The modified protocol is a reconstruction: only its effects have been published. */
export type ResolvedModifiedChannel = ResolvedDirectChannel | ResolvedStagedChannel;

/** The modified protocol with direct delivery: the reader reads directly from the ring. */
export interface ResolvedDirectChannel extends ResolvedChannelBase, ResolvedSharedMemory {
  readonly kind: "xenvmc-modified";
  readonly xenvmc: ResolvedRing;
  readonly modified: ResolvedModification & {
    readonly directDelivery: true;
    /** Seconds that data waits in the ring for its reader (h). Range 20-200 us. */
    readonly directHoldSeconds: number;
  };
}

/** The modified protocol with XenVMC's delivery through kernel buffers. */
export interface ResolvedStagedChannel extends ResolvedChannelBase, ResolvedSharedMemory {
  readonly kind: "xenvmc-modified";
  readonly xenvmc: ResolvedStagedRing;
  readonly modified: ResolvedModification & { readonly directDelivery: false };
}

export type CalibrationName = "e2012" | "e2016" | "e2024";

/** A machine of the user's own: measured points, and for all else another calibration. */
export interface ResolvedCalibration {
  readonly from: CalibrationName;
  /** By ascending message size for each channel. */
  readonly points: readonly ResolvedCalibrationPoint[];
}

export interface ResolvedCalibrationPoint {
  readonly channel: ChannelKind;
  readonly messageBytes: number;
  readonly throughputBitsPerSecond: number;
  /** Request and answer of this size. Absent: calculated as without own points. */
  readonly roundTripSeconds?: number;
}

interface ResolvedChannelBase {
  /** Timing calibration: the machine measured in 2012, 2016 or 2024, or one of the user's own. */
  readonly calibration: CalibrationName | ResolvedCalibration;
  /** Dirtying calibration: the guest kernel, which determines its own page writes during communication. */
  readonly guest: "linux-6.1" | "linux-2.6";
  /** PV guests keep fewer pages busy than PVH guests, which run their own timers and interrupt controller. */
  readonly guestMode: "pv" | "pvh";
  /** Where the pages of communication lie. Absent: at the end of the guest's memory. */
  readonly placement?: "scattered";
  /** Overrides of the dirtying calibration; absent if there are none. */
  readonly dirtying?: ResolvedDirtying;
  readonly costs: ResolvedProcessorCosts;
  /** Parameters of netfront, which also carries calls that are not intercepted. */
  readonly netfront: ResolvedNetfront;
}

interface ResolvedSharedMemory {
  readonly switching: ResolvedSwitching;
  /** When the rings are torn down: before the pause (XenVMC), after the resume, or never. */
  readonly teardown: "before-pause" | "after-resume" | "never";
}

/** CPU time, the same for all channels. In parentheses the symbols of docs/sources/channels.md#costs. */
export interface ResolvedProcessorCosts {
  /** Copying a byte (c_cp). Range 0.05-0.3 ns. */
  readonly copySecondsPerByte: number;
  /** A system call and the look-up of its socket (c_sys). Range 0.1-1 us. */
  readonly systemCallSeconds: number;
  /** A hypercall, such as sending an event (c_hc). Range 0.1-1 us. */
  readonly hypercallSeconds: number;
  /** Waking the other side and its softirq (c_irq). Range 1-10 us; 1-50 ms more on shared cores. */
  readonly wakeSeconds: number;
  /** Protocol work of a guest per segment of netfront. */
  readonly segmentSeconds: number;
  /** Netback's time per packet in Dom0 (c_nb). */
  readonly netbackPacketSeconds: number;
  /** Mapping, unmapping and copying one granted page in Dom0 (c_pg). Range 1.5-7 us. */
  readonly netbackPageSeconds: number;
}

export type ResolvedNetfront =
  | {
      readonly segmentationOffload: true;
      /** Bytes of a segment between guests of one host (G). */
      readonly localSegmentBytes: number;
      /** Bytes of a segment received from another host (G). */
      readonly wireSegmentBytes: number;
    }
  /** Every packet has at most an MTU: every segment is one of the wire. */
  | { readonly segmentationOffload: false; readonly wireSegmentBytes: number };

export interface ResolvedRing {
  /** Data pages of a ring (R). */
  readonly ringPages: number;
  /** Largest message of one record (s_max). A larger one is split into such records, or refused. */
  readonly largestMessageBytes: number;
  readonly splitsLargeMessages: boolean;
  /** Share of calls that the channel intercepts (f_int), 0 to 1. The rest go by netfront. */
  readonly interceptedRatio: number;
}

/** A ring whose records are copied to kernel buffers before they are read. */
export interface ResolvedStagedRing extends ResolvedRing {
  /** Unread bytes at which the sender is blocked (cap of q). */
  readonly stagingLimitBytes: number;
  /** How the buffers are allocated: XenVMC takes zeroed kmalloc classes. */
  readonly stagingAllocator: "kmalloc" | "exact";
  /** Seconds that data occupies the ring until the softirq has staged it (h). Range 10-50 us. */
  readonly ringHoldSeconds: number;
}

/** Mechanisms of the modified protocol, each with its own switch (docs/sources/channels.md#modification). With all off it is XenVMC. */
export type ResolvedModification = ResolvedModificationSwitches & ResolvedBatching;

interface ResolvedModificationSwitches {
  /** The index returns to the ring's beginning when the ring is empty (M1, cause 1). */
  readonly rewindingWindow: boolean;
  /** The times per message of the modified protocol rather than XenVMC's (M1, cause 2). */
  readonly fasterExchange: boolean;
  /** Rings move to the staying peer when the migration begins (M2). Needs a signal that Xen does not provide. */
  readonly rehome: boolean;
  /** One ring per guest for all its peers (M4). */
  readonly sharedRing: boolean;
  /** The copy leaves out the channel's pages until the last round (M5). */
  readonly holdBack: boolean;
  /** Rings are pages of Dom0, mapped by both guests (M6). */
  readonly ringsInDom0: boolean;
  /** Messages from this size on are shared by read-only mapping instead of copied (M3). Absent: none. */
  readonly shareFromBytes?: number;
}

/** One event for several messages (M1, cause 2): maximum messages per event (beta), and maximum wait for them. */
type ResolvedBatching =
  | { readonly batching: true; readonly batchMessages: number; readonly batchSeconds: number }
  | { readonly batching: false };

/** How long a pair takes to leave a channel and to join one (docs/sources/channels.md#switching). */
export interface ResolvedSwitching {
  /** From a guest's announcement until the last member has received it (T_ann). Range 2-25 ms. */
  readonly announceSeconds: number;
  /** Unmapping one shared page (c_unmap). */
  readonly unmapSecondsPerPage: number;
  /** Releasing the channel after the peer has unmapped it (T_rel). */
  readonly releaseSeconds: number;
  /** From registering at a host to its list of members (T_reg). Range 3-26 ms. */
  readonly registerSeconds: number;
  /** Granting and mapping the pages of both rings (T_conn). */
  readonly connectSeconds: number;
  /** Agreeing on the switch, per socket. */
  readonly handshakeSeconds: number;
  /** Delay of discovery by polling instead of announcements; XenLoop: 0 to 1 s. */
  readonly pollSeconds: number;
  /** Time after which libxl stops waiting for a guest to acknowledge the suspend request. */
  readonly suspendLimitSeconds: number;
}
