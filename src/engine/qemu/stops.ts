/** Why QEMU's live phase ended, in words. */
import type { StopReport } from "../../result/result.js";

const MIB = 2 ** 20;

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(bytes < 1000 * MIB ? 2 : 0)} MiB`;
}

export function afterSyncs(syncs: number): string {
  return syncs === 0 ? "right after the set-up" : `after ${syncs} ${syncs === 1 ? "sync" : "syncs"}`;
}

/** What the live phase of QEMU ended with. */
export interface LiveEndFigures {
  readonly leftBytes: number;
  readonly thresholdBytes: number;
  readonly limitSeconds: number;
  readonly syncs: number;
  /** Whether the bandwidth was set (avail-switchover-bandwidth) and not measured. */
  readonly isBandwidthSet: boolean;
}

/** Without a look at the log nobody knows what is left: that is how QEMU ends a pass within its first window, or with a limit of 0. */
export function downtimeMet({ leftBytes, thresholdBytes, limitSeconds, syncs, isBandwidthSet }: LiveEndFigures): StopReport {
  if (leftBytes === 0 && syncs === 0) {
    const detail =
      "The first pass was through, and the guest was stopped without another look at the log: QEMU does so where its downtime limit is 0, or within the first 100 ms.";
    return { kind: "no-pages-left", converged: false, detail };
  }
  if (leftBytes === 0) return { kind: "no-pages-left", converged: true, detail: `Nothing was left to send ${afterSyncs(syncs)}.` };
  const limit = `${Math.round(limitSeconds * 1000)} ms`;
  const bandwidth = isBandwidthSet ? "bandwidth that was set" : "measured bandwidth";
  const detail = `${mib(leftBytes)} were left ${afterSyncs(syncs)}, less than the ${mib(thresholdBytes)} that the ${bandwidth} sends in the downtime limit of ${limit}.`;
  return { kind: "downtime-met", converged: true, detail };
}

export function cancelledAfter(syncs: number, leftBytes: number): StopReport {
  return { kind: "cancelled", converged: false, detail: `It was given up ${afterSyncs(syncs)}, with ${mib(leftBytes)} left.` };
}

export function wentOver(why: string, leftBytes: number): StopReport {
  return {
    kind: "postcopy",
    converged: false,
    detail: `The guest went over ${why}, to fetch the ${mib(leftBytes)} that were left and what it had written since the last look at the log.`,
  };
}
