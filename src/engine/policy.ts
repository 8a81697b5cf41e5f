/** Stop policies: the user's own rule in place of an engine's, on the statistics that Xen hands to its policy callback. */

import type { StopReport } from "../simulation/result.js";

/** Documented statistics of a migration in progress, as of a decision. */
export interface RoundStatistics {
  /** Live rounds finished so far; 0 before the first. */
  readonly iteration: number;
  /** Pages sent in all rounds so far. */
  readonly totalPagesSent: number;
  /** Pages found dirty by the harvest just made; absent before it. */
  readonly dirtyPages?: number;
  /** Pages sent and skipped in the round just finished, and how long it took; absent before the first. */
  readonly pagesSent?: number;
  readonly pagesSkipped?: number;
  readonly durationSeconds?: number;
  /** Allocated pages of the guest, and the link's goodput. */
  readonly allocatedPages: number;
  readonly linkBytesPerSecond: number;
}

/** `continue` the live phase, `stop` it (suspend and send the rest), or `abort` the migration. */
export type Decision = "continue" | "stop" | "abort";

/** A decision, and for `stop` whether it was taken because little enough is left. A bare `stop` claims nothing: false. */
export interface ReasonedDecision {
  readonly decision: Decision;
  readonly converged?: boolean;
}

/**
 * Asked after each live round and after each harvest. When it says `stop` after a harvest, the pages just found still go
 * out live before the guest is suspended, as under Xen. Must not keep state between migrations.
 */
export type StopPolicy = (statistics: RoundStatistics) => Decision | ReasonedDecision;

/** Throws a TypeError for anything but the three words. */
export function askPolicy(policy: StopPolicy, statistics: RoundStatistics): Required<ReasonedDecision> {
  const answer = policy(statistics);
  const { decision, converged = false } = typeof answer === "string" ? { decision: answer } : answer;
  if (decision === "continue" || decision === "stop" || decision === "abort") return { decision, converged };
  throw new TypeError(`stop policy: expected "continue", "stop" or "abort", received ${JSON.stringify(decision)}`);
}

/** What is reported when a policy of the user's own ends the live phase, or the migration. */
export function policyStop({ decision, converged }: Required<ReasonedDecision>, rounds: number): StopReport {
  if (decision === "abort") return { kind: "cancelled", converged: false, detail: `The stop policy gave up after ${rounds} rounds.` };
  return { kind: "policy", converged, detail: `The stop policy ended the live phase after ${rounds} rounds.` };
}
