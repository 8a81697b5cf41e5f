/** The guest's traffic before, during and after the migration: throughput, and round trip of a message. */
import type { ChannelReport, ChannelSample } from "../../result/result.js";
import { type Axis, valueAxis } from "./axis.js";
import { type Area, drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { linePath, markersAt, type Point } from "./marks.js";
import { label, tag, textWidth } from "./svg.js";
import { formatKind } from "./units.js";

const PHASES: Readonly<Record<ChannelSample["phase"], string>> = {
  before: "before",
  copying: "copying",
  switching: "switch",
  paused: "paused",
  after: "after",
};
/** More samples are not seen; what is left out are those between two that are kept. */
const SAMPLES_MOST = 600;

/** What the guest sends and receives, and what is left for the copy. */
export function throughputFigure(id: string, channel: ChannelReport): Figure {
  const { samples, left } = shownSamples(channel.series);
  const sent = samples.map((each) => [each.seconds, each.sendBytesPerSecond] as const);
  const received = samples.map((each) => [each.seconds, each.receiveBytesPerSecond] as const);
  const copied = samples.flatMap((each) =>
    each.copyBytesPerSecond === undefined ? [] : [[each.seconds, each.copyBytesPerSecond] as const],
  );
  const title = `Traffic before, during and after the migration: ${channel.label}`;
  const description = `Delivered by ${channel.label}: sent and received by the guest, and the goodput left for the copy. Shaded: the guest is paused.${left}`;
  const lines = [
    { name: "guest sends", points: sent },
    { name: "guest receives", points: received },
    ...(copied.length > 1 ? [{ name: "left for the copy", points: copied }] : []),
  ];
  const svg = drawChart({
    id,
    title,
    description,
    headroom: 18,
    legend: lines.map(({ name }, series) => ({ name, series, kind: "line" })),
    x: (range) => timeAxis(samples, range),
    y: (range) =>
      valueAxis(
        { label: "rate", kind: "bytes/s", values: lines.flatMap(({ points }) => points.map(([, value]) => value)), scale: "linear" },
        range,
      ),
    marks: (x, y, area) => [...phaseParts(samples, x, area), ...lines.flatMap(({ points }, series) => stepped(points, x, y, series))],
  });
  return { id, title, description, svg, ...tablesOf(channel.series) };
}

/** Absent where no message was ever exchanged. */
export function roundTripFigure(id: string, channel: ChannelReport): Figure | undefined {
  const { samples, left } = shownSamples(channel.series);
  const points = samples.flatMap((each) => (each.roundTripSeconds === undefined ? [] : [[each.seconds, each.roundTripSeconds] as const]));
  if (points.length === 0) return undefined;
  const title = `Round trip before, during and after the migration: ${channel.label}`;
  const description = `A message of mean size over ${channel.label} and back; none while the guest is paused (shaded).${left}`;
  const svg = drawChart({
    id,
    title,
    description,
    headroom: 18,
    height: 170,
    x: (range) => timeAxis(samples, range),
    y: (range) => valueAxis({ label: "round trip", kind: "seconds", values: points.map(([, value]) => value) }, range),
    marks: (x, y, area) => [...phaseParts(samples, x, area), ...stepped(points, x, y, 0)],
  });
  return { id, title, description, svg, ...tablesOf(channel.series) };
}

function timeAxis(samples: readonly ChannelSample[], range: readonly [number, number]): Axis {
  return valueAxis(
    { label: "time since the request", kind: "seconds", values: samples.map(({ seconds }) => seconds), scale: "linear", fromZero: false },
    range,
  );
}

function stepped(points: readonly (readonly [number, number])[], x: Axis, y: Axis, series: number): string[] {
  const drawn = points.map(([seconds, value]): Point => [x.at(seconds), y.at(value)]);
  return [linePath(drawn, series, true), ...markersAt(drawn, series, 8)];
}

/** The limits of the phases, their names above those that have room for them, and the pause shaded. */
function phaseParts(samples: readonly ChannelSample[], x: Axis, { left, right, top, bottom }: Area): string[] {
  const starts = samples.filter(({ phase }, index) => phase !== samples[index - 1]?.phase);
  const spans = starts.map(({ phase, seconds }, index) => {
    const next = starts[index + 1];
    return { phase, from: Math.max(left, x.at(seconds)), to: next === undefined ? right : x.at(next.seconds) };
  });
  return spans.flatMap(({ phase, from, to }, index) => [
    ...(phase === "paused" ? [tag("rect", { x: from, y: top, width: Math.max(1, to - from), height: bottom - top, class: "shade" })] : []),
    ...(index === 0 ? [] : [tag("path", { d: `M${from.toFixed(1)} ${top}V${bottom}`, class: "grid", "stroke-dasharray": "2 2" })]),
    ...(to - from < textWidth(PHASES[phase]) ? [] : [label(PHASES[phase], (from + to) / 2, top - 4, { "text-anchor": "middle" })]),
  ]);
}

interface Shown {
  readonly samples: readonly ChannelSample[];
  /** What is left out, in words; empty for nothing. */
  readonly left: string;
}

/** Share of the time that the hand-over and what follows it take, below which the time before is cut to as much. */
const ZOOM_RATIO = 0.2;

/** The samples to draw: where the copy takes most of the time, only its end, so that the hand-over can be seen. */
function shownSamples(series: readonly ChannelSample[]): Shown {
  const samples = thinned(series);
  const handOver = samples.find(({ phase }) => phase === "switching" || phase === "paused")?.seconds;
  const end = samples.at(-1)?.seconds ?? 0;
  const from = handOver === undefined ? 0 : handOver - (end - handOver);
  if (handOver === undefined || end - handOver > ZOOM_RATIO * end || from <= 0) return { samples, left: "" };
  const first = samples.findLast(({ seconds }) => seconds <= from);
  const kept = samples.filter(({ seconds }) => seconds > from);
  return {
    samples: first ? [{ ...first, seconds: from }, ...kept] : kept,
    left: ` Drawn from ${formatKind("seconds", from)} on; the table has the time before.`,
  };
}

/** The first and last sample of each phase, and every k-th between them. */
function thinned(series: readonly ChannelSample[]): ChannelSample[] {
  const step = Math.max(1, Math.ceil(series.length / SAMPLES_MOST));
  return series.filter(
    ({ phase }, index) => index % step === 0 || phase !== series[index - 1]?.phase || phase !== series[index + 1]?.phase,
  );
}

function tablesOf(series: readonly ChannelSample[]): Pick<Figure, "table" | "data"> {
  const rate = (value: number | undefined): string => (value === undefined ? "-" : formatKind("bytes/s", value));
  return {
    table: {
      columns: ["Time", "Phase", "Peers", "Guest sends", "Guest receives", "Round trip", "Left for the copy"],
      rows: series.map((each) => [
        formatKind("seconds", each.seconds),
        PHASES[each.phase],
        each.mode,
        rate(each.sendBytesPerSecond),
        rate(each.receiveBytesPerSecond),
        each.roundTripSeconds === undefined ? "-" : formatKind("seconds", each.roundTripSeconds),
        rate(each.copyBytesPerSecond),
      ]),
    },
    data: {
      columns: ["seconds", "phase", "mode", "sendBytesPerSecond", "receiveBytesPerSecond", "roundTripSeconds", "copyBytesPerSecond"],
      rows: series.map((each) => [
        each.seconds,
        each.phase,
        each.mode,
        each.sendBytesPerSecond,
        each.receiveBytesPerSecond,
        each.roundTripSeconds,
        each.copyBytesPerSecond,
      ]),
    },
  };
}
