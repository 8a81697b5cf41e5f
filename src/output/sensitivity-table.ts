/** The uncertainty of the model as text: per pair a tornado of total times, and the band of each figure. */
import type { Comparison, ConstantEffect, DifferenceBand, Effect } from "../analysis/comparison.js";
import { type FigureUnit, formatEstimate, type Scale, scaleFor } from "./estimate.js";
import { type FigureRow, figureTable } from "./figure-table.js";
import { formatBytes, formatCount, formatSeconds } from "./quantities.js";
import { printable, type Style, wrap } from "./text.js";

const BAR_WIDTH = 16;
/** A change of the difference below this share of it is shown as none. */
const SHOWN_RATIO = 0.005;

const FIGURES: readonly (readonly [name: keyof Effect, label: string, unit: FigureUnit])[] = [
  ["totalSeconds", "Total time", "seconds"],
  ["pagesSent", "Pages sent", "count"],
  ["downtimeSeconds", "Downtime", "seconds"],
];

/** One constant's two ends for one pair. */
interface Ends {
  readonly constant: ConstantEffect;
  readonly atLow: Effect | undefined;
  readonly atHigh: Effect | undefined;
}

/** Lines for the pair; none without a sensitivity, or if nothing is concluded from the pair. `shownName` formats a label. */
export function sensitivityLines(
  { sensitivity, differences }: Comparison,
  pair: { readonly from: string; readonly to: string; readonly title: string },
  width: number,
  style: Style,
): string[] {
  const difference = differences.find(({ from, to }) => from === pair.from && to === pair.to);
  const base = difference?.figures.totals.totalSeconds?.mean;
  if (sensitivity === undefined || difference?.withheld !== undefined || base === undefined) return [];
  const ends = sensitivity.constants.map((constant): Ends => {
    const effect = constant.effects.find(({ from, to }) => from === pair.from && to === pair.to);
    return { constant, atLow: effect?.atLow, atHigh: effect?.atHigh };
  });
  const moving = ends.filter((end) => swingOf(end) > Math.abs(base) * SHOWN_RATIO).sort((left, right) => swingOf(right) - swingOf(left));
  const still = ends.filter((end) => !moving.includes(end)).map(({ constant }) => constant.name);
  const title = `${pair.title}: the difference in total time over the range of each constant`;
  const rest = still.length === 0 ? [] : [`No effect: ${still.join(", ")}.`];
  const band = sensitivity.bands.find(({ from, to }) => from === pair.from && to === pair.to);
  return [
    ...wrap(title, width).map(style.title),
    ...(moving.length === 0 ? [] : tornado(moving, base, width, style)),
    ...[...rest, ...(band === undefined ? [] : [bandText(band)])].flatMap((text) => wrap(printable(text), width)),
  ];
}

/** Seconds between the two ends; Infinity where nothing is concluded at one. */
function swingOf({ atLow, atHigh }: Ends): number {
  if (atLow === undefined || atHigh === undefined) return Infinity;
  return Math.abs(atHigh.totalSeconds - atLow.totalSeconds);
}

function tornado(ends: readonly Ends[], base: number, width: number, style: Style): string[] {
  const values = ends.flatMap(({ atLow, atHigh }) =>
    [atLow, atHigh].flatMap((effect) => (effect === undefined ? [] : [effect.totalSeconds])),
  );
  const scale = scaleFor("seconds", [base, ...values]);
  const [least, most] = [Math.min(base, ...values), Math.max(base, ...values)];
  const rows = ends.map(({ constant, atLow, atHigh }): FigureRow => {
    const cells = [atLow, atHigh].map((effect) => (effect === undefined ? "nothing concluded" : signed(effect.totalSeconds, scale)));
    return {
      label: constant.name,
      cells: [constantRange(constant), ...cells, barOf(atLow?.totalSeconds, base, atHigh?.totalSeconds, least, most)],
    };
  });
  return figureTable("Constant", ["Range", `low, ${scale.symbol}`, `high, ${scale.symbol}`, `${signed(base, scale)} at |`], rows, width, {
    ...style,
    title: style.faint,
  });
}

/** The span between both ends as a bar, with the default's difference as `|`. */
function barOf(low: number | undefined, base: number, high: number | undefined, least: number, most: number): string {
  const place = (value: number): number => Math.round(((value - least) / Math.max(most - least, Number.MIN_VALUE)) * (BAR_WIDTH - 1));
  const places = [low ?? base, base, high ?? base].map(place);
  const [from, to] = [Math.min(...places), Math.max(...places)];
  return Array.from({ length: BAR_WIDTH }, (_, index) => (index === place(base) ? "|" : index >= from && index <= to ? "=" : " ")).join("");
}

/** `1,000 to 8,000`, `0 to 2.00 ms`: the range of a constant. */
export function constantRange({ unit, low, high }: ConstantEffect): string {
  const format = (value: number): string => {
    if (unit === "pages") return formatCount(value);
    if (unit === "bytes") return formatBytes(value);
    if (unit === "seconds per byte") return `${Number((value * 1e9).toPrecision(3))} ns`;
    return value === 0 ? "0" : formatSeconds(value);
  };
  return `${format(low)} to ${format(high)}`;
}

/** `Over all ranges: total time -91.0 to -55.1 ms, …`. */
function bandText(band: DifferenceBand): string {
  const parts = FIGURES.map(([name, label, unit]) => {
    const scale = scaleFor(unit, band[name]);
    const [least, most] = band[name].map((value) => signed(value, scale));
    return `${label.toLowerCase()} ${least} to ${most}${scale.symbol === "" ? "" : ` ${scale.symbol}`}`;
  });
  return `One constant at a time, the difference lies within: ${parts.join(", ")}.`;
}

function signed(mean: number, scale: Scale): string {
  return formatEstimate({ mean }, scale, true);
}
