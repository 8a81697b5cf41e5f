/** Resolves all parameters of QEMU. */

import type { ReportIssue } from "../issues.js";
import type { QemuFeatures } from "../presets/engine-preset.js";
import { hasInRelease } from "../presets/qemu-releases.js";
import type { QemuParameters } from "../resolved/engine-parameters.js";
import type { GivenQemu } from "../schema/engine/qemu.js";
import { checkQemu } from "./check-qemu.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";
import { type QemuSettings, settingsBeside } from "./policy-settings.js";
import { resolveQemuFeatures } from "./resolve-qemu-features.js";
import { suffixed } from "./suffixed.js";

/** Fields that are mappings of parameters. */
type Features = keyof QemuFeatures | "relax";

/** Resolved names by the names in scenarios. */
export const QEMU_NAMES: ParameterNames<Omit<GivenQemu, Features>, QemuParameters> = {
  ...suffixed("BytesPerSecond", "maxBandwidth", "maxPostcopyBandwidth", "availSwitchoverBandwidth"),
  ...suffixed("Seconds", "downtimeLimit", "window", "slice", "setup", "completion"),
  ...suffixed("", "passes", "syncAtThreshold", "completeAtThreshold", "expectedDowntime", "flushPages", "cancelAfterSyncs"),
  ...suffixed("", "mode", "mappedRam"),
  ...suffixed("", "log", "initiallySet", "dirtyRingEntries", "freePageHints", "vhostDevices", "roundTrips"),
  clearChunk: "clearChunkBytes",
  zeroPageTime: "zeroPageSeconds",
  destinationPageTime: "destinationPageSeconds",
  destinationZeroPageTime: "destinationZeroPageSeconds",
  syncPageTime: "syncPageSeconds",
  syncDevicePageTime: "syncDevicePageSeconds",
  clearPageTime: "clearPageSeconds",
  setupPageTime: "setupPageSeconds",
  firstTouchTime: "firstTouchSeconds",
  stateSize: "stateBytes",
};

/** What a version has beside its parameters. */
export interface QemuVersion {
  /** The defaults of features that are switched on without parameters. */
  readonly features: QemuFeatures;
  /** The newest release that the preset stands for. */
  readonly newestRelease: number;
}

/** `settings` are those of the policy's system, which what is given replaces. */
export function resolveQemu(
  preset: QemuParameters,
  { features, newestRelease }: QemuVersion,
  given: GivenQemu,
  { pageBytes, settings = {} }: { readonly pageBytes: number; readonly settings?: QemuSettings | undefined },
  report: ReportIssue,
): QemuParameters {
  const { autoConverge: _1, dirtyLimit: _2, xbzrle: _3, multifd: _4, postcopy: _5, relax: _6, ...plain } = preset;
  const { relax } = given;
  const set: GivenQemu = { ...settingsBeside(settings, given, preset, hasInRelease("multifdWithPostcopy", newestRelease)), ...given };
  const parameters: QemuParameters = {
    ...overrideParameters(plain, set, QEMU_NAMES),
    ...resolveQemuFeatures(preset, features, set, pageBytes, report),
    ...(relax === undefined ? {} : { relax: { afterSyncs: relax.afterSyncs, downtimeLimitSeconds: relax.downtimeLimit } }),
  };
  checkQemu(parameters, { given, pageBytes, newestRelease }, report);
  return parameters;
}
