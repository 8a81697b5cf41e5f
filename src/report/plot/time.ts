/** Figures over the time of one run: what remained to be sent, the rates, the guest's speed. */
import type { GuestSpeedSample, Round } from "../../result/result.js";
import { valueAxis } from "./axis.js";
import { type Area, drawChart } from "./chart.js";
import type { Figure, FigureTable } from "./figure.js";
import { linePath, markersAt, type Point } from "./marks.js";
import { tag } from "./svg.js";
import { formatKind, type Kind } from "./units.js";

type Sample = readonly [seconds: number, value: number];

interface TimeSeries {
  readonly name: string;
  /** Name of its column in CSV. */
  readonly column: string;
  readonly samples: readonly Sample[];
  /** A value holds until the next sample. */
  readonly isStepped?: boolean;
}

/** A span of time that is shaded: the guest was paused. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface TimeFigure {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly label: string;
  readonly kind: Kind;
  readonly series: readonly TimeSeries[];
  readonly pause?: Span | undefined;
  readonly endSeconds: number;
  readonly scale?: "linear" | "log";
}

/** The rounds of one run, under the name of its variant. */
export interface NamedRounds {
  readonly name: string;
  readonly rounds: readonly Round[];
}

/**
 * Bytes left to send: a tooth per round, its valleys the moments that a stop policy waits for. A line for each of `runs`, at least one;
 * the pause is shaded if there is only one. `pageBytes`: size of a page.
 */
export function remainingFigure(id: string, runs: readonly NamedRounds[], pageBytes: number): Figure {
  const [only, ...others] = runs;
  const pause = others.length === 0 && only ? pauseOf(only.rounds) : undefined;
  const shaded = pause === undefined ? "" : " Shaded: the guest is paused.";
  return timeFigure({
    id,
    title: "Remaining to be sent against time",
    description: `Memory of the pages still to send in the current round; at its end the pages found dirty are added.${shaded}`,
    label: "remaining",
    kind: "bytes",
    series: runs.map(({ name, rounds }) => ({ name, column: name, samples: teeth(rounds, pageBytes) })),
    pause,
    endSeconds: Math.max(...runs.map(({ rounds }) => endOf(rounds))),
  });
}

/** What a log counted over what was simulated, against time: both as lines, the log's first. */
export interface Overlay {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly label: string;
  readonly kind: Kind;
  readonly measured: readonly (readonly [seconds: number, value: number])[];
  readonly simulated: readonly (readonly [seconds: number, value: number])[];
}

export function overlayFigure({ id, title, description, label, kind, measured, simulated }: Overlay): Figure {
  const both = [...measured, ...simulated];
  return timeFigure({
    id,
    title,
    description,
    label,
    kind,
    series: [
      { name: "log", column: "log", samples: measured },
      { name: "simulated", column: "simulated", samples: simulated },
    ],
    endSeconds: both.reduce((end, [seconds]) => Math.max(end, seconds), 0),
  });
}

/** Bytes left to send at the ends of each round. */
export function teeth(rounds: readonly Round[], pageBytes: number): Sample[] {
  return rounds.flatMap(({ startSeconds, durationSeconds, pagesToSend, pagesSent, pagesSkipped }): Sample[] => [
    [startSeconds, pagesToSend * pageBytes],
    [startSeconds + durationSeconds, Math.max(0, pagesToSend - pagesSent - pagesSkipped) * pageBytes],
  ]);
}

/** Transfer rate and dirty rate of each round. A round whose log was not read has no dirty rate. */
export function ratesFigure(id: string, rounds: readonly Round[], pageBytes: number): Figure {
  const timed = rounds.filter(({ durationSeconds }) => durationSeconds > 0);
  const sent = timed.map((round): TimedRate => ({ round, rate: round.wireBytes / round.durationSeconds }));
  const dirty = timed.flatMap((round): TimedRate[] => {
    if (round.pagesDirtied === undefined || !round.live) return [];
    return [{ round, rate: (round.pagesDirtied * pageBytes) / round.durationSeconds }];
  });
  return timeFigure({
    id,
    title: "Transfer rate and dirty rate against time",
    description:
      "Mean rates of each round. Dirty rate: distinct pages found dirty at the end of the round, so pages written twice count once. The copy converges where the dirty rate stays below the transfer rate.",
    label: "rate",
    kind: "bytes/s",
    series: [
      { name: "on the wire", column: "wireBytesPerSecond", samples: steps(sent), isStepped: true },
      ...(dirty.length === 0 ? [] : [{ name: "found dirty", column: "dirtyBytesPerSecond", samples: steps(dirty), isStepped: true }]),
    ],
    pause: pauseOf(rounds),
    endSeconds: endOf(rounds),
    scale: "linear",
  });
}

