/** What a comparison says, version 1: `xenvmc-sim compare --json`. Absent means "does not apply". */

import type { ChannelReport, Generator, RunResult, StopKind, SummaryEntry } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";

/** What `compare` resolves with: the variants on the same seeds, and the differences between them. */
export interface Comparison {
  readonly version: 2;
  readonly generator: Generator;
  /** As it was given, resolved; `runs` is the number of replications that were asked for. Each variant differs in what is compared. */
  readonly scenario: ResolvedScenario;
  readonly compared: "channels" | "engines";
  /** Replications that every variant has finished: fewer than `scenario.runs` where the comparison was interrupted. */
  readonly finishedRuns: number;
  readonly variants: readonly ComparedVariant[];
  /** Each variant against the first, then each against the one before it, no pair twice. */
  readonly differences: readonly Difference[];
  /** The two causes of each difference between channels that is not withheld; empty for engines and for a guest without peers. */
  readonly attribution: readonly Attribution[];
}

/** One side of a comparison: its channel and engine, its runs, and a summary of those that moved the guest. */
export interface ComparedVariant {
  /** Unique in the comparison: the name, and what was said beside it. */
  readonly label: string;
  /** True where the variant is built on the modified protocol: a reconstruction, of which nothing has been published. */
  readonly reconstruction?: true;
  readonly channel?: ResolvedChannel;
  readonly engine: ResolvedScenario["engine"];
  readonly runs: readonly ComparedRun[];
  /** How many runs ended in which way, in the order in which they first did. */
  readonly stops: Readonly<Partial<Record<StopKind, number>>>;
  /** Runs whose live phase ended because little enough was left. */
  readonly convergedRuns: number;
  /** Runs in which the guest did not reach the destination: what they came to ends where the migration was given up. */
  readonly failedRuns: number;
  /** Runs whose channel was torn down too late or never: a fault of the protocol, so that their times are nobody's. */
  readonly faultyRuns: number;
  /** Present where no such guest has such a channel: why what it came to is a what-if. */
  readonly whatIf?: string;
  /** One entry per figure, over the runs that moved the guest: none where no run did. */
  readonly summary: Figures<SummaryEntry>;
}

/** A run without its rounds, its series and its events. */
export type ComparedRun = Pick<RunResult, "seed" | "run" | "stop" | "ruledBy" | "totals" | "phases"> & {
  readonly channel?: Omit<ChannelReport, "series" | "events">;
};

/** Figures by name: the totals, the switch, and `channel` with those of the traffic. A figure that not every run has is absent. */
export interface Figures<Entry> {
  readonly totals: Readonly<Record<string, Entry>>;
  readonly phases: Readonly<Record<string, Entry>>;
  readonly channel?: Readonly<Record<string, Entry>>;
}

/**
 * What the interval says of a mean of differences; absent for a single run whose difference is not zero.
 * `equal in every run`: each single difference is zero (but for rounding). `no difference shown`: the interval holds zero.
 */
export type Verdict = "lower" | "higher" | "no difference shown" | "equal in every run";

/** Of the differences run by run (the other's less the base's), which share seeds. `confidence95` is Student's t over the runs. */
export interface PairedDifference extends SummaryEntry {
  /** Mean difference / mean of the base; absent where that is zero. */
  readonly relativeRatio?: number;
  readonly verdict?: Verdict;
}

/** The paired differences of one variant (`to`) from another (`from`); both are labels. */
export interface Difference {
  readonly from: string;
  readonly to: string;
  readonly reconstruction?: true;
  /** Over the replications in which both moved the guest: none where they never did. */
  readonly figures: Figures<PairedDifference>;
  /**
   * Why nothing is concluded: a run of one of the two, or of a cell between them, did not move the guest or has a fault of the
   * channel. The figures then have no `relativeRatio`, and the pair has no attribution.
   */
  readonly withheld?: string;
  /** One sentence where the faster of two channels does not win. */
  readonly reading?: string;
}

/** A 2 x 2 factorial over whose pages are written and whose times are taken. All three effects add up to the difference. */
export interface Attribution {
  readonly from: string;
  readonly to: string;
  readonly reconstruction?: true;
  /** By figure: `totalSeconds`, `pagesSent`, `downtimeSeconds`, and `completedSeconds` where there is a volume. */
  readonly figures: Readonly<Record<string, AttributedFigure>>;
}

/** One figure's difference, split into its two causes and what they do together. */
export interface AttributedFigure {
  readonly difference: PairedDifference;
  /** Cause 1, fewer pages changed: the other's pages at the base's times, less the base. */
  readonly pages: PairedDifference;
  /** Cause 2, a faster exchange: the other's times with the base's pages, less the base. */
  readonly speed: PairedDifference;
  /** What both do together beyond the sum of what each does alone. */
  readonly interaction: PairedDifference;
}
