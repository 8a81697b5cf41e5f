/** Total time against downtime of settings that were tried: which meet the goals, of which none is better in all, which one is advised. */
import { type Axis, type Range, valueAxis } from "./axis.js";
import { type Area, drawChart, type LegendEntry } from "./chart.js";
import type { Figure } from "./figure.js";
import { linePath, type Point } from "./marks.js";
import { marker } from "./style.js";
import { FONT_SIZE, label, tag, textWidth } from "./svg.js";
import { formatKind } from "./units.js";

/** Settings and their migration. */
export interface Choice {
  readonly label: string;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  readonly guestTimeTakenSeconds: number;
  readonly isPostcopy: boolean;
  readonly meetsGoals: boolean;
  /** No other is better in total time, downtime and guest time taken at once. */
  readonly isPareto: boolean;
  readonly isAdvised: boolean;
}

/** What `choicesFigure` draws. */
export interface Choices {
  readonly id: string;
  readonly maxTotalSeconds: number;
  readonly maxDowntimeSeconds: number;
  /** Those that moved the guest. */
  readonly choices: readonly Choice[];
}

/** Marker and colour of each kind, and the colour of the line. */
const PRECOPY = 0;
const POSTCOPY = 2;
const LINE = 0;
const MARK_AREA = 64;
const MARK_RADIUS = 5;
const RING_RADIUS = 10;
const HOLLOW = { style: "fill:var(--paper);stroke:currentColor;stroke-width:1.6" };

/**
 * A marker per choice, filled if it meets both goals; the goals as dashed lines, the area that meets them shaded. The Pareto set is numbered and
 * connected in the order of the total time. Undefined without choices.
 */
export function choicesFigure(map: Choices): Figure | undefined {
  const { id, choices, maxTotalSeconds, maxDowntimeSeconds } = map;
  if (choices.length === 0) return undefined;
  const title = "Total time against downtime of the settings tried";
  const description =
    "A marker per combination that moved the guest: filled where it meets both goals (dashed lines, shaded area), hollow where it misses one. Of those numbered and connected none is better in total time, downtime and guest time taken at once.";
  const best = choices.filter(({ isPareto }) => isPareto).sort((left, right) => left.totalSeconds - right.totalSeconds);
  const rest = choices.filter(({ isPareto }) => !isPareto);
  const svg = drawChart({
    id,
    title,
    description,
    legend: legendOf(choices, best.length > 1),
    height: 300,
    headroom: 18,
    x: (range) => timeAxis("downtime", [...choices.map(({ downtimeSeconds }) => downtimeSeconds), maxDowntimeSeconds], range),
    y: (range) => timeAxis("total time", [...choices.map(({ totalSeconds }) => totalSeconds), maxTotalSeconds], range),
    marks: (x, y, area) => {
      const goal = goalParts(map, x, y, area);
      return [...goal.parts, ...choiceParts(best, rest, x, y, goal.box)];
    },
  });
  return { id, title, description, svg, ...tablesOf(best, rest) };
}

function timeAxis(name: string, values: readonly number[], range: Range): Axis {
  return valueAxis({ label: name, kind: "seconds", values }, range);
}

function legendOf(choices: readonly Choice[], isConnected: boolean): LegendEntry[] {
  const entries: readonly (readonly [isShown: boolean, entry: LegendEntry])[] = [
    [choices.some(({ isPostcopy }) => !isPostcopy), { name: "pre-copy", series: PRECOPY, kind: "marker" }],
    [choices.some(({ isPostcopy }) => isPostcopy), { name: "post-copy", series: POSTCOPY, kind: "marker" }],
    [choices.some(({ isAdvised }) => isAdvised), { name: "advised", series: PRECOPY, kind: "ring" }],
    [isConnected, { name: "none is better in all", series: LINE, kind: "line" }],
  ];
  return entries.flatMap(([isShown, entry]) => (isShown ? [entry] : []));
}

/** Left, right, top and bottom of a text. */
type Box = readonly [left: number, right: number, top: number, bottom: number];

