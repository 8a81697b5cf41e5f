/**
 * Cloud Hypervisor's rule on another engine (docs/sources/policies.md#cloud-hypervisor): asked with a harvest in hand, it ends
 * the live phase when that would go within the downtime at the speed of the round before. Engines of Xen still send the harvest live before the guest
 * is suspended. Those of QEMU keep a rule of their own beside it, and get the same downtime as their limit.
 */

import { showBytes, showBytesPerSecond, showCount, showSeconds } from "../../result/words.js";
import type { CloudHypervisorPolicyParameters } from "../../scenario/resolved/policy-parameters.js";
import type { ReasonedDecision, RoundStatistics, StopPolicy } from "../policy.js";

export function cloudHypervisorPolicy(parameters: CloudHypervisorPolicyParameters): StopPolicy {
  let judgedIteration = 0;
  return (statistics) => {
    const { iteration, downtimeLimitSeconds } = statistics;
    const end = endOf(parameters, statistics, iteration > judgedIteration);
    // Engines that ask more often than once per harvest have judged it the first time.
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
    return { decision: "stop", converged: true, detail: `Nothing was left after ${showCount(iteration, "round")}.` };
  if (isNew && dirtyPages !== undefined && remainingBytes !== undefined && bandwidthBytesPerSecond !== undefined) {
    const seconds = remainingBytes / bandwidthBytesPerSecond;
    const left = `${showBytes(remainingBytes)} left after ${showCount(iteration, "round")}`;
    const detail = `${left} take ${showSeconds(seconds)} at ${showBytesPerSecond(bandwidthBytesPerSecond)}, within ${showSeconds(downtimeSeconds)}.`;
    if (seconds <= downtimeSeconds) return { decision: "stop", converged: true, detail };
  }
  if (elapsedSeconds < timeoutSeconds) return undefined;
  const over = `The ${showSeconds(timeoutSeconds)} of the migration were over`;
  if (timeoutStrategy === "cancel") return { decision: "abort", detail: `${over}: it was given up.` };
  return { decision: "stop", detail: `${over}: the guest was paused all the same.` };
}
