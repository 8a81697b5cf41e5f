/** What presets of several QEMU versions share (docs/sources/qemu.md#defaults, docs/sources/qemu.md#dirty-logs). */
import type { QemuParameters } from "../resolved/engine-parameters.js";
import { KVM_TIMES, TCG_TIMES } from "./qemu-times.js";

const MiB = 2 ** 20;

/**
 * Measured on QEMU 7.2 and 10.0 (docs/sources/qemu.md#measured-runs): windows of 100 ms last 100.2 ms, one millisecond of
 * stop-and-copy is fixed, and a guest with one vCPU has 112,397 bytes in its stream in addition to RAM and the ends of sections. A slice
 * is MAX_WAIT of ram.c. Our decision: one round trip from the last byte to the running guest, as the source waits for the return path.
 */
export const COMMON = {
  family: "qemu",
  maxPostcopyBandwidthBytesPerSecond: 0,
  downtimeLimitSeconds: 0.3,
  availSwitchoverBandwidthBytesPerSecond: 0,
  passes: "continuous",
  syncAtThreshold: false,
  completeAtThreshold: false,
  expectedDowntime: "last-sync",
  windowSeconds: 0.1002,
  sliceSeconds: 0.05,
  clearChunkBytes: 1024 * MiB,
  initiallySet: true,
  dirtyRingEntries: 4096,
  freePageHints: false,
  completionSeconds: 0.001,
  stateBytes: 112_397,
  roundTrips: 1,
} as const satisfies Partial<QemuParameters>;

export const KVM_LEGACY = { log: "legacy", ...KVM_TIMES } as const;
/** From 4.1 on; before 5.1 the log starts empty. */
export const KVM_MANUAL = { log: "manual-protect", ...KVM_TIMES } as const;
export const SOFTWARE = { log: "legacy", ...TCG_TIMES } as const;

/** Before 5.2. */
export const SLOW = { maxBandwidthBytesPerSecond: 32 * MiB, flushPages: 1 } as const;
export const FAST = { maxBandwidthBytesPerSecond: 128 * MiB, flushPages: 1 } as const;
/** From 8.2 on bytes count when 64 vectors, 32 pages, are flushed. */
export const FLUSHED = { maxBandwidthBytesPerSecond: 128 * MiB, flushPages: 32 } as const;
/** From 10.1 on (migration_iteration_run, commit 7aaa1fc072). */
export const COMPLETES_AT_THRESHOLD = { completeAtThreshold: true } as const;
/** From 11.1 on: known from titles of commits only (docs/sources/qemu.md#versions). */
export const SYNCS_AT_THRESHOLD = { syncAtThreshold: true, expectedDowntime: "on-demand" } as const;

export const SOURCE = "qemu migration.c, options.c, ram.c; docs/sources/qemu.md#defaults";
export const SOURCE_KVM = `${SOURCE}; accel/kvm/kvm-all.c; docs/sources/qemu.md#dirty-logs`;
/** With the changes of single versions. */
export const SOURCE_VERSIONS = `${SOURCE_KVM}; docs/sources/qemu.md#versions`;
export const SOURCE_MEASURED = `${SOURCE}; measured on software emulation; docs/sources/qemu.md#measured-runs`;

/** What no preset of KVM has from a measurement of its own. */
export const KVM_ASSUMED = "times of syncs, pages and device state, from reports of other machines";
