/** Why QEMU's live phase ended, in words. */
import type { StopReport } from "../../simulation/result.js";

const MIB = 2 ** 20;

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(bytes < 1000 * MIB ? 2 : 0)} MiB`;
}

export function afterSyncs(syncs: number): string {
  return syncs === 0 ? "right after the set-up" : `after ${syncs} ${syncs === 1 ? "sync" : "syncs"}`;
}

export function downtimeMet(leftBytes: number, thresholdBytes: number, limitSeconds: number, syncs: number): StopReport {
  const limit = `${Math.round(limitSeconds * 1000)} ms`;
  const detail =
    leftBytes === 0
      ? `Nothing was left to send ${afterSyncs(syncs)}.`
      : `${mib(leftBytes)} were left ${afterSyncs(syncs)}, less than the ${mib(thresholdBytes)} that the measured bandwidth sends in the downtime limit of ${limit}.`;
  return { kind: leftBytes === 0 ? "no-pages-left" : "downtime-met", converged: true, detail };
}

export function cancelledAfter(syncs: number, leftBytes: number): StopReport {
  return { kind: "cancelled", converged: false, detail: `It was given up ${afterSyncs(syncs)}, with ${mib(leftBytes)} left.` };
}

export function wentOver(why: string, leftBytes: number): StopReport {
  return { kind: "post-copy", converged: false, detail: `The guest went over ${why}, to fetch the ${mib(leftBytes)} that were left.` };
}
