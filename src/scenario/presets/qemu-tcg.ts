/** TCG, QEMU's software emulation: what docs/sources/qemu.md#measured-runs measures. Nobody migrates such guests in production. */
import type { EnginePreset } from "./engine-preset.js";
import { COMMON, FAST, FLUSHED, SOFTWARE, SOURCE, SOURCE_MEASURED } from "./qemu-common.js";
import { FEATURES, FEATURES_9_2 } from "./qemu-features.js";

const ASSUMED = "what the feature pages say of guests with more than one vCPU";

export const QEMU_TCG: readonly EnginePreset[] = [
  {
    name: "qemu-7.2-tcg",
    description: "QEMU 7.2-8.1 with software emulation: as 7.2, legacy dirty log",
    measured: "migrations of 7.2.22 (qemu)",
    assumed: ASSUMED,
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-7.2-tcg", ...COMMON, ...FAST, ...SOFTWARE },
    features: FEATURES,
    newestRelease: 8.1,
  },
  {
    name: "qemu-8.2-tcg",
    description: "QEMU 8.2-9.1 with software emulation: as 8.2, legacy dirty log",
    measured: "nothing of this version: constants of qemu-10.0-tcg",
    assumed: ASSUMED,
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-8.2-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES,
    newestRelease: 9.1,
  },
  {
    name: "qemu-9.2-tcg",
    description: "QEMU 9.2 with software emulation: as 9.2, legacy dirty log",
    measured: "nothing of this version: constants of qemu-10.0-tcg",
    assumed: ASSUMED,
    source: `${SOURCE}; cpu-throttle.c; docs/sources/qemu.md#auto-converge`,
    parameters: { preset: "qemu-9.2-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES_9_2,
    newestRelease: 9.2,
  },
  {
    name: "qemu-10.0-tcg",
    description: "QEMU 10.0 with software emulation: as 10.0, legacy dirty log",
    measured: "migrations of 10.0.2 (qemu)",
    assumed: ASSUMED,
    source: SOURCE_MEASURED,
    parameters: { preset: "qemu-10.0-tcg", ...COMMON, ...FLUSHED, ...SOFTWARE },
    features: FEATURES_9_2,
    newestRelease: 10.0,
  },
];
