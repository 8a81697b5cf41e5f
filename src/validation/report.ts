/** The report of a validation: every figure with its error, error percentiles, and whether each case passed. */
import { quantile } from "../statistics/quantile.js";
import type { Evidence, EvidenceTag, FigureUnit, Tolerance } from "./validation-case.js";

/**
 * - `pass`, `miss`: within or outside the tolerance;
 * - `by group`: judged over the group's figures of this label;
 * - `not judged`: shown for information.
 */
export type Verdict = "pass" | "miss" | "by group" | "not judged";

export interface FigureReport {
  readonly label: string;
  readonly unit: FigureUnit;
  readonly measured: number;
  /** Mean over the runs, or the median for counts of rounds; absent if most runs have no such round. */
  readonly simulated?: number;
  /** (simulated - measured) / measured; absent if either is missing or `measured` is 0. */
  readonly errorRatio?: number;
  readonly tolerance?: Tolerance;
  /** Name under which the group judges it; default: the label. */
  readonly criterion?: string;
  readonly verdict: Verdict;
  /** Why the figure is not judged. */
  readonly reason?: string;
  /** Preset of the engine that was simulated for this figure, if that is not the engine of the case. */
  readonly engine?: string;
}

export interface VariantReport {
  readonly name: string;
  readonly figures: readonly FigureReport[];
  readonly mustMiss: readonly string[];
  /** True if every figure that must miss does. */
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
  /** Preset of the engine that was simulated; absent for a case of identities alone. */
  readonly engine?: string;
  /** Identities that must hold exactly, in the measured numbers and in the simulated rounds. */
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

/** A tolerance that a given share of the figures with one label must meet. */
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

/** The errors of one engine over all groups. */
export interface EngineReport {
  /** Name of the preset. */
  readonly engine: string;
  /** Cases with at least one figure of this engine, judged or not. */
  readonly cases: number;
  /** Of evidence B; absent if no figure of this engine is judged. `independentErrors` leaves out the cases tagged `derived`. */
  readonly errors?: ErrorSpread;
  readonly independentErrors?: ErrorSpread;
}

export interface ValidationReport {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  readonly cases: readonly CaseReport[];
  readonly groups: readonly GroupReport[];
  /** In the order of the cases. */
  readonly engines: readonly EngineReport[];
  /** Errors over all groups; `independentErrors` leaves out the cases tagged `derived`. */
  readonly errors?: ErrorSpread;
  readonly independentErrors?: ErrorSpread;
  readonly passed: boolean;
}

/** True for small counts, such as rounds: several runs are summarized by the median, and their errors enter no percentile. */
export function isCount(unit: FigureUnit): boolean {
  return unit === "rounds" || unit === "syncs";
}

/** The errors by engine, engines in the order in which `cases` have them. */
export function engineReports(cases: readonly CaseReport[]): EngineReport[] {
  const engines = new Set(cases.flatMap((each) => each.figures.flatMap((figure) => figure.engine ?? each.engine ?? [])));
  return [...engines].map((engine) => {
    const own = cases
      .map((each) => ({ ...each, figures: each.figures.filter((figure) => (figure.engine ?? each.engine) === engine) }))
      .filter(({ figures }) => figures.length > 0);
    const errors = errorSpread(own);
    const independentErrors = errorSpread(own.filter(({ tag }) => tag !== "derived"));
    return {
      engine,
      cases: own.length,
      ...(errors === undefined ? {} : { errors }),
      ...(independentErrors === undefined ? {} : { independentErrors }),
    };
  });
}

/** Error percentiles of the judged figures of `cases`. */
export function errorSpread(cases: readonly CaseReport[]): ErrorSpread | undefined {
  const errors = cases
    .filter((each) => each.evidence === "B")
    .flatMap((each) => each.figures.filter((figure) => figure.verdict !== "not judged" && !isCount(figure.unit)))
    .flatMap(({ errorRatio }) => (errorRatio === undefined ? [] : [Math.abs(errorRatio)]));
  const [p50Ratio, p90Ratio] = [quantile(errors, 0.5), quantile(errors, 0.9)];
  return p50Ratio === undefined || p90Ratio === undefined ? undefined : { figures: errors.length, p50Ratio, p90Ratio };
}
