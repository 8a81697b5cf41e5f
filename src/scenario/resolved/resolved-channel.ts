/** The channel with every default filled in, in canonical units. The models of `src/channel` read it as it is. */
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

/** The modified protocol is a reconstruction: its authors published what it does, not how. */
export type ResolvedModifiedChannel = ResolvedDirectChannel | ResolvedStagedChannel;

/** The modified protocol with its own delivery: the reader takes its bytes out of the ring. */
export interface ResolvedDirectChannel extends ResolvedChannelBase, ResolvedSharedMemory {
  readonly kind: "xenvmc-modified";
  readonly xenvmc: ResolvedRing;
  readonly modified: ResolvedModification & {
    readonly directDelivery: true;
    /** Seconds that data waits in the ring for its reader (h). Range 20-200 us. */
    readonly directHoldSeconds: number;
  };
}

/** The modified protocol with XenVMC's delivery: by kernel buffers. */
export interface ResolvedStagedChannel extends ResolvedChannelBase, ResolvedSharedMemory {
  readonly kind: "xenvmc-modified";
  readonly xenvmc: ResolvedStagedRing;
  readonly modified: ResolvedModification & { readonly directDelivery: false };
}

interface ResolvedChannelBase {
  /** How long messages take: the machines measured in 2012, 2016 and 2024. */
  readonly calibration: "e2012" | "e2016" | "e2024";
  /** Which pages of its own the guest's kernel writes when it communicates. */
  readonly guest: "linux-6.1" | "linux-2.6";
  /** PV guests keep fewer pages busy than PVH guests, which run their own timers and interrupt controller. */
  readonly guestMode: "pv" | "pvh";
  /** Absent: every figure as calibrated. */
  readonly dirtying?: ResolvedDirtying;
  readonly costs: ResolvedProcessorCosts;
  /** Of the stock path, which also carries what goes past the rings. */
  readonly netfront: ResolvedNetfront;
}

interface ResolvedSharedMemory {
  readonly switching: ResolvedSwitching;
  /** When the rings go: before the pause, as XenVMC sees to; after the resume; or never. */
  readonly teardown: "before-pause" | "after-resume" | "never";
}

/** Processor time, the same for all channels. In parentheses the symbols of docs/sources/channels.md#costs. */
export interface ResolvedProcessorCosts {
  /** Copying a byte (c_cp). Range 0.05-0.3 ns. */
  readonly copySecondsPerByte: number;
  /** A system call and the look-up of its socket (c_sys). Range 0.1-1 us. */
  readonly systemCallSeconds: number;
  /** A hypercall, such as sending an event (c_hc). Range 0.1-1 us. */
  readonly hypercallSeconds: number;
  /** Waking the other side and its softirq (c_irq). Range 1-10 us; 1-50 ms more where cores are shared. */
  readonly wakeSeconds: number;
  /** Dom0's time per page migrated (c_mig). Range 3-12 us. */
  readonly migratedPageSeconds: number;
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

/** What the modification changes, each part switchable alone (docs/sources/channels.md#modification). With all parts off it is XenVMC. */
export type ResolvedModification = ResolvedModificationSwitches & ResolvedBatching;

interface ResolvedModificationSwitches {
  /** The index returns to the ring's beginning when the ring is empty (M1, cause 1). */
  readonly rewindingWindow: boolean;
  /** The times per message of the modified protocol rather than XenVMC's (M1, cause 2). */
  readonly fasterExchange: boolean;
  /** Rings move to the staying peer when the migration begins (M2). Needs a signal that Xen does not give. */
  readonly rehome: boolean;
  /** One ring per guest for all its peers (M4). */
  readonly sharedRing: boolean;
  /** Messages from this size on are shared by read-only mapping, not copied (M3). Absent: none, whatever its size. */
  readonly shareFromBytes?: number;
}

/** One event for several messages (M1, cause 2): messages per event at most (beta), and the longest wait for them. */
type ResolvedBatching =
  | { readonly batching: true; readonly batchMessages: number; readonly batchSeconds: number }
  | { readonly batching: false };

/** How long a pair takes to leave a channel and to join one (docs/sources/channels.md#switching). */
export interface ResolvedSwitching {
  /** From a guest's announcement to the last member having heard it (T_ann). Range 2-25 ms. */
  readonly announceSeconds: number;
  /** Unmapping one shared page (c_unmap). */
  readonly unmapSecondsPerPage: number;
  /** Releasing the channel after the mapper has let go (T_rel). */
  readonly releaseSeconds: number;
  /** From registering at a host to its list of members (T_reg). Range 3-26 ms. */
  readonly registerSeconds: number;
  /** Granting and mapping the pages of both rings (T_conn). */
  readonly connectSeconds: number;
  /** Agreeing on the switch, per socket. */
  readonly handshakeSeconds: number;
  /** Wait for members to be found where they are polled for instead of announced; XenLoop: 0 to 1 s. */
  readonly pollSeconds: number;
  /** After which libxl stops waiting for a guest to acknowledge the suspend request. */
  readonly suspendLimitSeconds: number;
}
