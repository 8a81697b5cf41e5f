/** A chart: axes, legend and marks in one SVG, with margins as wide as its labels. */
import { type Axis, apart, type Range } from "./axis.js";
import { colourClass, dashOf, FIGURE_STYLE, hatchDefinitions, hatchOf, marker } from "./style.js";
import { escaped, FONT_SIZE, fitted, label, tag, textWidth } from "./svg.js";

export interface LegendEntry {
  readonly name: string;
  /** Index of colour, dash, marker and hatching. */
  readonly series: number;
  /** `ring`: a circle around a marker; `dashes`: a dashed line of the ink. */
  readonly kind: "line" | "marker" | "bar" | "outline" | "ring" | "dashes";
}

/** The rectangle of the marks. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Chart {
  /** Unique among the figures of a page: letters, digits, hyphens. */
  readonly id: string;
  readonly title: string;
  /** What the figure shows, for those who do not see it. */
  readonly description: string;
  readonly legend?: readonly LegendEntry[];
  readonly x: (range: Range) => Axis;
  readonly y: (range: Range) => Axis;
  readonly marks: (x: Axis, y: Axis, area: Area) => readonly string[];
  /** Height of the area of marks. Default 230. */
  readonly height?: number;
  /** Lines across the area at the ticks of y. Default true. */
  readonly hasGrid?: boolean;
  /** Room above the area for labels of the marks. Default 0. */
  readonly headroom?: number;
  /** Bars with hatching need its definitions: how many. */
  readonly hatches?: number;
}

export const CHART_WIDTH = 720;
const EDGE = 16;
const LINE = FONT_SIZE + 6;
const MOST_LABEL = 290;

export function drawChart(chart: Chart): string {
  const legend = layOutLegend(chart.legend ?? []);
  const isNamed = chart.y([1, 0]).label !== "";
  const top = EDGE / 2 + legend.height + (isNamed ? LINE + 8 : 4) + (chart.headroom ?? 0);
  const bottom = top + (chart.height ?? 230);
  const y = chart.y([bottom, top]);
  const left = EDGE + Math.min(MOST_LABEL, Math.max(24, ...y.ticks.map((tick) => textWidth(tick.label)))) + 8;
  const right = CHART_WIDTH - EDGE - 12;
  const x = chart.x([left, right]);
  const area = { left, right, top, bottom };
  const marks = chart.marks(x, y, area);
  const height = bottom + 2 * LINE + 10;
  return drawing(chart, height, [
    ...(chart.hatches === undefined ? [] : [hatchDefinitions(chart.id, chart.hatches)]),
    ...legend.parts.map((part) => part(chart.id)),
    ...yParts(y, area, chart.hasGrid ?? true, chart.headroom ?? 0),
    ...marks,
    ...xParts(x, area),
  ]);
}

/** An SVG with its names for screen readers. `parts` are within 0 .. CHART_WIDTH and 0 .. height. */
export function drawing(
  { id, title, description }: Pick<Chart, "id" | "title" | "description">,
  height: number,
  parts: readonly string[],
): string {
  const box = { viewBox: `0 0 ${CHART_WIDTH} ${Math.ceil(height)}`, width: CHART_WIDTH, height: Math.ceil(height) };
  const names = { role: "img", "aria-labelledby": `${id}-title ${id}-desc` };
  return tag(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", ...box, class: "fig", ...names },
    tag("title", { id: `${id}-title` }, escaped(title)),
    tag("desc", { id: `${id}-desc` }, escaped(description)),
    `<style>${FIGURE_STYLE}</style>`,
    ...parts,
  );
}

function yParts(y: Axis, { left, right, top, bottom }: Area, hasGrid: boolean, headroom: number): string[] {
  const inside = y.ticks.filter(({ position }) => position >= top - 0.5 && position <= bottom + 0.5);
  return [
    ...(hasGrid
      ? [tag("path", { d: inside.map(({ position }) => `M${left} ${position.toFixed(1)}H${right}`).join(""), class: "grid" })]
      : []),
    ...inside.map((tick) => label(fitted(tick.label, MOST_LABEL), left - 8, tick.position + 4, { "text-anchor": "end" })),
    ...(y.label === "" ? [] : [label(fitted(y.label, CHART_WIDTH - 2 * EDGE), EDGE, top - 14 - headroom)]),
  ];
}

function xParts(x: Axis, { left, right, bottom }: Area): string[] {
  const room = (right - left) / Math.max(1, x.ticks.length);
  const named = apart(x.ticks.map((tick) => ({ ...tick, label: fitted(tick.label, Math.max(96, room - 6)) })));
  return [
    tag("path", {
      d: `M${left} ${bottom}H${right}${named.map(({ position }) => `M${position.toFixed(1)} ${bottom}v5`).join("")}`,
      class: "axis",
    }),
    ...named.map((tick) => label(tick.label, within(tick.position, textWidth(tick.label) / 2), bottom + LINE, { "text-anchor": "middle" })),
    label(fitted(x.label, right - left), (left + right) / 2, bottom + 2 * LINE, { "text-anchor": "middle" }),
  ];
}

/** The middle of a text of half width `half`, moved so that the text is inside the drawing. */
function within(middle: number, half: number): number {
  return Math.min(CHART_WIDTH - 4 - half, Math.max(4 + half, middle));
}

interface Legend {
  readonly height: number;
  readonly parts: readonly ((id: string) => string)[];
}

const SAMPLE = 30;

/** Entries one after the other, on as many lines as they need. */
export function layOutLegend(entries: readonly LegendEntry[]): Legend {
  let [x, y] = [EDGE, EDGE / 2 + FONT_SIZE];
  const parts = entries.map(({ name, series, kind }) => {
    const shown = fitted(name, CHART_WIDTH - 2 * EDGE - SAMPLE - 8);
    const width = SAMPLE + 6 + textWidth(shown) + 18;
    if (x > EDGE && x + width - 18 > CHART_WIDTH - EDGE) [x, y] = [EDGE, y + LINE];
    const [left, base] = [x, y];
    x += width;
    return (id: string) => sample(id, kind, series, left, base) + label(shown, left + SAMPLE + 6, base);
  });
  return { height: entries.length === 0 ? 0 : y - EDGE / 2 + 8, parts };
}

function sample(id: string, kind: LegendEntry["kind"], series: number, left: number, base: number): string {
  const middle = base - 4;
  if (kind === "bar")
    return tag("rect", {
      x: left + 4,
      y: middle - 6,
      width: SAMPLE - 8,
      height: 12,
      class: `bar ${colourClass(series)}`,
      style: `fill:${hatchOf(id, series)}`,
    });
  if (kind === "outline") return tag("rect", { x: left + 4, y: middle - 6, width: SAMPLE - 8, height: 12, class: "over" });
  if (kind === "ring") return tag("circle", { cx: left + SAMPLE / 2, cy: middle, r: 8, class: "over" });
  if (kind === "dashes") return tag("path", { d: `M${left} ${middle}h${SAMPLE}`, class: "over", "stroke-dasharray": "6 4" });
  const line = tag("path", { d: `M${left} ${middle}h${SAMPLE}`, class: `line ${colourClass(series)}`, "stroke-dasharray": dashOf(series) });
  return (kind === "line" ? line : "") + marker(series, left + SAMPLE / 2, middle);
}
