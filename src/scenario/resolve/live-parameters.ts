/** The parameters of QEMU's live phase that a scenario gives, for faults about those without effect. */
import type { GivenQemu } from "../schema/engine/qemu.js";

/** The given parameters that affect the live phase of pre-copy only, without features that are switched off. */
export function liveParameters(given: GivenQemu): object {
  const { maxBandwidth, downtimeLimit, availSwitchoverBandwidth, passes, relax, cancelAfterSyncs } = given;
  const { syncAtThreshold, completeAtThreshold, expectedDowntime } = given;
  const { autoConverge, dirtyLimit, xbzrle } = given;
  return {
    maxBandwidth,
    downtimeLimit,
    availSwitchoverBandwidth,
    passes,
    syncAtThreshold,
    completeAtThreshold,
    expectedDowntime,
    relax: shown(relax),
    cancelAfterSyncs,
    autoConverge: shown(autoConverge),
    dirtyLimit: shown(dirtyLimit),
    xbzrle: shown(xbzrle),
  };
}

/** A feature's text for `reportUnused`; undefined if the feature is off. */
export function shown(feature: object | boolean | undefined): string | undefined {
  if (feature === undefined || feature === false) return undefined;
  return feature === true ? "true" : "a mapping";
}
