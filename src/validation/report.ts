/** What a validation found: every figure with its error, the spread of the errors, and whether all is as it should be. */
import { quantile } from "../result/quantile.js";
import type { Evidence, EvidenceTag, FigureUnit, Tolerance } from "./validation-case.js";

/**
 * - `pass`, `miss`: within or out of the tolerance;
 * - `by group`: judged over the group's figures of this label;
 * - `not judged`: shown for information.
 */
export type Verdict = "pass" | "miss" | "by group" | "not judged";

export interface FigureReport {
  readonly label: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  /** Mean over the runs, the median for whole numbers of rounds; absent where most runs have no such round. */
  readonly simulated?: number;
  /** (simulated - measured) / measured; absent where nothing was measured or simulated. */
  readonly errorRatio?: number;
  readonly tolerance?: Tolerance;
  /** Name under which the group judges it; default: the label. */
  readonly criterion?: string;
  readonly verdict: Verdict;
  /** Why it is not judged. */
  readonly reason?: string;
}

export interface VariantReport {
  readonly name: string;
  readonly figures: readonly FigureReport[];
  readonly mustMiss: readonly string[];
  /** True when every figure that must miss does. */
  readonly passed: boolean;
}

export interface DistributionReport {
  readonly label: string;
  readonly measured: number;
  readonly counts: readonly { readonly value: number; readonly runs: number }[];
}

export interface CaseReport {
  readonly name: string;
  readonly group: string;
  readonly evidence: Evidence;
  readonly tag: EvidenceTag;
  readonly source: string;
  readonly note: string;
  /** Identities within the measured numbers, and within the simulated rounds: exact. */
  readonly identities: readonly FigureReport[];
  readonly figures: readonly FigureReport[];
  readonly variants: readonly VariantReport[];
  readonly distributions: readonly DistributionReport[];
  readonly passed: boolean;
}

/** Absolute relative errors of judged figures of evidence B. */
export interface ErrorSpread {
  readonly figures: number;
  readonly p50Ratio: number;
  readonly p90Ratio: number;
}

/** A tolerance that a share of the figures of one label has to keep. */
export interface GroupCriterion {
  readonly label: string;
  readonly percentile: number;
  readonly limitRatio: number;
  readonly errorRatio: number;
  readonly passed: boolean;
}

export interface GroupReport {
  readonly name: string;
  readonly title: string;
  readonly errors?: ErrorSpread;
  readonly criteria: readonly GroupCriterion[];
  readonly passed: boolean;
}

export interface ValidationReport {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  readonly cases: readonly CaseReport[];
  readonly groups: readonly GroupReport[];
  /** Over all groups; and without the cases tagged `derived`. */
  readonly errors?: ErrorSpread;
  readonly independentErrors?: ErrorSpread;
  readonly passed: boolean;
}

/** Whole numbers that come in few values: over several runs the median is the one to look at, and their errors are no spread. */
export function isCount(unit: FigureUnit): boolean {
  return unit === "rounds" || unit === "syncs";
}

/** The errors behind a group's or the whole report's figures. */
export function errorSpread(cases: readonly CaseReport[]): ErrorSpread | undefined {
  const errors = cases
    .filter((each) => each.evidence === "B")
    .flatMap((each) => each.figures.filter((figure) => figure.verdict !== "not judged" && !isCount(figure.unit)))
    .flatMap(({ errorRatio }) => (errorRatio === undefined ? [] : [Math.abs(errorRatio)]));
  const [p50Ratio, p90Ratio] = [quantile(errors, 0.5), quantile(errors, 0.9)];
  return p50Ratio === undefined || p90Ratio === undefined ? undefined : { figures: errors.length, p50Ratio, p90Ratio };
}
