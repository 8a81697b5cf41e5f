/** Presets of QEMU: the defaults of each version (docs/sources/qemu.md#defaults, docs/sources/qemu.md#versions). */
import type { QemuParameters } from "../resolved/engine-parameters.js";
import type { EnginePreset } from "./engine-preset.js";
import { FEATURES, FEATURES_WITH_FORCED_SYNC } from "./qemu-features.js";
import { KVM_TIMES, TCG_TIMES } from "./qemu-times.js";

const MiB = 2 ** 20;

/**
 * Measured on QEMU 7.2 and 10.0 (docs/sources/qemu.md#measured-runs): windows of 100 ms last 100.2 ms, one millisecond of
 * stop-and-copy is fixed, and a guest with one vCPU has 112,397 bytes in its stream in addition to RAM and the ends of sections. A slice
 * is MAX_WAIT of ram.c. Our decision: one round trip from the last byte to the running guest, as the source waits for the return path.
 */
const COMMON = {
  family: "qemu",
  maxPostcopyBandwidthBytesPerSecond: 0,
  downtimeLimitSeconds: 0.3,
  availSwitchoverBandwidthBytesPerSecond: 0,
  passes: "continuous",
  windowSeconds: 0.1002,
  sliceSeconds: 0.05,
  clearChunkBytes: 1024 * MiB,
  dirtyRingEntries: 4096,
  freePageHints: false,
  completionSeconds: 0.001,
  stateBytes: 112_397,
  roundTrips: 1,
} as const satisfies Partial<QemuParameters>;

const KVM_LEGACY = { log: "legacy", ...KVM_TIMES } as const;
const KVM_MANUAL = { log: "manual-protect", ...KVM_TIMES } as const;
const SOFTWARE = { log: "legacy", ...TCG_TIMES } as const;

/** Before 5.2. */
const SLOW = { maxBandwidthBytesPerSecond: 32 * MiB, flushPages: 1 } as const;
const FAST = { maxBandwidthBytesPerSecond: 128 * MiB, flushPages: 1 } as const;
/** From 8.2 on bytes count when 64 vectors, 32 pages, are flushed. */
const FLUSHED = { maxBandwidthBytesPerSecond: 128 * MiB, flushPages: 32 } as const;

const SOURCE = "qemu migration.c, options.c, ram.c; docs/sources/qemu.md#defaults";
const SOURCE_KVM = `${SOURCE}; accel/kvm/kvm-all.c; docs/sources/qemu.md#dirty-logs`;
const SOURCE_MEASURED = `${SOURCE}; measured on software emulation; docs/sources/qemu.md#measured-runs`;

const OLD: readonly EnginePreset[] = [
  {
    name: "qemu-0.12",
    description: "QEMU 0.12: complete passes, downtime limit 30 ms, 32 MiB/s; KVM's legacy dirty log",
    source: "qemu 0.12 vl.c ram_save_live; Hu et al., 2015; docs/sources/qemu.md#versions",
    parameters: { preset: "qemu-0.12", ...COMMON, ...SLOW, ...KVM_LEGACY, passes: "strict", downtimeLimitSeconds: 0.03 },
    features: FEATURES,
  },
  {
    name: "qemu-1.0",
    description: "QEMU 1.0-2.0: syncs when little remains, downtime limit 30 ms, 32 MiB/s; KVM's legacy dirty log",
    source: SOURCE,
    parameters: { preset: "qemu-1.0", ...COMMON, ...SLOW, ...KVM_LEGACY, downtimeLimitSeconds: 0.03 },
    features: FEATURES,
  },
  {
    name: "qemu-2.1",
    description: "QEMU 2.1-2.4: as 1.0, downtime limit 300 ms",
    source: SOURCE,
    parameters: { preset: "qemu-2.1", ...COMMON, ...SLOW, ...KVM_LEGACY },
    features: FEATURES,
  },
  {
    name: "qemu-2.5",
    description: "QEMU 2.5-4.1: as 2.1; auto-converge throttles in steps",
    source: SOURCE,
    parameters: { preset: "qemu-2.5", ...COMMON, ...SLOW, ...KVM_LEGACY },
    features: FEATURES,
  },
  {
    name: "qemu-4.2",
    description: "QEMU 4.2-5.1: as 2.5; KVM's dirty log with manual protection",
    source: SOURCE_KVM,
    parameters: { preset: "qemu-4.2", ...COMMON, ...SLOW, ...KVM_MANUAL },
    features: FEATURES,
  },
  {
    name: "qemu-5.2",
    description: "QEMU 5.2-7.1: as 4.2, 128 MiB/s",
    source: SOURCE_KVM,
    parameters: { preset: "qemu-5.2", ...COMMON, ...FAST, ...KVM_MANUAL },
    features: FEATURES,
  },
];

