/**
 * The parameters of the migration engines: what a scenario may override one by one. Presets with their values and
 * sources are in `presets/engines.ts`; the algorithms that read them are in `src/engine`.
 */

/** What every engine of Xen has. */
export interface XenWireParameters {
  /** Pages per batch. */
  readonly batchPages: number;
  /** Bytes of a batch's header and of each page's entry in it. */
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  /** Bytes before the first batch: image header, domain header, p2m. */
  readonly streamHeaderBytes: number;
  /** Bytes of vCPU, device and platform state sent after the last page: all of it. The presets' value is that of a guest with one vCPU. */
  readonly stateBytes: number;
  /** Handshakes between the last byte and the guest running at the destination, each twice the link's latency. */
  readonly roundTrips: number;
  /** Fixed seconds per batch: mapping it and preparing its header. */
  readonly batchSeconds: number;
  /** Seconds every round takes to look at one slot of its bitmap, sent or not. */
  readonly slotSeconds: number;
  /** Seconds to find out that a slot has no page and to list it, besides the bytes of its entry. */
  readonly holeSeconds: number;
  /** Seconds from enabling log-dirty to the first batch, with the guest running and its writes logged. */
  readonly setupSeconds: number;
}

/** Xen 2.0-4.5: xc_linux_save.c, xc_domain_save.c. */
export interface XenClassicParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-classic";
  /** Slots without a page are passed over. */
  readonly holeSeconds: 0;
  /** Live rounds at most. */
  readonly maxIterations: number;
  /** Stop when more than this many times the scanned slots have been sent. */
  readonly maxFactor: number;
  /** Stop when the round just finished had fewer pages than this to deal with, sent and skipped together. */
  readonly minDirtyPages: number;
  readonly scanOrder: "ascending" | "rotated";
  /** Leave a page that was written again before its turn to the next round. */
  readonly skipDirtyPages: boolean;
  /** Round 1 lists pages written before their turn without content, and counts them as sent (4.2, HVM). */
  readonly allocateOnlyFirstRound: boolean;
  /** Stop when a round at the highest rate sent more than the one before. */
  readonly growthRule: boolean;
  /** `ratchet`: raised when the guest dirties faster, never lowered (the code). `paper`: set anew from each round (NSDI'05's text). */
  readonly rateControl: "none" | "ratchet" | "paper";
  /** Mbit/s of 2^20 bits, as the limiter counts: first rate, cap, and the addition to what the guest dirtied. */
  readonly rateStartMbit: number;
  readonly rateMaxMbit: number;
  readonly rateIncrementMbit: number;
  /** False where the rate only decides when to stop and nothing is slowed down (2.0 without a resource limit). */
  readonly rateLimitsLink: boolean;
  readonly finalRoundUnlimited: boolean;
}

/** Xen 4.6 and later, xc_sr_save.c, xg_sr_save.c; and XCP-ng's policy on top of it. */
export interface XenStreamParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-stream";
  /** Live rounds at most; 0 stands for no limit. */
  readonly maxIterations: number;
  /** A harvest below this many pages ends the live phase. */
  readonly minDirtyPages: number;
  /** True where a harvest of exactly `minDirtyPages` also ends it (4.6-4.9). */
  readonly minDirtyInclusive: boolean;
  /**
   * The stop-and-copy lists the slots without a page once more: a PV guest's ballooned frames are put off to it. Those of an
   * HVM or PVH guest are holes, listed in the first round alone.
   */
  readonly relistsHoles: boolean;
}

/** QEMU's throttling of a guest that does not converge: migration_trigger_throttle of ram.c (docs/sources/qemu.md#auto-converge). */
export interface AutoConvergeParameters {
  /** Shares of the guest's time taken away: at first, added at each further step, and at most. 0 .. 0.99. */
  readonly initialRatio: number;
  readonly incrementRatio: number;
  readonly maxRatio: number;
  /** A period counts as bad when more than this share of the bytes sent in it was dirtied. */
  readonly triggerRatio: number;
  /** A sync is forced when none came for so long; 0 for never (before 9.2). */
  readonly forcedSyncSeconds: number;
}

