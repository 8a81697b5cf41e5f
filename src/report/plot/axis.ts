/** Axes: where values lie, and which of them are named, in one unit that suits them all. */
import { scaleLinear, scaleLog } from "d3-scale";
import { textWidth } from "./svg.js";
import { type Kind, type Unit, unitFor } from "./units.js";

export interface Tick {
  readonly position: number;
  readonly label: string;
}

export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
  readonly label: string;
}

export type Range = readonly [from: number, to: number];

export interface ValueAxis {
  readonly label: string;
  readonly kind: Kind;
  /** All values that must be on the axis. */
  readonly values: readonly number[];
  /** Default: logarithmic if every value is positive and the largest is more than `LOG_FROM` times the least. */
  readonly scale?: "linear" | "log";
  /** Whether a linear axis begins at zero. Default true. */
  readonly fromZero?: boolean;
}

/** Ratio of the largest to the least value from which an axis is logarithmic unless told otherwise. */
const LOG_FROM = 100;
const TICKS = 5;

export function valueAxis({ label, kind, values, scale, fromZero = true }: ValueAxis, range: Range): Axis {
  const finite = values.filter(Number.isFinite);
  const [least, most] = finite.length === 0 ? [0, 1] : extent(finite);
  const isLog = least > 0 && (scale ? scale === "log" : most / least > LOG_FROM);
  return isLog ? logAxis(label, kind, [least, most], range) : linearAxis(label, kind, [fromZero ? Math.min(0, least) : least, most], range);
}

function linearAxis(label: string, kind: Kind, [low, high]: Range, range: Range): Axis {
  const unit = unitFor(kind, Math.max(Math.abs(low), Math.abs(high)));
  const most = high > low ? high : low + (Math.abs(low) || 1);
  const scale = scaleLinear()
    .domain([low / unit.size, most / unit.size])
    .nice(TICKS)
    .range([...range]);
  const format = scale.tickFormat(TICKS, ",~f");
  const ticks = scale.ticks(TICKS).map((value) => ({ position: scale(value), label: tidy(value, format(value)) }));
  return { at: (value) => scale(value / unit.size), ticks, label: withUnit(label, unit) };
}

/** d3 gives as many decimals as the step needs; zeros at the end are dropped. */
function tidy(value: number, formatted: string): string {
  return Number.isInteger(value) ? value.toLocaleString("en-US") : formatted;
}

function logAxis(label: string, kind: Kind, [low, high]: Range, range: Range): Axis {
  const unit = unitFor(kind, low);
  const [from, to] = low === high ? [low / 2, high * 2] : [low, high];
  const scale = scaleLog()
    .domain([from / unit.size, to / unit.size])
    .nice()
    .range([...range]);
  const [start = 1, end = 1] = scale.domain();
  const wide = Math.log10(end / start) > 2.5;
  const values = scale.ticks().filter((value) => isMantissa(value, wide ? [1] : [1, 2, 5]));
  const ticks = values.map((value) => ({ position: scale(value), label: unit.format(value * unit.size) }));
  return { at: (value) => scale(Math.max(value, from / 2) / unit.size), ticks: ticks.length > 7 ? everyOther(ticks) : ticks, label };
}

function isMantissa(value: number, mantissas: readonly number[]): boolean {
  const mantissa = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  return mantissas.includes(mantissa === 10 ? 1 : mantissa);
}

function everyOther(ticks: readonly Tick[]): Tick[] {
  return ticks.filter((_, index) => index % 2 === 0);
}

/** Places with names, side by side: settings without a number. */
export function nameAxis(label: string, names: readonly string[], range: Range): Axis {
  const step = (range[1] - range[0]) / Math.max(1, names.length);
  const at = (index: number): number => range[0] + (index + 0.5) * step;
  return { at, ticks: names.map((name, index) => ({ position: at(index), label: name })), label };
}

/** A numeric axis with ticks at given values under their own names, such as the settings of a study. */
export function settingAxis(
  label: string,
  settings: readonly { readonly value: number; readonly name: string }[],
  range: Range,
  log?: boolean,
): Axis {
  const values = settings.map(({ value }) => value);
  const [least, most] = extent(values);
  const isLog = least > 0 && (log ?? most / least > 8);
  const [from, to] = least === most ? [least - (Math.abs(least) || 1) / 2, most + (Math.abs(most) || 1) / 2] : [least, most];
  const scale = (isLog ? scaleLog() : scaleLinear())
    .domain([isLog && least === most ? least / 2 : from, to])
    .range([range[0] + 14, range[1] - 14]);
  return { at: scale, ticks: settings.map(({ value, name }) => ({ position: scale(value), label: name })), label };
}

/** The ticks whose labels stand apart, side by side: the first, and each that begins after the last one kept. */
export function apart(ticks: readonly Tick[], gap = 8): Tick[] {
  let end = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ position, label }) => {
    const half = textWidth(label) / 2;
    if (position - half < end + gap) return false;
    end = position + half;
    return true;
  });
}

function withUnit(label: string, { symbol }: Unit): string {
  return symbol === "" ? label : `${label}, ${symbol}`;
}

export function extent(values: readonly number[]): readonly [number, number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
