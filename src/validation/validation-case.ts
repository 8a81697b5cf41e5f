/** A validation case: a scenario, figures measured on real machines, and their tolerances. */
import type { Scenario } from "../index.js";

/** Kind of evidence. A: exact identities. B: quantities within a stated tolerance. C: orderings only. */
export type Evidence = "A" | "B" | "C";

/**
 * - `measured`: by this project, on real software;
 * - `published`: taken from a paper or another project's log;
 * - `derived`: either of these, but the scenario was fitted to the compared figures, so agreement only shows consistency.
 */
export type EvidenceTag = "measured" | "published" | "derived";

export type FigureUnit = "pages" | "KiB" | "MiB" | "s" | "ms" | "us" | "rounds" | "syncs" | "mean syncs" | "runs" | "ratio" | "Mbit/s";

/** Allowed deviation of the simulated from the measured figure; with both limits, meeting one is enough. */
export interface Tolerance {
  /** Share of the measured figure, 0 to 1. */
  readonly relative?: number;
  /** In the unit of the figure. */
  readonly absolute?: number;
  /** The simulated figure may be this many times the measured one, or that part of it; alone. */
  readonly factor?: number;
  /** If present, figures are judged together: this share of the group's figures with the same label must meet `relative`. */
  readonly percentile?: number;
  /** With `percentile`: a limit that half of these figures must meet. */
  readonly medianRelative?: number;
}

export interface ExpectedFigure {
  readonly label: string;
  /** Path of the figure in a run (`totals.pagesSent`, `rounds[-1].durationSeconds`), or `liveRounds`, `sendSeconds`, `pagesPerLaterRound`, `normalPages` (sent, not zero), `guestSpeed`, `converged` (1 or 0). */
  readonly path: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  /** Absent if the figure is shown but not judged; `unjudged` then gives the reason. */
  readonly tolerance?: Tolerance;
  readonly unjudged?: string;
  /** Baseline subtracted from the figure at `path`, as it was from `measured`; in the result's unit. */
  readonly above?: number;
  /** Name under which a group judges figures together; default: the label. */
  readonly criterion?: string;
  /** Fields of the scenario to set for this figure alone, each `path=value`. */
  readonly set?: readonly string[];
}

/** A variant of a case: the same scenario with some fields changed. */
export interface CaseVariant {
  readonly name: string;
  readonly set: readonly string[];
  /** Labels of figures that must be out of tolerance (negative controls). Empty for a variant that is only shown. */
  readonly mustMiss: readonly string[];
}

/** A random figure: the number of occurrences of each value. */
export interface ExpectedDistribution {
  readonly label: string;
  readonly path: string;
  readonly measured: number;
  readonly set: readonly string[];
}

/** An identity within the measured numbers: one of them against a value computed from the others. */
export interface ExactCheck {
  readonly label: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  readonly computed: number;
}

/** Measured windows of one length; the log-dirty bitmap was read at the end of each. */
interface MeasuredWindows {
  readonly seconds: number;
  /** Distinct pages per window. */
  readonly meanPages: number;
  /** Number of windows measured. */
  readonly windows: number;
}

/** A measured run of steady traffic: its changes to the case's scenario, and the counted pages. */
export interface WindowsRun {
  /** Name of the run; repetitions have the same name. */
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
  /** Which parameters are fitted, and to what; which are measured inputs. */
  readonly note: string;
  readonly checks: readonly ExactCheck[];
  /** Absent if the case consists of identities only. */
  readonly scenario?: Scenario;
  /** Runs of `scenario` without a migration; `figures` has one entry per window length of each run, in order. */
  readonly windows?: readonly WindowsRun[];
  readonly figures: readonly ExpectedFigure[];
  readonly variants: readonly CaseVariant[];
  readonly distributions: readonly ExpectedDistribution[];
}