const RECENT: readonly EnginePreset[] = [
  {
    name: "qemu-7.2",
    aliases: ["qemu-7.2-kvm"],
    description: "QEMU 7.2-8.1 with KVM: as 5.2; quota checked per page",
    source: SOURCE_KVM,
    parameters: { preset: "qemu-7.2", ...COMMON, ...FAST, ...KVM_MANUAL },
    features: FEATURES,
  },
  {
    name: "qemu-8.2",
    aliases: ["qemu-8.2-kvm"],
    description: "QEMU 8.2-9.1 with KVM: as 7.2, quota checked per 32 pages",
    source: SOURCE_KVM,
    parameters: { preset: "qemu-8.2", ...COMMON, ...FLUSHED, ...KVM_MANUAL },
    features: FEATURES,
  },
  {
    name: "qemu-9.2",
    aliases: ["qemu-9.2-kvm"],
    description: "QEMU 9.2 with KVM: as 8.2; auto-converge forces a sync every 5 s",
    source: `${SOURCE_KVM}; cpu-throttle.c; docs/sources/qemu.md#auto-converge`,
    parameters: { preset: "qemu-9.2", ...COMMON, ...FLUSHED, ...KVM_MANUAL },
    features: FEATURES_WITH_FORCED_SYNC,
  },
  {
    name: "qemu-10.0",
    aliases: ["qemu-10.0-kvm"],
    description: "QEMU 10.0 with KVM: as 9.2; dirty log with manual protection",
    source: SOURCE_KVM,
    parameters: { preset: "qemu-10.0", ...COMMON, ...FLUSHED, ...KVM_MANUAL },
    features: FEATURES_WITH_FORCED_SYNC,
  },
];

const { postcopy } = FEATURES_WITH_FORCED_SYNC;

const POSTCOPY: readonly EnginePreset[] = [
  {
    name: "qemu-postcopy",
    description: "QEMU 10.0 with KVM, post-copy only: the guest moves at once; without preempt requested pages queue",
    source: "qemu 10.0 postcopy-ram.c, ram.c get_queued_page; docs/sources/qemu.md#postcopy",
    parameters: {
      preset: "qemu-postcopy",
      ...COMMON,
      ...FLUSHED,
      ...KVM_MANUAL,
      postcopy: { ...postcopy, afterSyncs: 0 },
    },
    features: FEATURES_WITH_FORCED_SYNC,
  },
  {
    name: "qemu-hybrid",
    description: "QEMU 10.0 with KVM, hybrid: one pre-copy pass, then post-copy of the pages dirtied meanwhile",
    source: "qemu 10.0 postcopy-ram.c; libvirt's postcopy-after-precopy; docs/sources/qemu.md#postcopy",
    parameters: { preset: "qemu-hybrid", ...COMMON, ...FLUSHED, ...KVM_MANUAL, postcopy },
    features: FEATURES_WITH_FORCED_SYNC,
  },
];

/** TCG, QEMU's software emulation: what docs/sources/qemu.md#measured-runs measures. Nobody migrates such guests in production. */
const TCG: readonly EnginePreset[] = [
  {
    name: "qemu-7.2-tcg",
    description: "QEMU 7.2-8.1 with software emulation: as 7.2, legacy dirty log",
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-7.2-tcg", ...COMMON, ...FAST, ...SOFTWARE },
    features: FEATURES,
  },
  {
    name: "qemu-8.2-tcg",
    description: "QEMU 8.2-9.1 with software emulation: as 8.2, legacy dirty log",
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-8.2-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES,
  },
  {
    name: "qemu-9.2-tcg",
    description: "QEMU 9.2 with software emulation: as 9.2, legacy dirty log",
    source: `${SOURCE}; cpu-throttle.c; docs/sources/qemu.md#auto-converge`,
    parameters: { preset: "qemu-9.2-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES_WITH_FORCED_SYNC,
  },
  {
    name: "qemu-10.0-tcg",
    description: "QEMU 10.0 with software emulation: as 10.0, legacy dirty log",
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-10.0-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES_WITH_FORCED_SYNC,
  },
];

const KVM = [...OLD, ...RECENT, ...POSTCOPY].map((preset): EnginePreset => ({ ...preset, host: "libvirt-kvm" }));

export const QEMU_ENGINES: readonly EnginePreset[] = [...KVM, ...TCG];