/** QEMU's quota for the pages a guest dirties (docs/sources/qemu.md#dirty-limit). Needs the dirty ring. */
export interface DirtyLimitParameters {
  /** Bytes of pages that each virtual CPU may dirty in a second. */
  readonly bytesPerSecond: number;
  /** Seconds between two adjustments. */
  readonly periodSeconds: number;
}

/** XBZRLE: pages sent again go as what changed in them (docs/sources/qemu.md#xbzrle). How much that is, is our modelling decision. */
export interface XbzrleParameters {
  /** Power of two. */
  readonly cacheBytes: number;
  /** Bytes that change in a page between two sends, in runs of `changedRunBytes` spread evenly over it. */
  readonly changedBytes: number;
  readonly changedRunBytes: number;
}

/** Pages of content go in packets over connections of their own (docs/sources/qemu.md#multifd). */
export interface MultifdParameters {
  readonly channels: number;
  /** `none`, or what the packets' content is compressed with. */
  readonly compression: "none" | "zlib" | "zstd";
  /** Content bytes per byte on the wire, 1 without compression. */
  readonly compressionRatio: number;
  /** Content that one channel's thread compresses in a second; 0 without compression, which has no limit. */
  readonly compressionBytesPerSecond: number;
}

/** Post-copy after pre-copy (docs/sources/qemu.md#postcopy). */
export interface PostcopyParameters {
  /**
   * The guest moves over at this sync (1: after the first pass), or at this simulated second, whichever comes first. Where a
   * stop policy is given it alone decides.
   */
  readonly afterSyncs?: number;
  readonly afterSeconds?: number;
  /** Urgent pages have a connection of their own (7.1 and later). */
  readonly preempt: boolean;
  /** Bytes of pages already queued in front of an urgent one, in buffers and sockets; 0 with `preempt`. */
  readonly queuedBytes: number;
  /** Seconds that a fault costs besides the way of its page: trap, request, placing the page. */
  readonly faultSeconds: number;
  /** Page accesses for each page write of the workload, at least 1: reads fault too. */
  readonly accessesPerWrite: number;
}

/** From the sync so many on, another downtime limit holds. */
export interface RelaxParameters {
  readonly afterSyncs: number;
  readonly downtimeLimitSeconds: number;
}

/** QEMU: migration.c and ram.c (docs/sources/qemu.md). */
export interface QemuParameters {
  readonly preset: string;
  readonly family: "qemu";
  /** Live: bytes per second of the whole stream; 0 for no limit. */
  readonly maxBandwidthBytesPerSecond: number;
  readonly maxPostcopyBandwidthBytesPerSecond: number;
  readonly downtimeLimitSeconds: number;
  /** Taken for the bandwidth of the switch in place of the measured one; 0 to measure. */
  readonly availSwitchoverBandwidthBytesPerSecond: number;
  /** `continuous`: a sync comes when little is left, what is left is carried over. `strict`: every pass goes to its end (0.12). */
  readonly passes: "continuous" | "strict";
  /** Length of a rate-limit window, as it really is; the quota is that of 100 ms. */
  readonly windowSeconds: number;
  /** A call of the iterator ends after this, looked at every 64 pages. */
  readonly sliceSeconds: number;
  /** The quota is looked at every so many pages: 1 where each byte counts, 32 where bytes count when 64 vectors are flushed. */
  readonly flushPages: number;
  /** How writes are logged, and when a page is protected again (docs/sources/qemu.md#dirty-logs). */
  readonly log: "legacy" | "manual-protect" | "dirty-ring";
  /** Memory that is protected again at once under `manual-protect`: before the first of its pages is sent. */
  readonly clearChunkBytes: number;
  /** Entries of each virtual CPU's ring under `dirty-ring`. */
  readonly dirtyRingEntries: number;
  /** Free pages (all zero at the start) are reported by the guest and left out. */
  readonly freePageHints: boolean;
  /** Seconds to find that a page is all zero. */
  readonly zeroPageSeconds: number;
  /** Seconds per page of memory of each sync. */
  readonly syncPageSeconds: number;
  /** From the request to the first sync. */
  readonly setupSeconds: number;
  /** Fixed seconds of the stop-and-copy besides its bytes. */
  readonly completionSeconds: number;
  /** Seconds that the destination takes for a page it never had: where that is longer than the page's way, it delays the stop-and-copy. */
  readonly firstTouchSeconds: number;
  readonly stateBytes: number;
  readonly roundTrips: number;
  readonly autoConverge?: AutoConvergeParameters;
  readonly dirtyLimit?: DirtyLimitParameters;
  readonly xbzrle?: XbzrleParameters;
  readonly multifd?: MultifdParameters;
  readonly postcopy?: PostcopyParameters;
  readonly relax?: RelaxParameters;
  /** Syncs after which the migration is given up, the one of the set-up not counted. */
  readonly cancelAfterSyncs?: number;
}

