/**
 * The parameters of the migration engines: what a scenario may override one by one. Presets with their values and
 * sources are in `presets/engines.ts`; the algorithms that read them are in `src/engine`.
 */

/** Parameters of every Xen engine. */
export interface XenWireParameters {
  /** Pages per batch. */
  readonly batchPages: number;
  /** Bytes of a batch's header and of each page's entry in it. */
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  /** Bytes before the first batch: image header, domain header, p2m. */
  readonly streamHeaderBytes: number;
  /** Bytes of vCPU, device and platform state sent after the last page, for all vCPUs together. The presets assume one vCPU. */
  readonly stateBytes: number;
  /** Round trips of the link between the last byte and the guest running at the destination. */
  readonly roundTrips: number;
  /** Fixed seconds per batch: mapping it and preparing its header. */
  readonly batchSeconds: number;
  /** Seconds per frame slot scanned in each round, sent or not. */
  readonly slotSeconds: number;
  /** Seconds to find and list a slot without a page, in addition to the bytes of its entry. */
  readonly holeSeconds: number;
  /** Seconds from enabling log-dirty to the first batch, with the guest running and its writes logged. */
  readonly setupSeconds: number;
}

/** Xen 2.0-4.5: xc_linux_save.c, xc_domain_save.c. */
export interface XenClassicParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-classic";
  /** Always 0: slots without a page are skipped. */
  readonly holeSeconds: 0;
  /** Maximum number of live rounds. */
  readonly maxIterations: number;
  /** Stop when more than this many times the scanned slots have been sent. */
  readonly maxFactor: number;
  /** Stop when the last round had fewer dirty pages than this, sent and skipped together. */
  readonly minDirtyPages: number;
  readonly scanOrder: "ascending" | "rotated";
  /** Skip a page that was dirtied again before its turn (to_skip); the next round sends it. */
  readonly skipDirtyPages: boolean;
  /** Round 1 lists pages dirtied before their turn without content, and counts them as sent (4.2, HVM). */
  readonly allocateOnlyFirstRound: boolean;
  /** Stop when a round at the highest rate sent more than the round before. */
  readonly growthRule: boolean;
  /** `ratchet`: raised when the guest dirties faster, never lowered (the code). `paper`: set anew from each round (NSDI'05's text). */
  readonly rateControl: "none" | "ratchet" | "paper";
  /** Mbit/s of 2^20 bits, as the limiter counts: first rate, highest rate, and the increment over the dirty rate of the last round. */
  readonly rateStartMbit: number;
  readonly rateMaxMbit: number;
  readonly rateIncrementMbit: number;
  /** False if the rate only decides when to stop and nothing is slowed down (2.0 without a resource limit). */
  readonly rateLimitsLink: boolean;
  readonly finalRoundUnlimited: boolean;
}

/** Xen 4.6 and later, xc_sr_save.c, xg_sr_save.c; and XCP-ng's emu-manager on top of it. */
export interface XenStreamParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-stream";
  /** Live rounds at most; with `suspendsDuringRound` the iteration, from 0, that the guest is suspended in at the latest. 0: no limit. */
  readonly maxIterations: number;
  /** A dirty-log read that finds fewer pages than this ends the live phase. */
  readonly minDirtyPages: number;
  /** True if finding exactly `minDirtyPages` also ends it (4.6-4.9). */
  readonly minDirtyInclusive: boolean;
  /**
   * The stop-and-copy lists the slots without a page again: a PV guest's ballooned frames are deferred to it. Those of an HVM or
   * PVH guest are holes, listed in the first round only.
   */
  readonly relistsHoles: boolean;
  /** The guest is suspended while the round that was decided on is sent, not after it: another process decides (XCP-ng). */
  readonly suspendsDuringRound: boolean;
  /** Rounds go on until the guest is suspended (XCP-ng before 1.2.1); otherwise the one under way is the last live one. */
  readonly roundsWhileSuspending: boolean;
  /** Seconds into an iteration after the first at which a progress report ends the live phase whatever is dirty; 0: none does. */
  readonly progressSeconds: number;
}

/** QEMU's throttling of a guest that does not converge: migration_trigger_throttle of ram.c (docs/sources/qemu.md#auto-converge). */
export interface AutoConvergeParameters {
  /** Throttle, the share of CPU time withheld from the guest: first value, increment, highest value. 0 to 0.99. */
  readonly initialRatio: number;
  readonly incrementRatio: number;
  readonly maxRatio: number;
  /** A period counts as not converging if more than this share of the bytes sent in it was dirtied. */
  readonly triggerRatio: number;
  /** Seconds without a bitmap sync after which one is forced; 0: never (before 9.2). */
  readonly forcedSyncSeconds: number;
  /** A step takes no more than what brings the dirty rate to the trigger: cpu-throttle-tailslow (5.1 and later). */
  readonly tailslow: boolean;
}

