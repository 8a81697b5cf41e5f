/** The log of a migration by Cloud Hypervisor: what its own estimator has to say about it. */
import { downtimeEstimateSeconds } from "../engine/cloud-hypervisor.js";
import type { ExactCheck } from "./validation-case.js";

export interface CloudHypervisorLog {
  /** MiB of each pass, MiB/s of each but the last, and the downtime estimated before each but the first. */
  readonly passMiB: readonly number[];
  readonly passMiBPerSecond: readonly number[];
  readonly estimatedMilliseconds: readonly number[];
}

/** Passes are printed in whole MiB, half a millisecond's worth, and estimates are cut off to milliseconds. */
const PRINTED_MILLISECONDS = 1.5;

/** Estimates that are not what the engine makes of the pass in hand and the speed of the one before: there must be none. */
export function estimateChecks({ passMiB, passMiBPerSecond, estimatedMilliseconds }: CloudHypervisorLog): ExactCheck[] {
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