/** Cloud Hypervisor: the loop with a downtime goal, and the five passes of v40 (docs/sources/cloud-hypervisor.md). */
export interface CloudHypervisorParameters {
  readonly preset: string;
  readonly family: "cloud-hypervisor";
  /** `downtime`: until what is left fits into `downtimeSeconds`; `passes`: at most `maxPasses` dirty passes. */
  readonly rule: "downtime" | "passes";
  readonly downtimeSeconds: number;
  readonly timeoutSeconds: number;
  /** When the time is over: give up, or pause and send the rest. */
  readonly timeoutStrategy: "cancel" | "ignore";
  readonly maxPasses: number;
  /** Connections share a pass in stretches of 64 MiB; a smaller pass has one. */
  readonly connections: number;
  /** What one connection carries at most; 0 for no limit below the link's. */
  readonly connectionBytesPerSecond: number;
  /** Seconds per page of memory of reading the dirty log, before each pass but the first. */
  readonly logPageSeconds: number;
  readonly memoryMode: "precopy" | "postcopy";
  readonly stateBytes: number;
  readonly roundTrips: number;
  readonly setupSeconds: number;
}

/** Firecracker: pause and snapshot, with a copy taken before if asked (docs/sources/firecracker.md). */
export interface FirecrackerParameters {
  readonly preset: string;
  readonly family: "firecracker";
  /** A full snapshot is taken and the guest goes on; the pages dirtied since follow in a second one. */
  readonly diffSnapshot: boolean;
  /** Seconds the guest runs between the two. */
  readonly betweenSeconds: number;
  readonly stateBytes: number;
  readonly roundTrips: number;
}

/** SimGrid's live_migration plugin: bytes, no pages (docs/sources/simgrid.md#model). */
export interface SimgridParameters {
  readonly preset: string;
  readonly family: "simgrid";
  /** Bytes dirtied per byte of `speedBytesPerSecond`, 0 .. 1 and more. */
  readonly intensityRatio: number;
  /** Configured migration speed. Default: the link's whole MiB per second. */
  readonly speedBytesPerSecond: number;
  readonly maxDowntimeSeconds: number;
  /** Of the memory: what is dirty at most. */
  readonly workingSetRatio: number;
  /** Share of the link that its network model reaches, and the multiple of the latency that a transfer pays. */
  readonly bandwidthRatio: number;
  readonly latencyFactor: number;
}

/** All parameters of an engine, by `family`; every default is filled in. */
export type EngineParameters =
  | XenClassicParameters
  | XenStreamParameters
  | QemuParameters
  | CloudHypervisorParameters
  | FirecrackerParameters
  | SimgridParameters;