/** QEMU's quota of dirty pages per vCPU (docs/sources/qemu.md#dirty-limit). Needs the dirty ring. */
export interface DirtyLimitParameters {
  /** Bytes of pages that each vCPU may dirty per second. */
  readonly bytesPerSecond: number;
  /** Seconds between adjustments. */
  readonly periodSeconds: number;
}

/** XBZRLE: pages are re-sent as their difference (docs/sources/qemu.md#xbzrle). Its size is our modelling decision. */
export interface XbzrleParameters {
  /** Power of two. */
  readonly cacheBytes: number;
  /** Bytes that change in a page between two sends, in runs of `changedRunBytes` spread evenly over it. */
  readonly changedBytes: number;
  readonly changedRunBytes: number;
}

/** Compression in hardware: Intel IAA by QPL, HiSilicon's zip engine by UADK, Intel QAT by QATzip. */
export type Accelerator = "qpl" | "uadk" | "qatzip";

/** Multifd: page content goes in packets over several connections (docs/sources/qemu.md#multifd). */
export interface MultifdParameters {
  readonly channels: number;
  /** Compression of the packets' content: by the channels' threads, or by accelerators (docs/sources/qemu.md#accelerators). */
  readonly compression: "none" | "zlib" | "zstd" | Accelerator;
  /** Content bytes per byte on the wire, 1 without compression. */
  readonly compressionRatio: number;
  /** Content that one connection compresses per second; 0: no limit, without compression. */
  readonly compressionBytesPerSecond: number;
  /** Content that the host's accelerators compress per second for all connections together; 0: no limit. Absent without them. */
  readonly acceleratorBytesPerSecond?: number;
  /** Pages are sent with MSG_ZEROCOPY (zero-copy-send, 7.1), at `zeroCopySpeedup` times the speed of a connection. Absent: neither. */
  readonly zeroCopySend?: boolean;
  readonly zeroCopySpeedup?: number;
  /** Who looks for zero pages: the migration thread, or from 9.0 on the channels' threads (multifd_send_zero_page_detect). */
  readonly zeroPages: "main" | "channels";
}

/** Post-copy after pre-copy (docs/sources/qemu.md#postcopy). */
export interface PostcopyParameters {
  /**
   * The guest switches to post-copy at this sync (1: after the first pass) or at this simulated second, whichever comes first. With
   * a stop policy, the policy alone decides.
   */
  readonly afterSyncs?: number;
  readonly afterSeconds?: number;
  /** Requested pages have a connection of their own (7.1 and later). */
  readonly preempt: boolean;
  /** With `preempt`, the background push goes on behind a page that was requested (10.1 and later). */
  readonly hints: boolean;
  /** The switch goes ahead of a completion that is possible at the same moment (10.1 and later). */
  readonly beforeCompletion: boolean;
  /** Bytes of pages queued ahead of a requested one, in buffers and sockets; 0 with `preempt`. */
  readonly queuedBytes: number;
  /** Seconds that a fault costs in addition to the transfer of its page: trap, request, waking the vCPU. */
  readonly faultSeconds: number;
  /** Seconds of the destination to place a page, and a zero page: an ioctl each (postcopy_place_page of postcopy-ram.c). */
  readonly placePageSeconds: number;
  readonly placeZeroPageSeconds: number;
  /** Seconds of the destination to drop a range of pages before the guest runs there, and for each page of it that had been sent. */
  readonly discardRangeSeconds: number;
  readonly discardPageSeconds: number;
  /** Page accesses per page write of the workload, at least 1, since reads fault too. */
  readonly accessesPerWrite: number;
}

/** From sync `afterSyncs` on, another downtime limit holds. */
export interface RelaxParameters {
  readonly afterSyncs: number;
  readonly downtimeLimitSeconds: number;
}

/**
 * What QEMU does (docs/sources/qemu.md#modes): migrate; save each page once while the guest runs on (6.0); or start a new QEMU around memory
 * that stays where it is, through a file (cpr-reboot, 8.2) or a socket (cpr-transfer, 10.0).
 */
export type QemuMode = "normal" | "background-snapshot" | "cpr-reboot" | "cpr-transfer";

