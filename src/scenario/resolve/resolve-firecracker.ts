/** Resolves all parameters of Firecracker. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { FirecrackerParameters } from "../resolved/engine-parameters.js";
import type { GivenFirecracker } from "../schema/engine/firecracker.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

/** Resolved names by the names in scenarios. */
export const FIRECRACKER_NAMES: ParameterNames<GivenFirecracker, FirecrackerParameters> = {
  diffSnapshot: "diffSnapshot",
  trackDirtyPages: "trackDirtyPages",
  between: "betweenSeconds",
  rounds: "rounds",
  stopBelow: "stopBelowBytes",
  copy: "copy",
  stateSize: "stateBytes",
  roundTrips: "roundTrips",
};

export function resolveFirecracker(preset: FirecrackerParameters, given: GivenFirecracker, report: ReportIssue): FirecrackerParameters {
  const parameters = overrideParameters(preset, given, FIRECRACKER_NAMES);
  const { trackDirtyPages, between, rounds, stopBelow, copy } = given;
  if (!parameters.diffSnapshot)
    reportUnused(["engine"], { trackDirtyPages, between, rounds, stopBelow, copy }, "diffSnapshot is false", report);
  else if (parameters.rounds === 1) reportUnused(["engine"], { stopBelow }, "rounds is 1", report);
  if (parameters.diffSnapshot && parameters.trackDirtyPages === false && parameters.rounds > 1) {
    const expected = "one diff snapshot where trackDirtyPages is false: each has all resident pages, and none is smaller";
    report(contradiction(["engine", "rounds"], expected, String(parameters.rounds)));
  }
  return parameters;
}
