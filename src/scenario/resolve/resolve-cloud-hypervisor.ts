/** Resolves all parameters of Cloud Hypervisor and reports those without effect. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { CloudHypervisorParameters } from "../resolved/engine-parameters.js";
import type { GivenCloudHypervisor } from "../schema/engine/cloud-hypervisor.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";
import { suffixed } from "./suffixed.js";

/** Resolved names by the names in scenarios. */
export const CLOUD_HYPERVISOR_NAMES: ParameterNames<GivenCloudHypervisor, CloudHypervisorParameters> = {
  ...suffixed("", "rule", "timeoutStrategy", "maxPasses", "connections", "memoryMode", "roundTrips"),
  ...suffixed("Seconds", "downtime", "timeout", "setup"),
  connectionBandwidth: "connectionBytesPerSecond",
  logPageTime: "logPageSeconds",
  stateSize: "stateBytes",
};

export function resolveCloudHypervisor(
  preset: CloudHypervisorParameters,
  given: GivenCloudHypervisor,
  report: ReportIssue,
): CloudHypervisorParameters {
  const parameters = overrideParameters(preset, given, CLOUD_HYPERVISOR_NAMES);
  const { rule, downtime, timeout, timeoutStrategy, maxPasses, logPageTime, memoryMode } = given;
  if (parameters.memoryMode === "postcopy") {
    const vain = { rule, downtime, timeout, timeoutStrategy, maxPasses, logPageTime };
    reportUnused(["engine"], vain, "memoryMode is postcopy", report);
    if (preset.rule === "passes") {
      const expected = `precopy with engine ${preset.preset}: post-copy came later`;
      report(contradiction(["engine", "memoryMode"], expected, String(memoryMode)));
    }
  } else if (parameters.rule === "passes") {
    reportUnused(["engine"], { downtime, timeout, timeoutStrategy }, "rule is passes", report);
  } else {
    reportUnused(["engine"], { maxPasses }, "rule is downtime", report);
  }
  return parameters;
}
