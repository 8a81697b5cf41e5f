/** QEMU 8.2 to 11.1 with KVM (docs/sources/qemu.md#versions). */
import type { EnginePreset } from "./engine-preset.js";
import {
  COMMON,
  COMPLETES_AT_THRESHOLD,
  FLUSHED,
  KVM_ASSUMED,
  KVM_MANUAL,
  SOURCE_KVM,
  SOURCE_VERSIONS,
  SYNCS_AT_THRESHOLD,
} from "./qemu-common.js";
import { FEATURES, FEATURES_9_0, FEATURES_9_2, FEATURES_10_1 } from "./qemu-features.js";
import { KVM_TIMES_11 } from "./qemu-times.js";

const BASE = { ...COMMON, ...FLUSHED, ...KVM_MANUAL } as const;
const RULES_MEASURED = "its rules but for the dirty log, with qemu-10.0-tcg";
const NOTHING = "nothing of this version: it differs from 10.0 by what its source says";

export const QEMU_FROM_8: readonly EnginePreset[] = [
  {
    name: "qemu-8.2",
    aliases: ["qemu-8.2-kvm"],
    description: "QEMU 8.2 with KVM: as 7.2, quota checked per 32 pages",
    measured: RULES_MEASURED,
    assumed: KVM_ASSUMED,
    source: SOURCE_KVM,
    parameters: { preset: "qemu-8.2", ...BASE },
    features: FEATURES,
    newestRelease: 8.2,
  },
  {
    name: "qemu-9.0",
    description: "QEMU 9.0-9.1 with KVM: as 8.2; zero pages are listed in the packets of multifd, with machine types of 9.0 and later",
    measured: RULES_MEASURED,
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-9.0", ...BASE },
    features: FEATURES_9_0,
    newestRelease: 9.1,
  },
  {
    name: "qemu-9.2",
    aliases: ["qemu-9.2-kvm"],
    description: "QEMU 9.2 with KVM: as 9.0; auto-converge forces a sync every 5 s",
    measured: RULES_MEASURED,
    assumed: KVM_ASSUMED,
    source: `${SOURCE_VERSIONS}; cpu-throttle.c; docs/sources/qemu.md#auto-converge`,
    parameters: { preset: "qemu-9.2", ...BASE },
    features: FEATURES_9_2,
    newestRelease: 9.2,
  },
  {
    name: "qemu-10.0",
    aliases: ["qemu-10.0-kvm"],
    description: "QEMU 10.0 with KVM: as 9.2; the switch to post-copy is shorter by milliseconds that are not modelled",
    measured: RULES_MEASURED,
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-10.0", ...BASE },
    features: FEATURES_9_2,
    newestRelease: 10.0,
  },
  {
    name: "qemu-10.1",
    description:
      "QEMU 10.1 with KVM: as 10.0; stops at the threshold too, post-copy goes ahead of completion, beside multifd, and on behind requested pages",
    measured: NOTHING,
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-10.1", ...BASE, ...COMPLETES_AT_THRESHOLD },
    features: FEATURES_10_1,
    newestRelease: 10.1,
  },
  {
    name: "qemu-10.2",
    description: "QEMU 10.2 with KVM: as 10.1; post-copy waits for the destination's devices, which changes no page and no time here",
    measured: NOTHING,
    assumed: KVM_ASSUMED,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-10.2", ...BASE, ...COMPLETES_AT_THRESHOLD },
    features: FEATURES_10_1,
    newestRelease: 10.2,
  },
  {
    name: "qemu-11.0",
    description: "QEMU 11.0 with KVM: as 10.2; a sync reads the logs of vhost devices faster",
    measured: NOTHING,
    assumed: `${KVM_ASSUMED}; what was merged after February 2026 is known by titles only`,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-11.0", ...BASE, ...KVM_TIMES_11, ...COMPLETES_AT_THRESHOLD },
    features: FEATURES_10_1,
    newestRelease: 11.0,
  },
  {
    name: "qemu-11.1",
    description: "QEMU 11.1 with KVM: as 11.0; syncs at the threshold too, and never stops without a look; expected-downtime on demand",
    measured: NOTHING,
    assumed: `${KVM_ASSUMED}; all that is new in it, known from titles of commits only`,
    source: SOURCE_VERSIONS,
    parameters: { preset: "qemu-11.1", ...BASE, ...KVM_TIMES_11, ...COMPLETES_AT_THRESHOLD, ...SYNCS_AT_THRESHOLD },
    features: FEATURES_10_1,
    newestRelease: 11.1,
  },
];
