/** Every parameter of the channels, with defaults (docs/sources/channels.md). */
import { GUEST_CALIBRATIONS, TIMING_CALIBRATIONS } from "./calibration/calibrations.js";
import type {
  BaseActivity,
  GuestCalibration,
  GuestMode,
  PeakPolicy,
  RandomPool,
  SharedMemoryDirtying,
  SlotPool,
} from "./calibration/guest.js";
import type { TimingCalibration } from "./calibration/timing.js";
import { LARGEST_MESSAGE_BYTES, RING_PAGES, STAGING_LIMIT_BYTES } from "./sizes.js";

export type ChannelKind = "netfront" | "xenvmc" | "xenvmc-modified";

/** Costs of the processor, the same for all channels. Symbols in parentheses. */
export interface ProcessorCosts {
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

export interface NetfrontParameters {
  /** False where every packet has at most an MTU. */
  readonly segmentationOffload: boolean;
  /** Bytes of a segment with offload between guests of one host (G). */
  readonly localSegmentBytes: number;
  /** Bytes of a segment without offload, and of one received from another host (G). */
  readonly wireSegmentBytes: number;
}

export interface XenvmcParameters {
  /** Data pages of a ring (R). */
  readonly ringPages: number;
  /** Unread bytes at which the sender is blocked (cap of q). */
  readonly stagingLimitBytes: number;
  /** How the staging buffers are allocated: XenVMC takes zeroed kmalloc classes. */
  readonly stagingAllocator: "kmalloc" | "exact";
  /** Largest message of one record (s_max). A larger one is split into such records, or refused. */
  readonly largestMessageBytes: number;
  readonly splitsLargeMessages: boolean;
  /** Share of calls that the channel intercepts (f_int), 0 .. 1. The rest go by netfront. */
  readonly interceptedRatio: number;
  /** Seconds that data occupies the ring, from the softirq (XenVMC: 10-50 us) or from the reader (modified: 20-200 us) (h). */
  readonly ringHoldSeconds: number;
}

/** What the modification changes: our reconstruction, each part switchable alone. All off is XenVMC. */
export interface ModificationSwitches {
  /** Ring to user buffer without a staging buffer (M1, cause 1). */
  readonly directDelivery: boolean;
  /** The index returns to the ring's beginning when the ring is empty (M1, cause 1). */
  readonly rewindingWindow: boolean;
  /** One event for several messages (M1, cause 2). */
  readonly batching: boolean;
  /** The times per message of the modified protocol rather than XenVMC's (M1, cause 2). */
  readonly fasterExchange: boolean;
  /** Rings move to the staying peer when the migration begins (M2). Needs a signal that Xen does not give. */
  readonly rehome: boolean;
  /** Messages from this size on are shared by read-only mapping, not copied (M3). Infinity: never. */
  readonly shareFromBytes: number;
  /** One ring per guest for all its peers (M4). */
  readonly sharedRing: boolean;
}

export interface ModifiedParameters extends ModificationSwitches {
  /** Messages per event (beta) and the longest wait for them. */
  readonly batchMessages: number;
  readonly batchSeconds: number;
  /** As `XenvmcParameters.ringHoldSeconds`, where data waits for the reader in the ring. */
  readonly directHoldSeconds: number;
}

export interface ChannelParameters {
  readonly kind: ChannelKind;
  readonly timing: TimingCalibration;
  readonly guest: GuestCalibration;
  readonly guestMode: GuestMode;
  readonly costs: ProcessorCosts;
  readonly netfront: NetfrontParameters;
  readonly xenvmc: XenvmcParameters;
  readonly modified: ModifiedParameters;
}

const DEFAULT_COSTS: ProcessorCosts = {
  copySecondsPerByte: 0.1e-9,
  systemCallSeconds: 0.3e-6,
  hypercallSeconds: 0.4e-6,
  wakeSeconds: 3.5e-6,
  migratedPageSeconds: 10.3e-6,
  segmentSeconds: 1e-6,
  netbackPacketSeconds: 1.5e-6,
  netbackPageSeconds: 2e-6,
};

const DEFAULT_NETFRONT: NetfrontParameters = { segmentationOffload: true, localSegmentBytes: 65160, wireSegmentBytes: 1448 };

const DEFAULT_XENVMC: XenvmcParameters = {
  ringPages: RING_PAGES,
  stagingLimitBytes: STAGING_LIMIT_BYTES,
  stagingAllocator: "kmalloc",
  largestMessageBytes: LARGEST_MESSAGE_BYTES,
  splitsLargeMessages: true,
  interceptedRatio: 1,
  ringHoldSeconds: 30e-6,
};

const DEFAULT_MODIFIED: ModifiedParameters = {
  directDelivery: true,
  rewindingWindow: true,
  batching: true,
  fasterExchange: true,
  rehome: false,
  shareFromBytes: Infinity,
  sharedRing: false,
  batchMessages: 4,
  batchSeconds: 50e-6,
  directHoldSeconds: 100e-6,
};

type Overrides<Shape> = Shape extends unknown ? Partial<Omit<Shape, "kind">> : never;

/** Single figures of the dirtying calibration, such as a receive pool that has grown: `{ netfront: { poolPages: 500 } }`. */
export interface DirtyingOverrides {
  readonly pacingSeconds?: number;
  readonly base?: Partial<BaseActivity>;
  readonly netfront?: Overrides<SlotPool | RandomPool>;
  readonly sharedMemory?: Partial<Omit<SharedMemoryDirtying, "peak">>;
  readonly peak?: Overrides<PeakPolicy>;
}

/** What a user may say about a channel: anything left out has its default. */
export interface ChannelChoice {
  readonly kind: ChannelKind;
  readonly calibration?: TimingCalibration["name"];
  readonly guest?: GuestCalibration["name"];
  readonly guestMode?: GuestMode;
  readonly dirtying?: DirtyingOverrides;
  readonly costs?: Partial<ProcessorCosts>;
  readonly netfront?: Partial<NetfrontParameters>;
  readonly xenvmc?: Partial<XenvmcParameters>;
  readonly modified?: Partial<ModifiedParameters>;
}

function overrideGuest(guest: GuestCalibration, overrides: DirtyingOverrides): GuestCalibration {
  return {
    ...guest,
    pacingSeconds: overrides.pacingSeconds ?? guest.pacingSeconds,
    base: { ...guest.base, ...overrides.base },
    netfront: { ...guest.netfront, ...overrides.netfront },
    sharedMemory: { ...guest.sharedMemory, ...overrides.sharedMemory, peak: { ...guest.sharedMemory.peak, ...overrides.peak } },
  };
}

/** Fills in the defaults: e2016, linux-6.1, PV. */
export function resolveChannel(choice: ChannelChoice): ChannelParameters {
  return {
    kind: choice.kind,
    timing: TIMING_CALIBRATIONS[choice.calibration ?? "e2016"],
    guest: overrideGuest(GUEST_CALIBRATIONS[choice.guest ?? "linux-6.1"], choice.dirtying ?? {}),
    guestMode: choice.guestMode ?? "pv",
    costs: { ...DEFAULT_COSTS, ...choice.costs },
    netfront: { ...DEFAULT_NETFRONT, ...choice.netfront },
    xenvmc: { ...DEFAULT_XENVMC, ...choice.xenvmc },
    modified: { ...DEFAULT_MODIFIED, ...choice.modified },
  };
}
