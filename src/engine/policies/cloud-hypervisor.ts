/**
 * Cloud Hypervisor's rule on another engine (docs/sources/policies.md#cloud-hypervisor): ends the live phase when the dirty
 * pages just found would be sent within the downtime at the speed of the last round. Xen still sends them live before the
 * guest is suspended. QEMU keeps its own rule beside it, with the same downtime as its limit.
 */

import { capitalized, showBytes, showBytesPerSecond, showCount, showSeconds } from "../../result/words.js";
import type { CloudHypervisorPolicyParameters } from "../../scenario/resolved/policy-parameters.js";
import type { ReasonedDecision, RoundStatistics, StopPolicy } from "../policy.js";

export function cloudHypervisorPolicy(parameters: CloudHypervisorPolicyParameters): StopPolicy {
  let judgedIteration = 0;
  return (statistics) => {
    const { iteration, downtimeLimitSeconds } = statistics;
    const end = endOf(parameters, statistics, iteration > judgedIteration);
    // QEMU asks several times per sync: each sync is judged once.
    if (statistics.dirtyPages !== undefined) judgedIteration = iteration;
    if (end) return end;
    const isLimitOther = downtimeLimitSeconds !== undefined && downtimeLimitSeconds !== parameters.downtimeSeconds;
    if (!isLimitOther) return "continue";
    return { decision: "continue", settings: { downtimeLimitSeconds: parameters.downtimeSeconds } };
  };
}

function endOf(parameters: CloudHypervisorPolicyParameters, statistics: RoundStatistics, isNew: boolean): ReasonedDecision | undefined {
  const { dirtyPages, remainingBytes, bandwidthBytesPerSecond, iteration, elapsedSeconds = 0 } = statistics;
  const { downtimeSeconds, timeoutSeconds, timeoutStrategy } = parameters;
  if (isNew && dirtyPages === 0)
    return { decision: "stop", converged: true, detail: `No page was dirty after ${showCount(iteration, "round")}.` };
  if (isNew && dirtyPages !== undefined && remainingBytes !== undefined && bandwidthBytesPerSecond !== undefined) {
    const seconds = remainingBytes / bandwidthBytesPerSecond;
    const left = `${showBytes(remainingBytes)} left after ${showCount(iteration, "round")}`;
    const detail = `${capitalized(left)} take ${showSeconds(seconds)} at ${showBytesPerSecond(bandwidthBytesPerSecond)}, within ${showSeconds(downtimeSeconds)}.`;
    if (seconds <= downtimeSeconds) return { decision: "stop", converged: true, detail };
  }
  if (elapsedSeconds < timeoutSeconds) return undefined;
  const over = `The migration reached its time limit of ${showSeconds(timeoutSeconds)}`;
  if (timeoutStrategy === "cancel") return { decision: "abort", detail: `${over} and was cancelled.` };
  return { decision: "stop", detail: `${over}: the guest was paused regardless.` };
}