/** The shaded area, the goals as lines, and their names: that of the downtime above the area, that of the total time at its other side. */
function goalParts({ maxTotalSeconds, maxDowntimeSeconds }: Choices, x: Axis, y: Axis, { left, right, top, bottom }: Area) {
  const [goalX, goalY] = [x.at(maxDowntimeSeconds), y.at(maxTotalSeconds)];
  const [downtime, total] = [`goal: ${formatKind("seconds", maxDowntimeSeconds)}`, `goal: ${formatKind("seconds", maxTotalSeconds)}`];
  const half = textWidth(downtime) / 2;
  const isRight = goalX > (left + right) / 2;
  const start = isRight ? left + 6 : right - 6 - textWidth(total);
  const box: Box = [start, start + textWidth(total), goalY - 6 - FONT_SIZE, goalY - 2];
  const lines = `M${left} ${goalY.toFixed(1)}H${right}M${goalX.toFixed(1)} ${top}V${bottom}`;
  return {
    box,
    parts: [
      tag("rect", { x: left, y: goalY, width: Math.max(0, goalX - left), height: Math.max(0, bottom - goalY), class: "shade" }),
      tag("path", { d: lines, class: "over", "stroke-dasharray": "6 4" }),
      label(downtime, Math.min(right - half, Math.max(left + half, goalX)), top - 6, { "text-anchor": "middle" }),
      label(total, start, goalY - 5),
    ],
  };
}

/** The line below the markers, the markers of the best above the others, the numbers where they have room. */
function choiceParts(best: readonly Choice[], rest: readonly Choice[], x: Axis, y: Axis, taken: Box): string[] {
  const at = ({ totalSeconds, downtimeSeconds }: Choice): Point => [x.at(downtimeSeconds), y.at(totalSeconds)];
  return [
    ...(best.length > 1 ? [linePath(best.map(at), LINE)] : []),
    ...[...rest, ...best].flatMap((choice) => markParts(choice, at(choice))),
    ...numberParts(best.map(at), [taken, ...[...rest, ...best].map((choice) => boxOf(choice, at(choice)))]),
  ];
}

function markParts({ isPostcopy, meetsGoals, isAdvised }: Choice, [x, y]: Point): string[] {
  const mark = marker(isPostcopy ? POSTCOPY : PRECOPY, x, y, MARK_AREA, meetsGoals ? {} : HOLLOW);
  return isAdvised ? [mark, tag("circle", { cx: x, cy: y, r: RING_RADIUS, class: "over" })] : [mark];
}

function boxOf({ isAdvised }: Choice, [x, y]: Point): Box {
  const radius = isAdvised ? RING_RADIUS : MARK_RADIUS;
  return [x - radius, x + radius, y - radius, y + radius];
}

/** A number beside each point, above it to its right or left; none where it would lie on a text or a marker. */
function numberParts(points: readonly Point[], taken: readonly Box[]): string[] {
  const boxes = [...taken];
  return points.flatMap(([x, y], index) => {
    const text = String(index + 1);
    const width = textWidth(text);
    const gap = RING_RADIUS;
    const places: readonly Box[] = [x + gap, x - gap - width].map((left) => [
      left,
      left + width,
      y - 1.25 * FONT_SIZE,
      y - 0.25 * FONT_SIZE,
    ]);
    const free = places.find((place) => boxes.every((box) => !meets(place, box)));
    if (free === undefined) return [];
    boxes.push(free);
    return [label(text, free[0], y - 5, { class: "inside" })];
  });
}

function meets(one: Box, other: Box): boolean {
  return one[0] < other[1] && other[0] < one[1] && one[2] < other[3] && other[2] < one[3];
}

function tablesOf(best: readonly Choice[], rest: readonly Choice[]): Pick<Figure, "table" | "data"> {
  const shown = (seconds: number): string => formatKind("seconds", seconds);
  const kindOf = ({ isPostcopy }: Choice): string => (isPostcopy ? "post-copy" : "pre-copy");
  const named = [
    ...best.map((choice, index) => ({ ...choice, name: `${index + 1}. ${choice.label}` })),
    ...rest.map((choice) => ({ ...choice, name: choice.label })),
  ];
  return {
    table: {
      columns: ["Settings", "Total time", "Downtime", "Guest loses", "Kind", "Goals", ""],
      rows: named.map((choice) => [
        choice.name,
        shown(choice.totalSeconds),
        shown(choice.downtimeSeconds),
        shown(choice.guestTimeTakenSeconds),
        kindOf(choice),
        choice.meetsGoals ? "met" : "missed",
        choice.isAdvised ? "advised" : "",
      ]),
    },
    data: {
      columns: ["settings", "totalSeconds", "downtimeSeconds", "guestTimeTakenSeconds", "postcopy", "meetsGoals", "pareto", "advised"],
      rows: named.map(({ label: settings, totalSeconds, downtimeSeconds, guestTimeTakenSeconds, ...is }) => [
        settings,
        totalSeconds,
        downtimeSeconds,
        guestTimeTakenSeconds,
        ...[is.isPostcopy, is.meetsGoals, is.isPareto, is.isAdvised].map(String),
      ]),
    },
  };
}
