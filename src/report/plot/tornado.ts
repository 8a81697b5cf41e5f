/** How far a difference between two variants moves over the range of each constant that is not known exactly, the widest first. */
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bar } from "./marks.js";
import { tag } from "./svg.js";
import { formatKind, kindOf } from "./units.js";

/** One constant: the mean difference at both ends of its range; an end at which nothing is concluded is absent. */
export interface ConstantEnds {
  readonly name: string;
  /** Its range in words: `1,000 to 8,000 pages`. */
  readonly range: string;
  readonly atLow?: number | undefined;
  readonly atHigh?: number | undefined;
}

/** A change of the difference below this share of it is not drawn; the table has it. */
const SHOWN_RATIO = 0.005;

/** `difference`: the mean difference with every constant at its default. Undefined if no constant moves it. */
export function tornadoFigure(
  id: string,
  from: string,
  to: string,
  figure: string,
  label: string,
  difference: number,
  constants: readonly ConstantEnds[],
): Figure | undefined {
  const swing = ({ atLow = difference, atHigh = difference }: ConstantEnds): number => Math.abs(atHigh - atLow);
  const ranked = [...constants].sort((left, right) => swing(right) - swing(left));
  const shown = ranked.filter((each) => swing(each) > Math.abs(difference) * SHOWN_RATIO);
  if (shown.length === 0) return undefined;
  const kind = kindOf(figure);
  const title = `${label}: ${from} -> ${to}, over the range of each constant`;
  const description = `Difference with one constant at each end of its range and the others at their defaults; the line is the difference with all of them at their defaults.`;
  const values = shown.flatMap(({ atLow = difference, atHigh = difference }) => [atLow, atHigh]);
  const svg = drawChart({
    id,
    title,
    description,
    hatches: 2,
    hasGrid: false,
    height: 30 * shown.length + 20,
    legend: ["low end", "high end"].map((name, series) => ({ name, series, kind: "bar" })),
    x: (range) => valueAxis({ label: `${label}, difference`, kind, values: [0, difference, ...values], scale: "linear" }, range),
    y: ([bottom, top]) =>
      nameAxis(
        "",
        shown.map(({ name }) => name),
        [top, bottom],
      ),
    marks: (x, y, { top, bottom }) => [
      ...shown.flatMap(({ atLow, atHigh }, row) =>
        [atLow, atHigh].flatMap((value, series) => {
          if (value === undefined || value === difference) return [];
          const [start, end] = [x.at(difference), x.at(value)];
          // Where both ends are on one side, the shorter bar lies on the longer one, above and below its middle.
          return [bar(id, series, Math.min(start, end), y.at(row) - (series === 0 ? 9 : 0), Math.abs(end - start), 9)];
        }),
      ),
      tag("path", { d: `M${x.at(difference).toFixed(1)} ${top}V${bottom}`, class: "axis" }),
    ],
  });
  const signed = (value: number | undefined): string =>
    value === undefined ? "nothing concluded" : `${value < 0 ? "-" : "+"}${formatKind(kind, Math.abs(value))}`;
  return {
    id,
    title,
    description,
    svg,
    table: {
      columns: ["Constant", "Range", "At the low end", "At the default", "At the high end"],
      rows: ranked.map(({ name, range, atLow, atHigh }) => [name, range, signed(atLow), signed(difference), signed(atHigh)]),
    },
    data: {
      columns: ["constant", "range", `${figure}.low`, `${figure}.default`, `${figure}.high`],
      rows: ranked.map(({ name, range, atLow, atHigh }) => [name, range, atLow, difference, atHigh]),
    },
  };
}
