/** A total against an axis of a study: a line for each variant, with the 95 % interval of its mean as a band. */
import { nameAxis, settingAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bandPath, linePath, markersAt, type Point, whisker } from "./marks.js";
import { formatMean, kindOf } from "./units.js";

/** One setting on the axis. */
export interface Setting {
  /** As in the study: `1 Gbit/s`, `small`. */
  readonly name: string;
  /** Its place on a numeric axis; if any setting has none, they stand side by side in their order. */
  readonly value?: number;
}

/** The mean of a total at one setting. */
export interface SettingValue {
  /** Index of the setting. */
  readonly setting: number;
  readonly mean: number;
  readonly confidence95?: readonly [number, number];
  /** Number of runs behind the mean. */
  readonly runs: number;
}

/** A variant: its values over the settings. */
export interface SettingLine {
  readonly name: string;
  /** In the order of the settings; a setting may be absent: nothing moved there. */
  readonly values: readonly SettingValue[];
}

/** What `againstFigure` draws. */
export interface Against {
  readonly id: string;
  /** Name of the axis. */
  readonly axis: string;
  readonly settings: readonly Setting[];
  /** Default: logarithmic if the largest value is more than 8 times the least. */
  readonly axisScale?: "linear" | "log";
  /** Name of the total: its unit is at its end. */
  readonly figure: string;
  /** The total in words. */
  readonly label: string;
  readonly lines: readonly SettingLine[];
  /** What the figure is restricted to, such as one setting of another axis. */
  readonly where?: string;
}

/** A line with markers and bands for each variant. The axes are logarithmic where the values ask for it. */
export function againstFigure(against: Against): Figure {
  const { id, axis, settings, figure, label, lines, where } = against;
  const kind = kindOf(figure);
  const title = `${label} against ${axis}${where === undefined ? "" : `, ${where}`}`;
  const many = lines.length === 1 ? "" : `, ${lines.length} lines`;
  const description = `Mean ${label.toLowerCase()} over the runs for each setting of ${axis}${many}; bands and whiskers are 95 % intervals of the mean.`;
  const all = lines.flatMap(({ values }) => values.flatMap(({ mean, confidence95 }) => [mean, ...(confidence95 ?? [])]));
  const isNumeric = settings.every(({ value }) => value !== undefined);
  const svg = drawChart({
    id,
    title,
    description,
    legend: lines.map(({ name }, series) => ({ name, series, kind: "line" })),
    height: 260,
    x: (range) =>
      isNumeric
        ? settingAxis(axis, settings as Required<Setting>[], range, logOf(against))
        : nameAxis(
            axis,
            settings.map(({ name }) => name),
            range,
          ),
    y: (range) => valueAxis({ label, kind, values: all }, range),
    marks: (x, y) => {
      const place = (setting: number): number => x.at(isNumeric ? (settings[setting]?.value as number) : setting);
      return lines.flatMap(({ values }, series) => {
        const pointsOf = (some: readonly SettingValue[]) => some.map(({ setting, mean }): Point => [place(setting), y.at(mean)]);
        const endsOf = (some: readonly SettingValue[]) =>
          some.flatMap(({ setting, confidence95 }) =>
            confidence95 === undefined ? [] : [[place(setting), y.at(confidence95[0]), y.at(confidence95[1])] as const],
          );
        const pieces = unbroken(values);
        const bands = pieces.map(endsOf).filter((ends) => ends.length > 1);
        const shown = endsOf(values).filter(([, low, high]) => Math.abs(low - high) > 6);
        return [
          ...bands.map((ends) => bandPath(ends, series)),
          ...pieces.filter((piece) => piece.length > 1).map((piece) => linePath(pointsOf(piece), series)),
          ...shown.map(([at, low, high]) => whisker(low, high, at, "vertical")),
          ...markersAt(pointsOf(values), series, 60),
        ];
      });
    },
  });
  return { id, title, description, svg, ...tablesOf(against) };
}

/** The values in pieces without a missing setting: a line across it would say what was not found. */
function unbroken(values: readonly SettingValue[]): SettingValue[][] {
  return values.reduce<SettingValue[][]>((pieces, value) => {
    const piece = pieces.at(-1);
    if (piece?.at(-1)?.setting === value.setting - 1) piece.push(value);
    else pieces.push([value]);
    return pieces;
  }, []);
}

function logOf({ axisScale }: Against): boolean | undefined {
  return axisScale && axisScale === "log";
}

function tablesOf({ axis, settings, figure, lines }: Against): Pick<Figure, "table" | "data"> {
  const kind = kindOf(figure);
  const at = ({ values }: SettingLine, setting: number) => values.find((value) => value.setting === setting);
  const shown = (value: SettingValue | undefined): string => (value === undefined ? "-" : formatMean(kind, value));
  return {
    table: {
      columns: [axis, ...lines.map(({ name }) => name)],
      rows: settings.map(({ name }, setting) => [name, ...lines.map((line) => shown(at(line, setting)))]),
    },
    data: {
      columns: [axis, "variant", "runs", `${figure}.mean`, `${figure}.low95`, `${figure}.high95`],
      rows: lines.flatMap(({ name, values }) =>
        values.map(({ setting, runs, mean, confidence95 }) => [
          settings[setting]?.name,
          name,
          runs,
          mean,
          confidence95?.[0],
          confidence95?.[1],
        ]),
      ),
    },
  };
}
