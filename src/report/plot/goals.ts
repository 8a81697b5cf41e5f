/** Which settings meet the goals: a cell for each pair of settings, with its share of runs and a sign that needs no colour. */
import type { ShareEstimate } from "../../statistics/share.js";
import type { Setting } from "./against.js";
import { nameAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { escaped, tag } from "./svg.js";

/** One pair of settings. */
export interface GoalCell {
  /** Indices of the settings. */
  readonly x: number;
  readonly y: number;
  /** Runs that met every goal. */
  readonly share: ShareEstimate;
}

/** What `goalMapFigure` draws. */
export interface GoalMap {
  readonly id: string;
  /** The goals in words: `total time < 5 min, downtime < 1 s`. */
  readonly goals: string;
  /** The variant, and what the map is restricted to. */
  readonly where: string;
  readonly xAxis: string;
  readonly yAxis: string;
  readonly xSettings: readonly Setting[];
  readonly ySettings: readonly Setting[];
  readonly cells: readonly GoalCell[];
}

const ROW_HEIGHT = 30;

/** The map: a sign, a filling and the share of runs for each pair of settings. */
export function goalMapFigure(map: GoalMap): Figure {
  const { id, goals, where, xAxis, yAxis, xSettings, ySettings, cells } = map;
  const title = `Settings that meet the goals${where === "" ? "" : `, ${where}`}`;
  const description = `Goals: ${goals}. A full square: met in every run; a half one: in some; a cross: in none. The number is the share of runs in per cent.`;
  const svg = drawChart({
    id,
    title,
    description,
    hasGrid: false,
    height: Math.max(60, ROW_HEIGHT * ySettings.length),
    x: (range) =>
      nameAxis(
        xAxis,
        xSettings.map(({ name }) => name),
        range,
      ),
    y: (range) =>
      nameAxis(
        yAxis,
        ySettings.map(({ name }) => name),
        range,
      ),
    marks: (x, y, { left, right, top, bottom }) => {
      const [width, height] = [(right - left) / xSettings.length, (bottom - top) / ySettings.length];
      return cells.flatMap((cell) => cellParts(cell, x.at(cell.x), y.at(cell.y), width - 3, height - 3));
    },
  });
  return { id, title, description, svg, ...tablesOf(map) };
}

function cellParts({ share }: GoalCell, x: number, y: number, width: number, height: number): string[] {
  const { shareRatio } = share;
  const box = { x: x - width / 2, y: y - height / 2, height };
  return [
    tag("rect", { ...box, width, class: "shade" }),
    ...(shareRatio > 0
      ? [
          tag("rect", {
            ...box,
            width: width * shareRatio,
            class: `c${shareRatio === 1 ? 2 : 4}`,
            fill: "currentColor",
            "fill-opacity": 0.45,
          }),
        ]
      : []),
    tag("rect", { ...box, width, class: "grid" }),
    ...(width < 34
      ? [signOf(shareRatio, x, y)]
      : [signOf(shareRatio, x - 18, y), tag("text", { x: x - 8, y: y + 4, class: "inside" }, escaped(percent(shareRatio)))]),
  ];
}

function signOf(shareRatio: number, x: number, y: number): string {
  const square = { x: x - 5, y: y - 5, width: 10, height: 10, class: "over" };
  if (shareRatio === 0) return tag("path", { d: `M${(x - 5).toFixed(1)} ${(y - 5).toFixed(1)}l10 10m0 -10l-10 10`, class: "over" });
  const filled = tag("rect", { ...square, width: shareRatio === 1 ? 10 : 5, class: "over", style: "fill:var(--ink)" });
  return filled + tag("rect", square);
}

function percent(ratio: number): string {
  const shown = Math.round(100 * ratio);
  if (ratio < 1 && shown === 100) return ">99";
  return ratio > 0 && shown === 0 ? "<1" : String(shown);
}

function tablesOf({ xAxis, yAxis, xSettings, ySettings, cells }: GoalMap): Pick<Figure, "table" | "data"> {
  const at = (x: number, y: number) => cells.find((cell) => cell.x === x && cell.y === y)?.share;
  const shown = (share: ShareEstimate | undefined): string => {
    if (share === undefined) return "-";
    const [low, high] = share.confidence95.map((end) => Math.round(100 * end));
    return `${share.met} of ${share.count} (${low} .. ${high} %)`;
  };
  return {
    table: {
      columns: [`${yAxis} \\ ${xAxis}`, ...xSettings.map(({ name }) => name)],
      rows: ySettings.map(({ name }, y) => [name, ...xSettings.map((_, x) => shown(at(x, y)))]),
    },
    data: {
      columns: [xAxis, yAxis, "met", "runs", "low95", "high95"],
      rows: cells.map(({ x, y, share }) => [xSettings[x]?.name, ySettings[y]?.name, share.met, share.count, ...share.confidence95]),
    },
  };
}
