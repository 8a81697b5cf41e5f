/** What the plans of a fleet come to. */

import type { Generator, StopReport, Totals } from "../result/result.js";
import type { RulingLimit } from "../result/ruling.js";

/** What `simulateFleet` resolves with, and `xenvmc-sim fleet --json` prints: the plans in the order of the file. */
export interface FleetResult {
  readonly version: 1;
  readonly generator: Generator;
  readonly name?: string;
  readonly seed: number;
  readonly plans: readonly PlanResult[];
}

/** What a plan comes to, as a whole and for each guest, pair and link. */
export interface PlanResult {
  readonly name: string;
  /** From the first request to migrate to the end of the last migration. */
  readonly makespanSeconds: number;
  /** Sums over the guests. */
  readonly pagesSent: number;
  readonly wireBytes: number;
  /** The longest downtime of a guest. */
  readonly worstDowntimeSeconds: number;
  /** The longest time that two guests that talk were on different hosts, and what they exchanged meanwhile, summed over the pairs. */
  readonly longestApartSeconds: number;
  readonly apartBytes: number;
  /** In the order in which the migrations began. */
  readonly guests: readonly FleetGuestResult[];
  readonly pairs: readonly FleetPairResult[];
  readonly links: readonly FleetLinkResult[];
}

/** The migration of one guest under a plan. */
export interface FleetGuestResult {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly moved: boolean;
  /** From the beginning of the plan. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stop: StopReport;
  /** Those of its migration, counted from its own start. */
  readonly totals: Totals;
  readonly ruledBy: readonly RulingLimit[];
  /** Away from each guest that it talks to. */
  readonly apart: readonly FleetApart[];
}

/** How long a guest was away from another that it talks to. */
export interface FleetApart {
  readonly guest: string;
  /** Seconds on different hosts until the end of the plan. */
  readonly seconds: number;
  /** Delivered in both directions meanwhile. */
  readonly bytes: number;
}

/** Two guests that talk, under a plan. */
export interface FleetPairResult {
  readonly guests: readonly [string, string];
  readonly apartSeconds: number;
  readonly apartBytes: number;
  /** Seconds without their channel through shared memory, from the beginning to the end of the plan or until it is formed again. */
  readonly detachedSeconds: number;
  /** The last state of the channel: `local` if it has been formed again, or was never torn down. */
  readonly mode: "local" | "switching" | "remote";
  readonly deliveredBytes: number;
}

/** The bytes that left and reached a host by its card, from the beginning of the plan to its end. */
export interface FleetLinkResult {
  readonly host: string;
  readonly copiesSentBytes: number;
  readonly copiesReceivedBytes: number;
  readonly flowsSentBytes: number;
  readonly flowsReceivedBytes: number;
  /** The fraction of what the card could have carried in the busier direction, 0 to 1. */
  readonly usedRatio: number;
}
