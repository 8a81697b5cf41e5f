/** What the link of a host carries over the time of a plan: copies and flows, sent and received, beside what its card can carry. */
import { valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { linePath, markersAt, type Point } from "./marks.js";
import { formatKind } from "./units.js";

/** Mean rates of one kind of bytes on a link, in bins of equal width from the beginning of the plan. */
export interface LinkRates {
  /** `copies sent`. */
  readonly name: string;
  /** Name of its column in CSV. */
  readonly column: string;
  readonly bytesPerSecond: readonly number[];
}

/** What `linkFigure` draws. */
export interface LinkChart {
  readonly id: string;
  readonly host: string;
  /** The plan's name; empty for the only one. */
  readonly where: string;
  readonly binSeconds: number;
  readonly endSeconds: number;
  readonly linkBytesPerSecond: number;
  /** Those that carry anything. */
  readonly rates: readonly LinkRates[];
}

/** The rates on one link as steps, and the most that its card carries. */
export function linkFigure(chart: LinkChart): Figure {
  const { id, host, where, binSeconds, endSeconds, linkBytesPerSecond, rates } = chart;
  const title = `Use of the link of ${host}${where === "" ? "" : `, ${where}`}`;
  const description = `Mean rates over bins of ${formatKind("seconds", binSeconds)}; each direction can carry ${formatKind("bytes/s", linkBytesPerSecond)}, the uppermost line.`;
  const card = rates.length;
  const samplesOf = ({ bytesPerSecond }: LinkRates): (readonly [seconds: number, rate: number])[] =>
    steps(bytesPerSecond).map(([bin, rate]) => [Math.min(endSeconds, bin * binSeconds), rate]);
  const svg = drawChart({
    id,
    title,
    description,
    height: 190,
    legend: [
      ...rates.map(({ name }, series) => ({ name, series, kind: "line" as const })),
      { name: "the card", series: card, kind: "line" },
    ],
    x: (range) => valueAxis({ label: "time since the plan began", kind: "seconds", values: [0, endSeconds], scale: "linear" }, range),
    y: (range) =>
      valueAxis(
        {
          label: "rate",
          kind: "bytes/s",
          values: [0, linkBytesPerSecond, ...rates.flatMap(({ bytesPerSecond }) => bytesPerSecond)],
          scale: "linear",
        },
        range,
      ),
    marks: (x, y) => {
      const line = (samples: readonly (readonly [number, number])[], series: number): string[] => {
        const points = samples.map(([seconds, rate]): Point => [x.at(seconds), y.at(rate)]);
        return [linePath(points, series, true), ...markersAt(points, series, 8)];
      };
      return [
        ...rates.flatMap((each, series) => line(samplesOf(each), series)),
        ...line(
          [
            [0, linkBytesPerSecond],
            [endSeconds, linkBytesPerSecond],
          ],
          card,
        ),
      ];
    },
  });
  return { id, title, description, svg, ...tablesOf(chart) };
}

/** The first bin of each stretch of equal rates, and the end. */
function steps(rates: readonly number[]): (readonly [bin: number, rate: number])[] {
  const changes = rates.flatMap((rate, bin) => {
    const before = rates[bin - 1];
    return before !== undefined && Math.abs(rate - before) <= 1e-6 * Math.max(rate, before) ? [] : [[bin, rate] as const];
  });
  return [...changes, [rates.length, rates.at(-1) ?? 0]];
}

function tablesOf({ binSeconds, endSeconds, linkBytesPerSecond, rates }: LinkChart): Pick<Figure, "table" | "data"> {
  const bins = Math.max(0, ...rates.map(({ bytesPerSecond }) => bytesPerSecond.length));
  return {
    table: {
      columns: ["Series", "Carried", "Mean rate", "Of the card", "Highest rate"],
      rows: rates.map(({ name, bytesPerSecond }) => {
        const bytes = bytesPerSecond.reduce((sum, rate) => sum + rate * binSeconds, 0);
        const mean = endSeconds > 0 ? bytes / endSeconds : 0;
        return [
          name,
          formatKind("bytes", bytes),
          formatKind("bytes/s", mean),
          `${((100 * mean) / linkBytesPerSecond).toFixed(1)} %`,
          formatKind("bytes/s", Math.max(...bytesPerSecond)),
        ];
      }),
    },
    data: {
      columns: ["seconds", ...rates.map(({ column }) => column)],
      rows: Array.from({ length: bins }, (_, bin) => [bin * binSeconds, ...rates.map(({ bytesPerSecond }) => bytesPerSecond[bin])]),
    },
  };
}
