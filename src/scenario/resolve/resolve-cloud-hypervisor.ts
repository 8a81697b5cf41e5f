/** Resolves all parameters of Cloud Hypervisor and reports those without effect. */

import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { CloudHypervisorParameters } from "../resolved/engine-parameters.js";
import type { GivenCloudHypervisor } from "../schema/engine/cloud-hypervisor.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";
import { suffixed } from "./suffixed.js";

/** Resolved names by the names in scenarios. */
export const CLOUD_HYPERVISOR_NAMES: ParameterNames<GivenCloudHypervisor, CloudHypervisorParameters> = {
  ...suffixed("", "rule", "timeoutStrategy", "maxPasses", "sparseFirstPass", "connections", "finalLogReads", "memoryMode"),
  ...suffixed("", "accessesPerWrite", "roundTrips"),
  ...suffixed("Seconds", "downtime", "timeout", "setup"),
  connectionBandwidth: "connectionBytesPerSecond",
  startLogPageTime: "startLogPageSeconds",
  logPageTime: "logPageSeconds",
  logDirtyPageTime: "logDirtyPageSeconds",
  requestTime: "requestSeconds",
  snapshotTime: "snapshotSeconds",
  restoreTime: "restoreSeconds",
  stateSize: "stateBytes",
};

/** Presets of releases that had one connection, and of those that had no post-copy. */
const BEFORE_CONNECTIONS: readonly string[] = ["cloud-hypervisor-40"];
const BEFORE_POSTCOPY: readonly string[] = [...BEFORE_CONNECTIONS, "cloud-hypervisor-52"];

export function resolveCloudHypervisor(
  preset: CloudHypervisorParameters,
  given: GivenCloudHypervisor,
  report: ReportIssue,
): CloudHypervisorParameters {
  const parameters = overrideParameters(preset, given, CLOUD_HYPERVISOR_NAMES);
  const { downtime, timeout, timeoutStrategy, maxPasses } = given;
  if (parameters.memoryMode === "postcopy") checkPostcopy(parameters, given, report);
  else {
    const { requestTime, accessesPerWrite } = given;
    reportUnused(["engine"], { requestTime, accessesPerWrite }, "memoryMode is precopy", report);
    if (parameters.rule === "passes") reportUnused(["engine"], { downtime, timeout, timeoutStrategy }, "rule is passes", report);
    else reportUnused(["engine"], { maxPasses }, "rule is downtime", report);
  }
  if (parameters.connections > 1 && BEFORE_CONNECTIONS.includes(preset.preset)) {
    const expected = `1 with engine ${preset.preset}: more are supported from release 52 on`;
    report(contradiction(["engine", "connections"], expected, String(parameters.connections)));
  }
  return parameters;
}

/** Post-copy has no pass over memory, no dirty log and one connection. */
function checkPostcopy({ preset, connections }: CloudHypervisorParameters, given: GivenCloudHypervisor, report: ReportIssue): void {
  const { rule, downtime, timeout, timeoutStrategy, maxPasses, sparseFirstPass } = given;
  const { startLogPageTime, logPageTime, logDirtyPageTime, finalLogReads } = given;
  const passes = { rule, downtime, timeout, timeoutStrategy, maxPasses, sparseFirstPass };
  const log = { startLogPageTime, logPageTime, logDirtyPageTime, finalLogReads };
  reportUnused(["engine"], { ...passes, ...log }, "memoryMode is postcopy", report);
  if (BEFORE_POSTCOPY.includes(preset)) {
    const expected = `precopy with engine ${preset}: post-copy is supported from release 53 on`;
    report(contradiction(["engine", "memoryMode"], expected, "postcopy"));
  }
  if (connections > 1) report(contradiction(["engine", "connections"], "1 where memoryMode is postcopy", String(connections)));
}
