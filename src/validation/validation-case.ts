/** What a validation case says: a scenario, what was measured on real machines, and how near the simulation has to come. */
import type { Scenario } from "../index.js";

/** A: exact identities. B: quantities within a stated tolerance. C: orderings only. */
export type Evidence = "A" | "B" | "C";

/**
 * - `measured`: by this project, on real software;
 * - `published`: read in a paper or a log of others;
 * - `derived`: either, but the scenario was fitted figure by figure to what is compared, so that agreement is consistency.
 */
export type EvidenceTag = "measured" | "published" | "derived";

export type FigureUnit = "pages" | "KiB" | "MiB" | "s" | "ms" | "us" | "rounds" | "syncs" | "runs" | "Mbit/s";

/** How far the simulated figure may be from the measured one: either limit is enough where both are given. */
export interface Tolerance {
  /** Of the measured figure, 0 .. 1. */
  readonly relative?: number;
  /** In the figure's own unit. */
  readonly absolute?: number;
  /** When given, no single figure is judged, but this share of the group's figures of the same label has to keep `relative`. */
  readonly percentile?: number;
  /** Beside `percentile`: what half of these figures have to keep. */
  readonly medianRelative?: number;
}

export interface ExpectedFigure {
  readonly label: string;
  /** Where the figure stands in a run, as in `totals.pagesSent`, `rounds[-1].durationSeconds`; or `liveRounds`, `sendSeconds`, `pagesPerLaterRound`, `converged` (1 or 0). */
  readonly path: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  /** Absent where `unjudged` says why the figure is shown and not judged. */
  readonly tolerance?: Tolerance;
  readonly unjudged?: string;
  /** Subtracted from what is found at `path`, as it was from `measured`: what would be there anyway. In the result's own unit. */
  readonly above?: number;
  /** Name under which a group judges figures together; default: the label. */
  readonly criterion?: string;
  /** Fields of the scenario to set for this figure alone, each `path=value`. */
  readonly set?: readonly string[];
}

/** The same case told differently. */
export interface CaseVariant {
  readonly name: string;
  readonly set: readonly string[];
  /** Labels of figures that have to be out of tolerance: negative controls. Empty for a variant that is only shown. */
  readonly mustMiss: readonly string[];
}

/** A figure that is a matter of chance: how often each value came up. */
export interface ExpectedDistribution {
  readonly label: string;
  readonly path: string;
  readonly measured: number;
  readonly set: readonly string[];
}

/** An identity in the measured numbers themselves: what follows from one part of them against another. */
export interface ExactCheck {
  readonly label: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  readonly computed: number;
}

/** Windows of one length, of which the log-dirty bitmap was read at the end of each. */
interface MeasuredWindows {
  readonly seconds: number;
  /** Distinct pages per window. */
  readonly meanPages: number;
  /** How many windows the mean is of. */
  readonly windows: number;
}

/** A measured run of steady traffic: what it changes in its case's scenario, and what was counted. */
export interface WindowsRun {
  /** A run that was made again has the same name. */
  readonly name: string;
  /** Peers of the scenario; none for an idle guest. */
  readonly peers?: Scenario["peers"];
  /** Fields of the scenario to set, each `path=value`. */
  readonly set?: readonly string[];
  readonly measured: readonly MeasuredWindows[];
}

export interface ValidationCase {
  readonly name: string;
  readonly group: string;
  readonly evidence: Evidence;
  readonly tag: EvidenceTag;
  readonly source: string;
  /** What is fitted, and to what; what is a measured input. */
  readonly note: string;
  readonly checks: readonly ExactCheck[];
  /** Absent where a case consists of checks alone. */
  readonly scenario?: Scenario;
  /** Runs of `scenario` without a migration: `figures` has one for each window length of each of them, in order. */
  readonly windows?: readonly WindowsRun[];
  readonly figures: readonly ExpectedFigure[];
  readonly variants: readonly CaseVariant[];
  readonly distributions: readonly ExpectedDistribution[];
}
