/** A study as resolved: what `study.json` has of it. Plain data. */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { UnitName } from "../scenario/units.js";

/** Axes, variants, runs and goals of a study, with every default filled in. */
export interface Study {
  readonly name?: string;
  readonly question?: string;
  /** The scenario without axes and variants; absent in a study of a fleet. */
  readonly scenario?: ResolvedScenario;
  /** The fleet without axes and variants, as written; absent in a study of a scenario. */
  readonly fleet?: object;
  readonly axes: readonly StudyAxis[];
  /** At least one; the first is the base. Without variants in the file it is one, `scenario`, which sets nothing. */
  readonly variants: readonly StudyVariant[];
  /** Runs of each variant at each point; absent with `until`. */
  readonly runs?: number;
  readonly until?: StoppingRule;
  readonly goals: readonly StudyGoal[];
  /** Empty: figures are chosen from the axes. */
  readonly figures: readonly StudyFigure[];
}

/** One axis. A point has one value of each; the last axis varies fastest. */
export interface StudyAxis {
  /** Column of the rows: the field's path, or the name of an axis of several fields. */
  readonly name: string;
  /** `number` if every value is one. */
  readonly kind: "number" | "name";
  /** Unit of the numbers, where it is known. */
  readonly unit?: UnitName;
  /** `log` if the values were asked for in equal ratios. */
  readonly scale: "lin" | "log";
  readonly values: readonly AxisValue[];
}

/** One value of an axis. */
export interface AxisValue {
  /** As in tables: `1 Gbit/s`. Unique on its axis. */
  readonly label: string;
  /** As in rows: a quantity in its base unit, else the value or the label. */
  readonly value: number | string | boolean;
  /** The fields it sets, by path. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** What is compared with the others at every point: a name, and the fields it sets. */
export interface StudyVariant {
  readonly name: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** Present if its channel is the modified XenVMC, which is a reconstruction. */
  readonly reconstruction?: true;
}

/** A bound that each run meets or not. */
export interface StudyGoal {
  /** Name of a figure: a total, or one of the channel's. */
  readonly figure: string;
  readonly bound: "<" | "<=" | ">" | ">=";
  /** In the figure's unit. */
  readonly value: number;
  /** As written: `< 5 min`. */
  readonly text: string;
}

/** Runs are added to a point until these intervals are narrow enough for every variant, or `atMost` is reached. */
export interface StoppingRule {
  readonly widths: readonly WantedFigureWidth[];
  readonly atMost: number;
}

/** How narrow the interval of a figure is to be. */
export interface WantedFigureWidth {
  readonly figure: string;
  /** As written: `1 %`. */
  readonly text: string;
  /** Half width of the mean's 95 % interval, in the figure's unit or as a ratio of the mean. */
  readonly width: { readonly halfWidth: number } | { readonly halfWidthRatio: number };
}

/** A figure of the report. Axes by their full names, or `variant`. */
export interface StudyFigure {
  readonly x: string;
  readonly y: string;
  readonly lines?: string;
  readonly panels?: string;
}

/** Runs that a point has at most. */
export function mostRuns({ runs, until }: Pick<Study, "runs" | "until">): number {
  return until?.atMost ?? runs ?? 1;
}

/** Number of points: the product of the axes' lengths. */
export function pointCount({ axes }: Pick<Study, "axes">): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** The value of each axis at a point, in the order of the axes. */
export function valuesAt({ axes }: Pick<Study, "axes">, point: number): AxisValue[] {
  let rest = point;
  const values: AxisValue[] = [];
  for (let index = axes.length - 1; index >= 0; index--) {
    const axis = axes[index] as StudyAxis;
    values.unshift(axis.values[rest % axis.values.length] as AxisValue);
    rest = Math.floor(rest / axis.values.length);
  }
  return values;
}

/** `link.bandwidth 1 Gbit/s, memory small`: a point for sentences; "the scenario" without axes. */
export function pointName(study: Pick<Study, "axes">, point: number): string {
  const parts = valuesAt(study, point).map(({ label }, index) => `${study.axes[index]?.name} ${label}`);
  return parts.length === 0 ? "the scenario" : parts.join(", ");
}
