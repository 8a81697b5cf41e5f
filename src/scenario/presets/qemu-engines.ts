/** Presets of QEMU: a plain version is QEMU with KVM, `-tcg` is the measured software emulation (docs/sources/qemu.md#versions). */
import type { EnginePreset } from "./engine-preset.js";
import { QEMU_BEFORE_8 } from "./qemu-before-8.js";
import { COMMON, FLUSHED, KVM_ASSUMED, KVM_MANUAL } from "./qemu-common.js";
import { FEATURES_9_2 } from "./qemu-features.js";
import { QEMU_FROM_8 } from "./qemu-from-8.js";
import { QEMU_TCG } from "./qemu-tcg.js";

const { postcopy } = FEATURES_9_2;
const FAULTS_MEASURED = "mean faults of one thread, on the mailing list (qemu-postcopy)";

const POSTCOPY: readonly EnginePreset[] = [
  {
    name: "qemu-postcopy",
    description: "QEMU 10.0 with KVM, post-copy only: the guest moves at once; without preempt requested pages queue",
    measured: FAULTS_MEASURED,
    assumed: KVM_ASSUMED,
    source: "qemu 10.0 postcopy-ram.c, ram.c get_queued_page; docs/sources/qemu.md#postcopy",
    parameters: {
      preset: "qemu-postcopy",
      ...COMMON,
      ...FLUSHED,
      ...KVM_MANUAL,
      postcopy: { ...postcopy, afterSyncs: 0 },
    },
    features: FEATURES_9_2,
    newestRelease: 10.0,
  },
  {
    name: "qemu-hybrid",
    description:
      "QEMU 10.0 with KVM, hybrid: one pre-copy pass, then post-copy of the pages dirtied meanwhile, unless they fit into the pause",
    measured: FAULTS_MEASURED,
    assumed: `${KVM_ASSUMED}; the switch comes with the sync itself, not with libvirt's answer to it`,
    source: "qemu 10.0 postcopy-ram.c; libvirt's postcopy-after-precopy; docs/sources/qemu.md#postcopy",
    parameters: { preset: "qemu-hybrid", ...COMMON, ...FLUSHED, ...KVM_MANUAL, postcopy },
    features: FEATURES_9_2,
    newestRelease: 10.0,
  },
];

const KVM = [...QEMU_BEFORE_8, ...QEMU_FROM_8, ...POSTCOPY].map((preset): EnginePreset => ({ ...preset, host: "libvirt-kvm" }));

export const QEMU_ENGINES: readonly EnginePreset[] = [...KVM, ...QEMU_TCG];
