/** Whether a run moved the guest: the totals of one that did not end when it was given up. */
import type { StopKind, StopReport } from "./result.js";

/** Stop kinds that leave the guest at the source. */
const FAILED: ReadonlySet<StopKind> = new Set<StopKind>(["cancelled", "timeout", "suspend-timeout", "round-limit", "no-progress"]);

/** Whether a run ended with the guest at the destination. */
export function movedGuest({ stop }: { readonly stop: Pick<StopReport, "kind"> }): boolean {
  return !FAILED.has(stop.kind);
}
