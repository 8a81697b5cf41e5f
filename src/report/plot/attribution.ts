/** The causes of a difference, one after the other: pages changed, exchange speed, and what both do together add up to it. */
import type { AttributedFigure } from "../../analysis/comparison.js";
import type { PairedDifference } from "../../statistics/paired.js";
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bar, whisker } from "./marks.js";
import { tag } from "./svg.js";
import { formatKind, kindOf } from "./units.js";

const PARTS = [
  ["pages", "pages changed"],
  ["speed", "exchange speed"],
  ["interaction", "both together"],
  ["difference", "difference"],
] as const;

/** `from` and `to`: the variants; `figure`: name of the total, `label`: the same in words. */
export function attributionFigure(
  id: string,
  from: string,
  to: string,
  figure: string,
  label: string,
  attributed: AttributedFigure,
): Figure {
  const kind = kindOf(figure);
  const title = `${label}: ${from} -> ${to}, by cause`;
  const description = `Each bar begins where the one above ends; together they are the difference in the last row. Whiskers are 95 % intervals over paired runs.`;
  const starts = startsOf(attributed);
  const values = PARTS.flatMap(([part]) => [starts[part], starts[part] + attributed[part].mean, ...endsOf(attributed[part], starts[part])]);
  const svg = drawChart({
    id,
    title,
    description,
    hatches: 4,
    hasGrid: false,
    height: 150,
    x: (range) => valueAxis({ label: `${label}, change`, kind, values: [0, ...values], scale: "linear" }, range),
    y: ([bottom, top]) =>
      nameAxis(
        "",
        PARTS.map(([, words]) => words),
        [top, bottom],
      ),
    marks: (x, y, { top, bottom }) => [
      tag("path", { d: `M${x.at(0).toFixed(1)} ${top}V${bottom}`, class: "axis" }),
      ...PARTS.flatMap(([part], index) => {
        const [start, end] = [x.at(starts[part]), x.at(starts[part] + attributed[part].mean)];
        const ends = endsOf(attributed[part], starts[part]).map(x.at);
        const [low, high] = ends;
        return [
          bar(id, index, Math.min(start, end), y.at(index) - 11, Math.abs(end - start), 22),
          ...(low === undefined || high === undefined || high - low < 3 ? [] : [whisker(low, high, y.at(index), "horizontal")]),
        ];
      }),
    ],
  });
  return { id, title, description, svg, ...tablesOf(figure, attributed) };
}

/** Where each part begins: at the end of the one before; the difference at zero. */
function startsOf({ pages, speed }: AttributedFigure): Readonly<Record<(typeof PARTS)[number][0], number>> {
  return { pages: 0, speed: pages.mean, interaction: pages.mean + speed.mean, difference: 0 };
}

function endsOf({ confidence95 }: PairedDifference, start: number): number[] {
  return confidence95 === undefined ? [] : confidence95.map((end) => start + end);
}

function tablesOf(figure: string, attributed: AttributedFigure): Pick<Figure, "table" | "data"> {
  const kind = kindOf(figure);
  return {
    table: {
      columns: ["Part", "Mean change", "95 % interval"],
      rows: PARTS.map(([part, words]) => {
        const { mean, confidence95, verdict } = attributed[part];
        const interval =
          confidence95 === undefined ? "-" : `${formatSigned(kind, confidence95[0])} .. ${formatSigned(kind, confidence95[1])}`;
        const isNone = verdict === "no difference shown" || verdict === "equal in every run";
        return [words, isNone ? verdict : formatSigned(kind, mean), interval];
      }),
    },
    data: {
      columns: ["part", `${figure}.mean`, `${figure}.low95`, `${figure}.high95`],
      rows: PARTS.map(([part]) => [part, attributed[part].mean, ...(attributed[part].confidence95 ?? [undefined, undefined])]),
    },
  };
}

function formatSigned(kind: ReturnType<typeof kindOf>, value: number): string {
  return value < 0 ? `-${formatKind(kind, -value)}` : `+${formatKind(kind, value)}`;
}
