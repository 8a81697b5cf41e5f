/** Statistics of a point under one variant: every figure over the runs, goals, differences to the base. */
import { countRulings, type RulingCounts } from "../result/ruling-words.js";
import { type PairedDifference, pairedDifference } from "../statistics/paired.js";
import { quantile } from "../statistics/quantile.js";
import { type ShareEstimate, shareOf } from "../statistics/share.js";
import { type SummaryEntry, summarizeValues, summaryOfOne } from "../statistics/summarize.js";
import { figuresOf } from "./figures.js";
import type { StudyRow } from "./rows.js";
import type { Study, StudyGoal } from "./study.js";
import { levelOf } from "./study-queue.js";

/** Statistics of a figure over the runs that moved the guest. Percentiles are by nearest rank, values that occurred. */
export interface FigureStatistics extends SummaryEntry {
  readonly p95: number;
  readonly p99: number;
}

/** What the runs of one variant at one point say. */
export interface PointSummary {
  readonly point: number;
  /** Index of the variant. */
  readonly variant: number;
  readonly runs: number;
  /** Runs that moved the guest. Figures are over these. */
  readonly movedRuns: number;
  readonly convergedRuns: number;
  /** Runs by what ruled their pace. */
  readonly ruled: RulingCounts;
  /** With a stopping rule: how often the intervals were looked at. */
  readonly looks?: number;
  /** By name; a figure that some run lacks is absent. */
  readonly figures: Readonly<Record<string, FigureStatistics>>;
  /** For each goal of the study: the runs that met it. One that did not move the guest, or lacks the figure, did not. */
  readonly goals: readonly ShareEstimate[];
  /** Runs that met every goal; absent without goals. */
  readonly allGoals?: ShareEstimate;
  /** From the base, over the runs in which both moved the guest; absent for the base, and where that was none. */
  readonly differences?: Readonly<Record<string, PairedDifference>>;
}

/** All rows of a point, by variant, in the order of the runs. */
export interface PointRows {
  readonly point: number;
  readonly looks?: number;
  readonly rows: readonly (readonly StudyRow[])[];
}

/** One summary per variant. */
export function summarizePoint(study: Study, { point, looks, rows }: PointRows): PointSummary[] {
  const level = levelOf(study);
  const base = rows[0] ?? [];
  const names = figuresOf(study).point;
  return rows.map((own, variant) => {
    const moved = own.filter((row) => row.moved);
    const differences = variant === 0 ? undefined : differencesOf(base, own, names, level);
    return {
      point,
      variant,
      runs: own.length,
      movedRuns: moved.length,
      convergedRuns: own.filter((row) => row.converged).length,
      ruled: countRulings(own.map(({ ruledBy }) => ruledBy)),
      ...(study.until === undefined || looks === undefined ? {} : { looks }),
      figures: statisticsOf(moved, names, level),
      goals: study.goals.map((goal) => shareOf(own.filter((row) => meets(row, goal)).length, own.length)),
      ...(study.goals.length === 0 ? {} : { allGoals: shareOf(own.filter((row) => meetsGoals(row, study)).length, own.length) }),
      ...(differences === undefined ? {} : { differences }),
    };
  });
}

function statisticsOf(rows: readonly StudyRow[], names: readonly string[], level: number): Record<string, FigureStatistics> {
  const figures: Record<string, FigureStatistics> = {};
  for (const name of names) {
    const [only, second] = rows;
    if (only !== undefined && second === undefined) {
      const value = only.figures[name];
      if (value !== undefined) figures[name] = { ...summaryOfOne(value), p95: value, p99: value };
      continue;
    }
    const values = valuesOf(rows, name);
    if (values === undefined) continue;
    const [p95, p99] = [0.95, 0.99].map((ratio) => quantile(values, ratio) as number) as [number, number];
    figures[name] = { ...summarizeValues(values, level), p95, p99 };
  }
  return figures;
}

/** The values of a figure; undefined without rows, or if one lacks it. */
function valuesOf(rows: readonly StudyRow[], name: string): number[] | undefined {
  const values: number[] = [];
  for (const { figures } of rows) {
    const value = figures[name];
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length === 0 ? undefined : values;
}

function differencesOf(
  base: readonly StudyRow[],
  other: readonly StudyRow[],
  names: readonly string[],
  level: number,
): Record<string, PairedDifference> | undefined {
  const both = base.flatMap((row, run) => (row.moved && other[run]?.moved ? [run] : []));
  if (both.length === 0) return undefined;
  const [left, right] = [base, other].map((rows) => both.map((run) => rows[run] as StudyRow)) as [StudyRow[], StudyRow[]];
  const found = names.flatMap((name) => {
    const [from, to] = [valuesOf(left, name), valuesOf(right, name)];
    return from === undefined || to === undefined ? [] : [[name, pairedDifference(from, to, level)] as const];
  });
  return Object.fromEntries(found);
}

/** Whether a run met every goal of its study. */
export function meetsGoals(row: Pick<StudyRow, "moved" | "figures">, { goals }: Pick<Study, "goals">): boolean {
  return goals.every((goal) => meets(row, goal));
}

/** Whether a run met a goal. */
export function meets({ moved, figures }: Pick<StudyRow, "moved" | "figures">, { figure, bound, value }: StudyGoal): boolean {
  const reached = moved ? figures[figure] : undefined;
  if (reached === undefined) return false;
  if (bound === "<") return reached < value;
  if (bound === "<=") return reached <= value;
  return bound === ">" ? reached > value : reached >= value;
}
