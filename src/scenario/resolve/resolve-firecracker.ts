/** Resolves all parameters of Firecracker. */

import { type ReportIssue, reportUnused } from "../issues.js";
import type { FirecrackerParameters } from "../resolved/engine-parameters.js";
import type { GivenFirecracker } from "../schema/engine/firecracker.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

/** Resolved names by the names in scenarios. */
export const FIRECRACKER_NAMES: ParameterNames<GivenFirecracker, FirecrackerParameters> = {
  diffSnapshot: "diffSnapshot",
  between: "betweenSeconds",
  stateSize: "stateBytes",
  roundTrips: "roundTrips",
};

export function resolveFirecracker(preset: FirecrackerParameters, given: GivenFirecracker, report: ReportIssue): FirecrackerParameters {
  const parameters = overrideParameters(preset, given, FIRECRACKER_NAMES);
  if (!parameters.diffSnapshot) reportUnused(["engine"], { between: given.between }, "diffSnapshot is false", report);
  return parameters;
}
