/** What the plans of a fleet come to. */
import type { PLAN_KEYS } from "../result/figure-names.js";
import type { Generator, Phases, PostcopyReport, StopReport, SummaryEntry, Totals } from "../result/result.js";
import type { RulingLimit } from "../result/ruling.js";
import type { PairedDifference } from "../statistics/paired.js";

/** What `simulateFleet` resolves with, and `xenvmc-sim fleet --json` prints: the plans in the order of the file. */
export interface FleetResult {
  readonly version: 1;
  readonly generator: Generator;
  readonly name?: string;
  readonly seed: number;
  /** Runs of each plan. */
  readonly runs: number;
  readonly plans: readonly PlanResult[];
}

/** What a plan comes to. Its own figures are those of its first run. */
export interface PlanResult extends PlanRun {
  readonly name: string;
  /** What several runs say together; absent for a single one. */
  readonly replications?: PlanReplications;
}

/** Names of the figures of a plan as a whole. */
export type PlanFigure = (typeof PLAN_KEYS)[number];

/** Several runs of a plan: each of them, and their statistics. */
export interface PlanReplications {
  /** In order; the first one is the plan itself. */
  readonly runs: readonly PlanRun[];
  readonly summary: Readonly<Record<PlanFigure, SummaryEntry>>;
  /** Other plan - first plan, run by run; absent for the first plan. Runs of plans that move the same guests have the same seeds. */
  readonly differences?: Readonly<Record<PlanFigure, PairedDifference>>;
  /** In the order of the first run. */
  readonly guests: readonly FleetGuestSummary[];
}

/** Statistics of a guest's migration over the runs of a plan. */
export interface FleetGuestSummary {
  readonly name: string;
  readonly movedRuns: number;
  /** Over all runs: a migration that was given up counts until then. */
  readonly startSeconds: SummaryEntry;
  readonly endSeconds: SummaryEntry;
  readonly totalSeconds: SummaryEntry;
  readonly downtimeSeconds: SummaryEntry;
  readonly pagesSent: SummaryEntry;
  /** The longest time away from a guest that it talks to; absent if it talks to none. */
  readonly longestApartSeconds?: SummaryEntry;
}

/** One run of a plan, as a whole and for each guest, pair and link. */
export interface PlanRun {
  /** From the first request to migrate to the end of the last migration. */
  readonly makespanSeconds: number;
  /** Sums over the guests. */
  readonly pagesSent: number;
  readonly wireBytes: number;
  /** Guest time that the migrations took, summed over the guests. */
  readonly guestTimeTakenSeconds: number;
  /** The longest downtime of a guest. */
  readonly worstDowntimeSeconds: number;
  /** The longest time that two guests that talk were on different hosts, and what they exchanged meanwhile, summed over the pairs. */
  readonly longestApartSeconds: number;
  readonly apartBytes: number;
  /** Guests that the plan moved. */
  readonly movedGuests: number;
  /** In the order in which the migrations began. A guest that the plan moves twice is there twice. */
  readonly guests: readonly FleetGuestResult[];
  /** Guests that were never moved as planned; absent if there are none. */
  readonly unmoved?: readonly FleetUnmoved[];
  readonly pairs: readonly FleetPairResult[];
  readonly links: readonly FleetLinkResult[];
  /** Absent in a fleet without switches. */
  readonly switches?: readonly FleetSwitchResult[];
  /** What the links carried over time; only of a first run whose links are followed (`followLinks`). */
  readonly linkUse?: FleetLinkUse;
}

/** What the links carried over the time of a plan, in bins of equal width. */
export interface FleetLinkUse {
  readonly binSeconds: number;
  /** In the order of the hosts' names. */
  readonly links: readonly FleetLinkSeries[];
}

/** Bytes that a host sent and received by its card in each bin; their sums are those of `FleetLinkResult`. */
export interface FleetLinkSeries {
  readonly host: string;
  readonly linkBytesPerSecond: number;
  readonly copiesSentBytes: readonly number[];
  readonly copiesReceivedBytes: readonly number[];
  readonly flowsSentBytes: readonly number[];
  readonly flowsReceivedBytes: readonly number[];
}

/** A move of a guest that never began, with its reason as a clause. */
export interface FleetUnmoved {
  readonly name: string;
  readonly to: string;
  readonly reason: string;
}

/** The migration of one guest under a plan; of one that was tried again the last attempt. */
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
  /** The parts of its total time. */
  readonly phases: Phases;
  readonly ruledBy: readonly RulingLimit[];
  /** The attempts before, all given up, in order; absent if there are none. Sums of the plan count them. */
  readonly earlierAttempts?: readonly FleetAttempt[];
  /** Faults and waits of a guest that moved before all of its pages; absent if post-copy never began. */
  readonly postcopy?: PostcopyReport;
  /** Away from each guest that it talks to. */
  readonly apart: readonly FleetApart[];
}

/** A migration that was given up and tried again. */
export interface FleetAttempt {
  /** From the beginning of the plan. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stop: StopReport;
  readonly totals: Totals;
}

/** How long a guest was away from another that it talks to. */
export interface FleetApart {
  readonly guest: string;
  /** Seconds on different hosts until the end of the plan. */
  readonly seconds: number;
  /** Delivered in both directions meanwhile. */
  readonly bytes: number;
}

/** A stretch of a plan. */
export interface FleetStretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Two guests that talk, under a plan. */
export interface FleetPairResult {
  readonly guests: readonly [string, string];
  readonly apartSeconds: number;
  readonly apartBytes: number;
  /** The stretches in which they were apart. */
  readonly apart: readonly FleetStretch[];
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

/** The bytes of copies and flows that went through a switch, from the beginning of the plan to its end. */
export interface FleetSwitchResult {
  readonly name: string;
  readonly carriedBytes: number;
  /** To and from hosts that are not on it. */
  readonly uplinkSentBytes: number;
  readonly uplinkReceivedBytes: number;
  /** The fraction of what its capacity or its uplink in the busier direction could have carried, whichever was used more; 0 to 1. */
  readonly usedRatio: number;
}