/** QEMU: migration.c and ram.c (docs/sources/qemu.md). */
export interface QemuParameters {
  readonly preset: string;
  readonly family: "qemu";
  /** Bytes per second of the stream while the guest runs; 0: no limit. */
  readonly maxBandwidthBytesPerSecond: number;
  readonly maxPostcopyBandwidthBytesPerSecond: number;
  readonly downtimeLimitSeconds: number;
  /** Bandwidth assumed for the switchover instead of the measured one; 0: measure. */
  readonly availSwitchoverBandwidthBytesPerSecond: number;
  /** `continuous`: sync when little remains, the rest is carried over. `strict`: every pass is completed (0.12). */
  readonly passes: "continuous" | "strict";
  /** An exact sync is made if the pages left equal the threshold (11.1 and later), not only if they are below it. */
  readonly syncAtThreshold: boolean;
  /** The guest is stopped if the pages left equal the threshold (10.1 and later), not only if they are below it. */
  readonly completeAtThreshold: boolean;
  /** `expected-downtime`: of the pages left at the last sync, renewed once per window; or of those left when it is asked for (11.1). */
  readonly expectedDowntime: "last-sync" | "on-demand";
  /** Actual length of a rate-limit window; its quota is that of 100 ms. */
  readonly windowSeconds: number;
  /** Longest call of the RAM iterator, checked every 64 pages (MAX_WAIT of ram.c). */
  readonly sliceSeconds: number;
  /** The byte quota is checked once per this many pages: 1, or 32 from 8.2 on, where bytes count when 64 vectors are flushed. */
  readonly flushPages: number;
  /** How writes are logged, and when a page is write-protected again (docs/sources/qemu.md#dirty-logs). */
  readonly log: "legacy" | "manual-protect" | "dirty-ring";
  /** `manual-protect`: memory that is write-protected again at once, before the first of its pages is sent. */
  readonly clearChunkBytes: number;
  /** `manual-protect`: the log starts with every page set and so reported (KVM_DIRTY_LOG_INITIALLY_SET, 5.1); otherwise it starts empty. */
  readonly initiallySet: boolean;
  /** `dirty-ring`: entries of each vCPU's ring. */
  readonly dirtyRingEntries: number;
  /** The guest reports its free pages, those all zero at the start, and they are skipped. */
  readonly freePageHints: boolean;
  /** Seconds of the source to detect a zero page. */
  readonly zeroPageSeconds: number;
  /** Seconds of the destination to receive a page, and to see that a page told to be zero is so (ram_handle_zero of ram.c). */
  readonly destinationPageSeconds: number;
  readonly destinationZeroPageSeconds: number;
  /** Seconds of a bitmap sync per page of memory: reading the log; and for each vhost device, which has a log of its own. */
  readonly syncPageSeconds: number;
  readonly syncDevicePageSeconds: number;
  readonly vhostDevices: number;
  /** Seconds to write-protect a dirty page again: within the sync, or with manual protection while it is sent. */
  readonly clearPageSeconds: number;
  /** From the request to the first sync: fixed, and per page of memory. */
  readonly setupSeconds: number;
  readonly setupPageSeconds: number;
  /** Fixed seconds of the stop-and-copy in addition to its data. */
  readonly completionSeconds: number;
  /** Seconds of the destination to load a page it never had; delays the stop-and-copy where it exceeds the page's transfer time. */
  readonly firstTouchSeconds: number;
  readonly stateBytes: number;
  readonly roundTrips: number;
  readonly autoConverge?: AutoConvergeParameters;
  readonly dirtyLimit?: DirtyLimitParameters;
  readonly xbzrle?: XbzrleParameters;
  readonly multifd?: MultifdParameters;
  readonly postcopy?: PostcopyParameters;
  readonly relax?: RelaxParameters;
  /** Syncs after which the migration is cancelled, set-up not counted. */
  readonly cancelAfterSyncs?: number;
  /** What is done in place of a migration; absent: `normal`. */
  readonly mode?: QemuMode;
  /** Pages have a fixed place in a file (mapped-ram, 9.0): one sent again replaces itself. Absent: false. */
  readonly mappedRam?: boolean;
}

/**
 * Cloud Hypervisor: the loop with a downtime goal, the five passes before it, and post-copy (docs/sources/cloud-hypervisor.md). Costs per
 * page count pages of 4 KiB, as KVM's dirty log does, whatever the guest's page size.
 */
