/** Resolves all parameters of Firecracker. */

import { type ReportIssue, reportUnused } from "../issues.js";
import type { FirecrackerParameters } from "../resolved/engine-parameters.js";
import type { GivenFirecracker } from "../schema/engine/firecracker.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

/** Resolved names by the names in scenarios. */
export const FIRECRACKER_NAMES: ParameterNames<GivenFirecracker, FirecrackerParameters> = {
  diffSnapshot: "diffSnapshot",
  between: "betweenSeconds",
  rounds: "rounds",
  stopBelow: "stopBelowBytes",
  copy: "copy",
  stateSize: "stateBytes",
  roundTrips: "roundTrips",
};

export function resolveFirecracker(preset: FirecrackerParameters, given: GivenFirecracker, report: ReportIssue): FirecrackerParameters {
  const parameters = overrideParameters(preset, given, FIRECRACKER_NAMES);
  const { between, rounds, stopBelow, copy } = given;
  if (!parameters.diffSnapshot) reportUnused(["engine"], { between, rounds, stopBelow, copy }, "diffSnapshot is false", report);
  else if (parameters.rounds === 1) reportUnused(["engine"], { stopBelow }, "rounds is 1", report);
  return parameters;
}
