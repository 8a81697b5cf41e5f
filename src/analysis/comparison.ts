/** The result of a comparison, version 2: what `xenvmc-sim compare --json` prints. A field that does not apply is absent. */

import type { ChannelReport, Generator, GuestTimeTaken, RunResult, StopKind, SummaryEntry } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { PairedDifference } from "../statistics/paired.js";

export type { PairedDifference, Verdict } from "../statistics/paired.js";

/** What `compare` resolves with: the variants on the same seeds, and the differences between them. */
export interface Comparison {
  readonly version: 2;
  readonly generator: Generator;
  /** The scenario compared, resolved; `runs` is the number of replications requested. */
  readonly scenario: ResolvedScenario;
  /** What the variants differ in; `variants` are whole scenarios, each with its own in `scenario`. */
  readonly compared: "channels" | "engines" | "variants";
  /** Replications finished by every variant; fewer than `scenario.runs` if the comparison was interrupted. */
  readonly finishedRuns: number;
  readonly variants: readonly ComparedVariant[];
  /** Each variant against the first, then each against the one before it, no pair twice. */
  readonly differences: readonly Difference[];
  /** The two causes of each difference between channels; empty for engines, for withheld pairs and for a guest without peers. */
  readonly attribution: readonly Attribution[];
  /** What the differences are over the documented ranges of the constants; present if asked for. */
  readonly sensitivity?: Sensitivity;
}

/** The uncertainty of the model, beside that of chance: one constant at a time set to both ends of its documented range. */
export interface Sensitivity {
  readonly constants: readonly ConstantEffect[];
  /** Per pair of `differences` the least and the greatest mean difference found. */
  readonly bands: readonly DifferenceBand[];
}

/** One constant, and the differences between variants at both ends of its range. */
export interface ConstantEffect {
  readonly name: string;
  /** Field of a resolved scenario. */
  readonly path: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly kind: "measured" | "derived" | "modelled";
  readonly source: string;
  /** Per pair of `differences`; an end at which nothing is concluded is absent. */
  readonly effects: readonly {
    readonly from: string;
    readonly to: string;
    readonly atLow?: Effect | undefined;
    readonly atHigh?: Effect | undefined;
  }[];
}

/** Mean differences of a pair. */
export interface Effect {
  readonly totalSeconds: number;
  readonly pagesSent: number;
  readonly downtimeSeconds: number;
}

/** Least and greatest mean difference of a pair, over its constants. */
export interface DifferenceBand {
  readonly from: string;
  readonly to: string;
  readonly totalSeconds: readonly [number, number];
  readonly pagesSent: readonly [number, number];
  readonly downtimeSeconds: readonly [number, number];
}

/** One side of a comparison: its channel and engine, its runs, and a summary of those that moved the guest. */
export interface ComparedVariant {
  /** Unique in the comparison: the preset's name and its overrides. */
  readonly label: string;
  /** True for a variant with the modified protocol, which is a reconstruction. */
  readonly reconstruction?: true;
  readonly channel?: ResolvedChannel;
  readonly engine: ResolvedScenario["engine"];
  /** The variant's scenario, resolved; present where whole scenarios are compared. */
  readonly scenario?: ResolvedScenario;
  readonly runs: readonly ComparedRun[];
  /** Number of runs by stop kind, in order of first occurrence. */
  readonly stops: Readonly<Partial<Record<StopKind, number>>>;
  /** Number of runs whose live phase ended because few enough pages were left. */
  readonly convergedRuns: number;
  /** Number of runs that did not move the guest; their totals end when the migration was cancelled. */
  readonly failedRuns: number;
  /** Number of runs whose channel was torn down too late or never: a protocol fault, so their times are not meaningful. */
  readonly faultyRuns: number;
  /** Why the variant is a what-if: present if guests of this engine have no such channel. */
  readonly whatIf?: string;
  /** Statistics of each figure over the runs that moved the guest; empty if none did. */
  readonly summary: Figures<SummaryEntry>;
}

/** A run without its rounds, its series and its events. */
export type ComparedRun = Pick<RunResult, "seed" | "run" | "stop" | "ruledBy" | "totals" | "phases"> & {
  readonly guest: GuestTimeTaken;
  readonly channel?: Omit<ChannelReport, "series" | "events">;
};

/** Figures by name: totals, the switch phase, and `channel` for the traffic. A figure that some run lacks is absent. */
export interface Figures<Entry> {
  readonly totals: Readonly<Record<string, Entry>>;
  readonly phases: Readonly<Record<string, Entry>>;
  readonly channel?: Readonly<Record<string, Entry>>;
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
  /**
   * Why the difference is what it is, in sentences with figures: what the channel's pages can change at most, which cause has no effect,
   * and why the pause becomes longer. Present where the causes are separated.
   */
  readonly why?: readonly string[];
  /** One sentence, present if the faster of two channels does not shorten the migration. */
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