export interface CloudHypervisorParameters {
  readonly preset: string;
  readonly family: "cloud-hypervisor";
  /** `downtime`: until the rest fits into `downtimeSeconds`; `passes`: at most `maxPasses` dirty passes. */
  readonly rule: "downtime" | "passes";
  readonly downtimeSeconds: number;
  readonly timeoutSeconds: number;
  /** After the time-out: cancel, or pause and send the rest. */
  readonly timeoutStrategy: "cancel" | "ignore";
  readonly maxPasses: number;
  /** The first pass sends the populated memory alone: pages that are not all zero when it begins, our modelling decision. */
  readonly sparseFirstPass: boolean;
  /** Connections share a pass in slices of 64 MiB; a smaller pass uses one. */
  readonly connections: number;
  /** What one connection carries at most; 0: what the link's connections make. */
  readonly connectionBytesPerSecond: number;
  /** Seconds to start the dirty log, per 4 KiB of memory. */
  readonly startLogPageSeconds: number;
  /** Seconds to read the dirty log, per 4 KiB of memory and per 4 KiB of it that are dirty. */
  readonly logPageSeconds: number;
  readonly logDirtyPageSeconds: number;
  /** Readings of the dirty log while the guest is paused: before the last pass, and again after the state has been captured. */
  readonly finalLogReads: number;
  readonly memoryMode: "precopy" | "postcopy";
  /** Post-copy: seconds of one page request at both ends, beside latency and bytes. */
  readonly requestSeconds: number;
  /** Post-copy: page accesses per page write of the workload, at least 1, since reads fault too. */
  readonly accessesPerWrite: number;
  /** Seconds to capture the state of vCPUs and devices. */
  readonly snapshotSeconds: number;
  /** Seconds to write the state, to restore it at the destination and to start the guest, beside its bytes and round trips. */
  readonly restoreSeconds: number;
  readonly stateBytes: number;
  readonly roundTrips: number;
  readonly setupSeconds: number;
}

/** Firecracker: pause and snapshot, optionally after a full snapshot (docs/sources/firecracker.md). */
export interface FirecrackerParameters {
  readonly preset: string;
  readonly family: "firecracker";
  /** Take a full snapshot, let the guest continue, then snapshot the pages dirtied since. */
  readonly diffSnapshot: boolean;
  /**
   * Firecracker's `track_dirty_pages`. False: a diff snapshot has all resident pages again, as mincore tells them (1.13 and later); a page is
   * resident if it was ever written, our reading of pages that are all zero. Absent: true.
   */
  readonly trackDirtyPages?: boolean;
  /** Guest seconds between two snapshots, in addition to what their copy leaves it. */
  readonly betweenSeconds: number;
  /** Diff snapshots at most; the guest stays paused after the last. */
  readonly rounds: number;
  /** A diff snapshot of no more bytes is the last. */
  readonly stopBelowBytes: number;
  /** Whether the guest stands still while a snapshot before the last is copied, or runs on. */
  readonly copy: "paused" | "running";
  readonly stateBytes: number;
  readonly roundTrips: number;
}

/** SimGrid's live_migration plugin: bytes, no pages (docs/sources/simgrid.md#model). */
export interface SimgridParameters {
  readonly preset: string;
  readonly family: "simgrid";
  /** Bytes dirtied per byte of `speedBytesPerSecond`; may exceed 1. */
  readonly intensityRatio: number;
  /** Configured migration speed. Default: the link's whole MiB per second. */
  readonly speedBytesPerSecond: number;
  readonly maxDowntimeSeconds: number;
  /** Largest share of memory that is dirty at once. */
  readonly workingSetRatio: number;
  /** Share of the link that its network model reaches, and multiple of the latency per transfer. */
  readonly bandwidthRatio: number;
  readonly latencyFactor: number;
}

/** When strict live rounds end (docs/sources/other-engines.md); a live round is a pre-dump for LXD and p.haul. */
export type RoundsRule =
  /** After `maxRounds` live rounds (Propolis, bhyve). */
  | { readonly rule: "fixed"; readonly maxRounds: number }
  /** Once a round skips more than `goalRatio` of the pages (LXD). */
  | { readonly rule: "pages-skipped"; readonly maxRounds: number; readonly goalRatio: number }
  /** Once a round sends at most `fewPages`, or more by more than `growthRatio` than the last (p.haul). */
  | { readonly rule: "pages-dumped"; readonly maxRounds: number; readonly fewPages: number; readonly growthRatio: number }
  /** Once at most `fewPages` are dirty after a round (Hyper-V, after public descriptions). */
  | { readonly rule: "pages-dirty"; readonly maxRounds: number; readonly fewPages: number }
  /** Once short and long means of the dirty pages are few, or after 11 rounds fit into `maxDowntimeSeconds` (VirtualBox). */
  | { readonly rule: "vote"; readonly maxDowntimeSeconds: number };

/** Strict live rounds over a bare wire (docs/sources/other-engines.md). */
export type RoundsParameters = RoundsRule & {
  readonly preset: string;
  readonly family: "rounds";
  readonly stateBytes: number;
  readonly roundTrips: number;
};

/** All parameters of an engine, by `family`; every default is filled in. */
export type EngineParameters =
  | XenClassicParameters
  | XenStreamParameters
  | QemuParameters
  | CloudHypervisorParameters
  | FirecrackerParameters
  | SimgridParameters
  | RoundsParameters;
