/** Checks the downtime estimates in the log of a migration by Cloud Hypervisor. */
import { downtimeEstimateSeconds } from "../engine/cloud-hypervisor.js";
import type { LogCheck } from "./log-check.js";

export interface CloudHypervisorLog {
  /** MiB of each pass, MiB/s of each but the last, and the downtime estimated before each but the first. */
  readonly passMiB: readonly number[];
  readonly passMiBPerSecond: readonly number[];
  readonly estimatedMilliseconds: readonly number[];
}

/** Print precision: passes are in whole MiB (half a millisecond), and estimates are truncated to milliseconds. */
const PRINTED_MILLISECONDS = 1.5;

/** Checks that each printed estimate is the size of its pass divided by the speed of the pass before. */
export function estimateChecks({ passMiB, passMiBPerSecond, estimatedMilliseconds }: CloudHypervisorLog): LogCheck[] {
  return estimatedMilliseconds.map((milliseconds, index) => {
    const before = { sent: passMiB[index] ?? 0, speed: passMiBPerSecond[index] ?? 0 };
    const estimate = 1000 * downtimeEstimateSeconds(passMiB[index + 1] ?? 0, before.sent, before.sent / before.speed);
    const isSame = Math.abs(estimate - milliseconds) <= PRINTED_MILLISECONDS;
    return {
      label: `downtime estimated before pass ${index + 1}`,
      unit: "ms",
      measured: milliseconds,
      computed: isSame ? milliseconds : estimate,
    };
  });
}
