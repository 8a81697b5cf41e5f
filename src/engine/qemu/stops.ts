/** Why QEMU's live phase ended, in words. */
import type { StopReport } from "../../result/result.js";
import { capitalized, showBytes, showSeconds } from "../../result/words.js";

/** Position in the migration as QEMU counts it: by bitmap syncs, that of the set-up not counted. */
export function afterSyncs(syncs: number): string {
  return syncs === 0 ? "right after the set-up" : `after ${syncs} bitmap ${syncs === 1 ? "sync" : "syncs"}`;
}

/** Figures at the end of QEMU's live phase. */
export interface LiveEndFigures {
  readonly leftBytes: number;
  readonly thresholdBytes: number;
  readonly limitSeconds: number;
  readonly syncs: number;
  /** True if the bandwidth was set (avail-switchover-bandwidth), false if measured. */
  readonly isBandwidthSet: boolean;
}

/** Stop report of a completion. Without a sync the dirty pages are unknown: QEMU ends so within its first window or with a limit of 0. */
export function downtimeMet({ leftBytes, thresholdBytes, limitSeconds, syncs, isBandwidthSet }: LiveEndFigures): StopReport {
  if (leftBytes === 0 && syncs === 0) {
    const detail =
      "The guest was stopped after the first pass without another bitmap sync: QEMU does so if its downtime limit is 0, or within the first 100 ms.";
    return { kind: "no-pages-left", converged: false, detail };
  }
  if (leftBytes === 0) return { kind: "no-pages-left", converged: true, detail: `Nothing was left to send ${afterSyncs(syncs)}.` };
  const bandwidth = isBandwidthSet ? "bandwidth that was set" : "measured bandwidth";
  const detail = `${capitalized(showBytes(leftBytes))} were left ${afterSyncs(syncs)}, ${leftBytes < thresholdBytes ? "less than" : "as much as"} the ${showBytes(thresholdBytes)} that the ${bandwidth} sends in the downtime limit of ${showSeconds(limitSeconds)}.`;
  return { kind: "downtime-met", converged: true, detail };
}

/** Stop report of `cancelAfterSyncs`. */
export function cancelledAfter(syncs: number, leftBytes: number): StopReport {
  return { kind: "cancelled", converged: false, detail: `Cancelled ${afterSyncs(syncs)} with ${showBytes(leftBytes)} left to send.` };
}

/** Stop report of a switch to post-copy; `why` completes "Switched to post-copy ...". */
export function switchedToPostcopy(why: string, leftBytes: number): StopReport {
  return {
    kind: "postcopy",
    converged: false,
    detail: `Switched to post-copy ${why} with ${showBytes(leftBytes)} left to fetch, and what was dirtied since the last bitmap sync.`,
  };
}