interface TimedRate {
  readonly round: Round;
  readonly rate: number;
}

/** A sample at the start of each round, and one at the end of the last. */
function steps(rates: readonly TimedRate[]): Sample[] {
  const last = rates.at(-1);
  const samples = rates.map(({ round, rate }): Sample => [round.startSeconds, rate]);
  return last === undefined ? [] : [...samples, [last.round.startSeconds + last.round.durationSeconds, last.rate]];
}

/** The guest's own speed, 1 at full speed: what a benchmark inside it would show. */
export function guestSpeedFigure(id: string, speed: readonly GuestSpeedSample[], rounds: readonly Round[], endSeconds: number): Figure {
  const samples = speed.map(({ seconds, speedRatio }): Sample => [seconds, speedRatio]);
  const last = samples.at(-1);
  return timeFigure({
    id,
    title: "Speed of the guest against time",
    description:
      "Guest seconds per second, 1 at full speed: throttling, the dirty log's cost and waits for pages lower it, the pause stops it.",
    label: "speed",
    kind: "ratio",
    series: [{ name: "guest", column: "speedRatio", samples: last ? [...samples, [endSeconds, last[1]]] : [], isStepped: true }],
    pause: pauseOf(rounds),
    endSeconds,
    scale: "linear",
  });
}

function timeFigure(figure: TimeFigure): Figure {
  const { id, title, description, label, kind, series, pause, endSeconds, scale } = figure;
  const values = series.flatMap(({ samples }) => samples.map(([, value]) => value));
  const svg = drawChart({
    id,
    title,
    description,
    ...(series.length > 1 ? { legend: series.map(({ name }, index) => ({ name, series: index, kind: "line" })) } : {}),
    x: (range) => valueAxis({ label: "time since the request", kind: "seconds", values: [0, endSeconds], scale: "linear" }, range),
    y: (range) => valueAxis({ label, kind, values, scale: scale ?? "linear" }, range),
    marks: (x, y, area) => [
      ...(pause ? [shade(x.at(pause.from), x.at(pause.to), area)] : []),
      ...series.flatMap(({ samples, isStepped }, index) => {
        const points = samples.map(([seconds, value]): Point => [x.at(seconds), y.at(value)]);
        return [linePath(points, index, isStepped), ...(series.length > 1 ? markersAt(points, index, 12) : [])];
      }),
    ],
  });
  return { id, title, description, svg, ...tablesOf(series, kind) };
}

function shade(from: number, to: number, { top, bottom }: Area): string {
  return tag("rect", { x: from, y: top, width: Math.max(1, to - from), height: bottom - top, class: "shade" });
}

/** From the first round with the guest paused to the end of the last one. */
function pauseOf(rounds: readonly Round[]): Span | undefined {
  const paused = rounds.filter(({ live }) => !live);
  const [first] = paused;
  return first && { from: first.startSeconds, to: endOf(paused) };
}

function endOf(rounds: readonly Round[]): number {
  return rounds.reduce((end, { startSeconds, durationSeconds }) => Math.max(end, startSeconds + durationSeconds), 0);
}

function tablesOf(series: readonly TimeSeries[], kind: Kind): { readonly table: FigureTable; readonly data: FigureTable } {
  const rows = series.flatMap(({ name, column, samples }) => samples.map((sample) => ({ name, column, sample })));
  return {
    table: {
      columns: ["Time", "Series", "Value"],
      rows: rows.map(({ name, sample: [seconds, value] }) => [formatKind("seconds", seconds), name, formatKind(kind, value)]),
    },
    data: { columns: ["seconds", "series", "value"], rows: rows.map(({ column, sample }) => [sample[0], column, sample[1]]) },
  };
}
