/** The rows and the points of a study as CSV. Every column is always there; a cell is empty if its value does not apply. */
import { rulingsByCount } from "../result/ruling-words.js";
import { figuresOf } from "../study/figures.js";
import type { PointSummary } from "../study/points.js";
import type { StudyRow } from "../study/rows.js";
import { type Study, valuesAt } from "../study/study.js";
import { csvCell } from "./csv-cell.js";

type Value = string | number | boolean | undefined;

/** A column of the rows of a study. */
export interface RowColumn {
  readonly name: string;
  readonly kind: "count" | "seed" | "number" | "flag" | "text";
  readonly value: (row: StudyRow) => Value;
}

/** The columns of runs.csv and runs.parquet: where the row stands, its axes, how it ended, its figures. */
export function rowColumns(study: Study): RowColumn[] {
  const axes = study.axes.map(({ name, values }, index): RowColumn => {
    const isNumber = values.every(({ value }) => typeof value === "number");
    const isFlag = values.every(({ value }) => typeof value === "boolean");
    const valueAt = ({ point }: StudyRow): Value => valuesAt(study, point)[index]?.value;
    if (isNumber || isFlag) return { name, kind: isNumber ? "number" : "flag", value: valueAt };
    return { name, kind: "text", value: (row) => String(valueAt(row)) };
  });
  return [
    { name: "point", kind: "count", value: ({ point }) => point },
    { name: "variant", kind: "text", value: ({ variant }) => study.variants[variant]?.name },
    { name: "run", kind: "count", value: ({ run }) => run },
    { name: "seed", kind: "seed", value: ({ seed }) => seed },
    ...axes,
    { name: "stop", kind: "text", value: ({ stop }) => stop },
    { name: "converged", kind: "flag", value: ({ converged }) => converged },
    { name: "moved", kind: "flag", value: ({ moved }) => moved },
    { name: "ruledBy", kind: "text", value: ({ ruledBy }) => ruledBy },
    ...figuresOf(study).row.map((name): RowColumn => ({ name, kind: "number", value: ({ figures }) => figures[name] })),
  ];
}

/** A line of names. */
export function csvHeader(columns: readonly { readonly name: string }[]): string {
  return csvLine(columns.map(({ name }) => name));
}

/** A line of cells. */
export function csvLine(cells: readonly Value[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

/** A column of the points of a study. */
export interface PointColumn {
  readonly name: string;
  readonly value: (summary: PointSummary) => Value;
}

/** The columns of points.csv. Lengths of an interval are its ends: `low`, `high`, at 95 %. */
export function pointColumns(study: Study): PointColumn[] {
  return [
    { name: "point", value: ({ point }) => point },
    { name: "variant", value: ({ variant }) => study.variants[variant]?.name },
    ...study.axes.map(({ name }, index): PointColumn => ({ name, value: ({ point }) => valuesAt(study, point)[index]?.value })),
    { name: "n", value: ({ runs }) => runs },
    { name: "moved", value: ({ movedRuns }) => movedRuns },
    { name: "converged", value: ({ convergedRuns }) => convergedRuns },
    { name: "ruledBy", value: ({ ruled }) => rulingsByCount(ruled)[0]?.[0] },
    ...(study.until === undefined ? [] : [{ name: "looks", value: ({ looks }: PointSummary) => looks }]),
    ...goalColumns(study),
    ...figuresOf(study).point.flatMap(figureColumns),
    ...(study.variants.length === 1 ? [] : figuresOf(study).point.flatMap(differenceColumns)),
  ];
}

function goalColumns({ goals }: Study): PointColumn[] {
  return goals.flatMap(({ figure, text }, index): PointColumn[] => {
    const name = `goal ${figure} ${text}`;
    return [
      { name: `${name}.met`, value: (summary) => summary.goals[index]?.shareRatio },
      { name: `${name}.low`, value: (summary) => summary.goals[index]?.confidence95[0] },
      { name: `${name}.high`, value: (summary) => summary.goals[index]?.confidence95[1] },
    ];
  });
}

function figureColumns(figure: string): PointColumn[] {
  return [
    { name: `${figure}.mean`, value: ({ figures }) => figures[figure]?.mean },
    { name: `${figure}.sd`, value: ({ figures }) => figures[figure]?.standardDeviation },
    { name: `${figure}.min`, value: ({ figures }) => figures[figure]?.min },
    { name: `${figure}.median`, value: ({ figures }) => figures[figure]?.median },
    { name: `${figure}.p95`, value: ({ figures }) => figures[figure]?.p95 },
    { name: `${figure}.p99`, value: ({ figures }) => figures[figure]?.p99 },
    { name: `${figure}.max`, value: ({ figures }) => figures[figure]?.max },
    { name: `${figure}.low`, value: ({ figures }) => figures[figure]?.confidence95?.[0] },
    { name: `${figure}.high`, value: ({ figures }) => figures[figure]?.confidence95?.[1] },
  ];
}

function differenceColumns(figure: string): PointColumn[] {
  const name = `${figure}.difference`;
  return [
    { name, value: ({ differences }) => differences?.[figure]?.mean },
    { name: `${name}.low`, value: ({ differences }) => differences?.[figure]?.confidence95?.[0] },
    { name: `${name}.high`, value: ({ differences }) => differences?.[figure]?.confidence95?.[1] },
    { name: `${name}.ratio`, value: ({ differences }) => differences?.[figure]?.relativeRatio },
    { name: `${name}.verdict`, value: ({ differences }) => differences?.[figure]?.verdict },
  ];
}
