/** Defaults of QEMU's features when they are switched on. */
import type {
  AutoConvergeParameters,
  DirtyLimitParameters,
  MultifdParameters,
  PostcopyParameters,
  XbzrleParameters,
} from "../resolved/engine-parameters.js";
import type { QemuFeatures } from "./engine-preset.js";

/** cpu-throttle-initial, -increment, max-cpu-throttle and throttle-trigger-threshold (docs/sources/qemu.md#auto-converge). */
const AUTO_CONVERGE = {
  initialRatio: 0.2,
  incrementRatio: 0.1,
  maxRatio: 0.99,
  triggerRatio: 0.5,
  forcedSyncSeconds: 0,
  tailslow: false,
} satisfies AutoConvergeParameters;

/** vcpu-dirty-limit and its period (docs/sources/qemu.md#dirty-limit). QEMU writes MB and counts 2^20 bytes. */
const DIRTY_LIMIT = { bytesPerSecond: 2 ** 20, periodSeconds: 1 } satisfies DirtyLimitParameters;

/**
 * The size of the cache is QEMU's (docs/sources/qemu.md#xbzrle). What changes in a page is our decision: one cache line,
 * the smallest unit that a store moves.
 */
const XBZRLE = { cacheBytes: 64 * 2 ** 20, changedBytes: 64, changedRunBytes: 64 } satisfies XbzrleParameters;

/** multifd-channels, multifd-compression (docs/sources/qemu.md#multifd). Without compression its speed is unlimited, written 0. */
const MULTIFD = {
  channels: 2,
  compression: "none",
  compressionRatio: 1,
  compressionBytesPerSecond: 0,
  zeroPages: "main",
} satisfies MultifdParameters;

/**
 * Level 1 of both, QEMU's default, on one thread: the table of zstd's own site (zstd 1.5.6, zlib 1.2.11, Silesia corpus,
 * Core i7-9700K). A guest's memory compresses differently: set the ratio if it is known.
 */
export const COMPRESSORS = {
  zlib: { compressionRatio: 2.743, compressionBytesPerSecond: 95e6 },
  zstd: { compressionRatio: 2.887, compressionBytesPerSecond: 510e6 },
  /** Four IAA devices at each end, the destination with -mem-prealloc (docs/sources/qemu.md#accelerators). */
  qpl: { compressionRatio: 1.98, compressionBytesPerSecond: 4.22e9, acceleratorBytesPerSecond: 11.8e9 },
  /** Four QAT devices (docs/sources/qemu.md#accelerators). */
  qatzip: { compressionRatio: 2.88, compressionBytesPerSecond: 0.74e9, acceleratorBytesPerSecond: 4.03e9 },
  /** Its published runs were limited by their link, so its speed is unknown: a scenario has to give it. */
  uadk: { compressionRatio: 1.48, compressionBytesPerSecond: 0, acceleratorBytesPerSecond: 0 },
} as const satisfies Record<Exclude<MultifdParameters["compression"], "none">, Partial<MultifdParameters>>;

/**
 * 10 to 21 % less time on idle hosts with 8 channels, so 15.5 % (docs/sources/qemu.md#zero-copy); that all of it is time of the sending
 * threads is our decision.
 */
export const ZERO_COPY_SPEEDUP = 1.18;

/**
 * Bytes queued ahead of a requested page without a connection of its own: a socket's default buffer, net.core.wmem_default of Linux. TCP
 * on a fast network grows its buffers: faults of 10.6 ms on 10 Gbit/s (docs/sources/validation.md#qemu-postcopy) are those of 11.5 MB.
 */
export const QUEUED_BYTES = 212_992;

/**
 * The switch after the first pass is libvirt's choice. By default requested pages share the connection, in QEMU as in libvirt
 * (docs/sources/qemu.md#postcopy). `faultSeconds`: with a connection of their own faults took 0.57 ms on average
 * on 10 Gbit/s (docs/sources/validation.md#qemu-postcopy), of which the ways of request and page are some 0.07 ms.
 * `discardRangeSeconds`, `discardPageSeconds`: measured, MADV_DONTNEED on Linux 6.18 (docs/sources/qemu.md#discards).
 * `accessesPerWrite` is our decision: two loads for each store, a common mix of instructions.
 */
const POSTCOPY = {
  afterSyncs: 1,
  preempt: false,
  hints: false,
  beforeCompletion: false,
  queuedBytes: QUEUED_BYTES,
  faultSeconds: 0.1e-3,
  placePageSeconds: 1.51e-6,
  placeZeroPageSeconds: 0.53e-6,
  discardRangeSeconds: 1.2e-6,
  discardPageSeconds: 0.2e-6,
  accessesPerWrite: 3,
} satisfies PostcopyParameters;

/** Up to QEMU 8.2. */
export const FEATURES: QemuFeatures = {
  autoConverge: AUTO_CONVERGE,
  dirtyLimit: DIRTY_LIMIT,
  xbzrle: XBZRLE,
  multifd: MULTIFD,
  postcopy: POSTCOPY,
};

/** From 9.0 on zero pages are found in multifd's channels, with machine types of 9.0 and later (multifd-zero-page.c). */
export const FEATURES_9_0: QemuFeatures = { ...FEATURES, multifd: { ...MULTIFD, zeroPages: "channels" } };

/** From 9.2 on auto-converge forces a sync where none came for five seconds (cpu_throttle_dirty_sync_timer_tick of cpu-throttle.c). */
export const FEATURES_9_2: QemuFeatures = { ...FEATURES_9_0, autoConverge: { ...AUTO_CONVERGE, forcedSyncSeconds: 5 } };

/**
 * From 10.1 on post-copy hints at the next page and is tested before completion (commits 20d8262281, 7aaa1fc072). It no longer clears the
 * dirty log, 35 us of a mean fault of 268 us on a guest of 16 GB with 80 vCPUs (commit adb13d6e42): not in `faultSeconds`.
 */
export const FEATURES_10_1: QemuFeatures = {
  ...FEATURES_9_2,
  postcopy: { ...POSTCOPY, hints: true, beforeCompletion: true },
};
