/** The distribution of a total over the runs: the share of runs that took at most so long. */
import { quantileEstimate } from "../../statistics/quantile-interval.js";
import { extent, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { linePath, markersAt, type Point } from "./marks.js";
import { formatKind, kindOf } from "./units.js";

/** The values of one variant. */
export interface Sample {
  readonly name: string;
  /** One per run, in the order of the runs. */
  readonly values: readonly number[];
}

const SHOWN_RATIOS = [0.5, 0.9, 0.95, 0.99];
/** More points are not seen on a line of this width. */
const POINTS_MOST = 300;

/** `figure`: name of the total, `label`: the same in words, `where`: what the runs have in common. Samples without values are left out. */
export function cdfFigure(id: string, figure: string, label: string, samples: readonly Sample[], where?: string): Figure {
  const shown = samples.filter(({ values }) => values.length > 0);
  const title = `Distribution of the ${label.toLowerCase()}${where === undefined ? "" : `, ${where}`}`;
  const description = `Share of runs whose ${label.toLowerCase()} is at most the value below: ${shown.map(({ name, values }) => `${name}, ${values.length} runs`).join("; ")}.`;
  const kind = kindOf(figure);
  const svg = drawChart({
    id,
    title,
    description,
    legend: shown.map(({ name }, series) => ({ name, series, kind: "line" })),
    x: (range) => valueAxis({ label, kind, values: shown.flatMap(({ values }) => values), fromZero: false }, range),
    y: (range) => valueAxis({ label: "share of runs", kind: "ratio", values: [0, 1], scale: "linear" }, range),
    marks: (x, y) =>
      shown.flatMap(({ values }, series) => {
        const points = stepsOf(values).map(([value, share]): Point => [x.at(value), y.at(share)]);
        return [linePath(points, series, true), ...markersAt(points, series, 9)];
      }),
  });
  return { id, title, description, svg, ...tablesOf(figure, shown) };
}

/** From 0 at the least value, each value with the share of values up to it. */
function stepsOf(values: readonly number[]): (readonly [value: number, share: number])[] {
  const sorted = Float64Array.from(values).sort();
  const step = Math.max(1, Math.floor(sorted.length / POINTS_MOST));
  const steps = Array.from(sorted, (value, index) => [value, (index + 1) / sorted.length] as const);
  return [[sorted[0] as number, 0], ...steps.filter((_, index) => index % step === 0 || index === steps.length - 1)];
}

function tablesOf(figure: string, samples: readonly Sample[]): Pick<Figure, "table" | "data"> {
  const kind = kindOf(figure);
  const quantile = (values: readonly number[], ratio: number): string => {
    const { value, low, high } = quantileEstimate(values, ratio);
    const ends =
      low === undefined && high === undefined
        ? ""
        : ` (${low === undefined ? "?" : formatKind(kind, low)} .. ${high === undefined ? "?" : formatKind(kind, high)})`;
    return `${formatKind(kind, value)}${ends}`;
  };
  return {
    table: {
      columns: ["", "Runs", ...SHOWN_RATIOS.map((ratio) => (ratio === 0.5 ? "Median" : `${100 * ratio} %`)), "Most"],
      rows: samples.map(({ name, values }) => [
        name,
        values.length,
        ...SHOWN_RATIOS.map((ratio) => quantile(values, ratio)),
        formatKind(kind, extent(values)[1]),
      ]),
    },
    data: {
      columns: ["series", "run", figure],
      rows: samples.flatMap(({ name, values }) => values.map((value, run) => [name, run, value])),
    },
  };
}
