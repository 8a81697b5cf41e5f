/** Marks that several charts share: lines with bands, steps, bars. */
import { area, curveStepAfter, line } from "d3-shape";
import { colourClass, dashOf, hatchOf, marker, shortened } from "./style.js";
import { tag } from "./svg.js";

export type Point = readonly [x: number, y: number];

/** A line through points in the drawing's units. */
export function linePath(points: readonly Point[], series: number, isStepped = false): string {
  const draw = line<Point>()
    .x(([x]) => x)
    .y(([, y]) => y);
  const path = (isStepped ? draw.curve(curveStepAfter) : draw)(points as Point[]) ?? "";
  return tag("path", { d: shortened(path), class: `line ${colourClass(series)}`, "stroke-dasharray": dashOf(series) });
}

/** A line over bars: on a margin in the colour of the page. */
export function lineOverBars(points: readonly Point[], series: number): string {
  const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  return tag("path", { d: path, class: "halo" }) + linePath(points, series);
}

/** The area between two values at each x. */
export function bandPath(points: readonly (readonly [x: number, low: number, high: number])[], series: number): string {
  const draw = area<readonly [number, number, number]>()
    .x(([x]) => x)
    .y0(([, low]) => low)
    .y1(([, , high]) => high);
  return tag("path", { d: shortened(draw(points as [number, number, number][]) ?? ""), class: `band ${colourClass(series)}` });
}

/** Markers at up to `most` of the points, the first and the last among them. */
export function markersAt(points: readonly Point[], series: number, most = 24): string[] {
  const step = Math.max(1, Math.ceil((points.length - 1) / Math.max(1, most - 1)));
  return points.filter((_, index) => index % step === 0 || index === points.length - 1).map(([x, y]) => marker(series, x, y));
}

/** A bar filled with the hatching of its series, at least half a unit wide and high so that it is seen. */
export function bar(id: string, series: number, x: number, y: number, width: number, height: number): string {
  const box = { x, y, width: Math.max(0.5, width), height: Math.max(0.5, height) };
  return tag("rect", { ...box, class: `bar ${colourClass(series)}`, style: `fill:${hatchOf(id, series)}` });
}

/** An interval across a bar or a point. */
export function whisker(low: number, high: number, at: number, direction: "horizontal" | "vertical"): string {
  const [a, b, c] = [low.toFixed(1), high.toFixed(1), at.toFixed(1)];
  const d =
    direction === "vertical" ? `M${c} ${a}V${b}M${at - 4} ${a}h8M${at - 4} ${b}h8` : `M${a} ${c}H${b}M${a} ${at - 4}v8M${b} ${at - 4}v8`;
  return tag("path", { d: shortened(d), class: "over" });
}
