/** QEMU 0.12 to 8.1 with KVM (docs/sources/qemu.md#versions). */
import type { EnginePreset } from "./engine-preset.js";
import { COMMON, FAST, KVM_ASSUMED, KVM_LEGACY, KVM_MANUAL, SLOW, SOURCE, SOURCE_KVM, SOURCE_VERSIONS } from "./qemu-common.js";
import { FEATURES } from "./qemu-features.js";

const COUNTERS = "byte counters of published migrations (qemu-accounting)";

export const QEMU_BEFORE_8: readonly EnginePreset[] = [
  {
    name: "qemu-0.12",
    description: "QEMU 0.12: complete passes, downtime limit 30 ms, 32 MiB/s; KVM's legacy dirty log",
    measured: "nothing",
    assumed: KVM_ASSUMED,
    source: "qemu 0.12 vl.c ram_save_live; Hu et al., 2015; docs/sources/qemu.md#versions",
    parameters: { preset: "qemu-0.12", ...COMMON, ...SLOW, ...KVM_LEGACY, passes: "strict", downtimeLimitSeconds: 0.03 },
    features: FEATURES,
    newestRelease: 0.15,
  },
  {
    name: "qemu-1.0",
    description: "QEMU 1.0-2.0: syncs when little remains, downtime limit 30 ms, 32 MiB/s; KVM's legacy dirty log",
    measured: "nothing",
    assumed: KVM_ASSUMED,
    source: SOURCE,
    parameters: { preset: "qemu-1.0", ...COMMON, ...SLOW, ...KVM_LEGACY, downtimeLimitSeconds: 0.03 },
    features: FEATURES,
    newestRelease: 2.0,
  },
  {
    name: "qemu-2.1",
    description: "QEMU 2.1-2.4: as 1.0, downtime limit 300 ms",
    measured: "nothing",
    assumed: KVM_ASSUMED,
    source: SOURCE,
    parameters: { preset: "qemu-2.1", ...COMMON, ...SLOW, ...KVM_LEGACY },
    features: FEATURES,
    newestRelease: 2.4,
  },
  {
    name: "qemu-2.5",
    description: "QEMU 2.5-4.0: as 2.1; auto-converge throttles in steps",
    measured: COUNTERS,
    assumed: KVM_ASSUMED,
    source: SOURCE,
    parameters: { preset: "qemu-2.5", ...COMMON, ...SLOW, ...KVM_LEGACY },
    features: FEATURES,
    newestRelease: 4.0,
  },
  {
    name: "qemu-4.1",
    aliases: ["qemu-4.2"],
    description:
      "QEMU 4.1-5.0: as 2.5; dirty log with manual protection, empty at first, so that pages written in the first pass before their turn go again",
    measured: "nothing",
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-4.1", ...COMMON, ...SLOW, ...KVM_MANUAL, initiallySet: false },
    features: FEATURES,
    newestRelease: 5.0,
  },
  {
    name: "qemu-5.1",
    description: "QEMU 5.1 on Linux 5.7 and later: as 4.1; the dirty log starts with every page set, and the first pass clears it",
    measured: "nothing",
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-5.1", ...COMMON, ...SLOW, ...KVM_MANUAL },
    features: FEATURES,
    newestRelease: 5.1,
  },
  {
    name: "qemu-5.2",
    description: "QEMU 5.2-7.1: as 5.1, 128 MiB/s",
    measured: COUNTERS,
    assumed: KVM_ASSUMED,
    source: SOURCE_KVM,
    parameters: { preset: "qemu-5.2", ...COMMON, ...FAST, ...KVM_MANUAL },
    features: FEATURES,
    newestRelease: 7.1,
  },
  {
    name: "qemu-7.2",
    aliases: ["qemu-7.2-kvm"],
    description: "QEMU 7.2-8.1 with KVM: as 5.2; quota checked per page",
    measured: "its rules but for the dirty log, with qemu-7.2-tcg",
    assumed: KVM_ASSUMED,
    source: SOURCE_KVM,
    parameters: { preset: "qemu-7.2", ...COMMON, ...FAST, ...KVM_MANUAL },
    features: FEATURES,
    newestRelease: 8.1,
  },
];
