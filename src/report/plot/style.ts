/**
 * How series are told apart: by colour (Okabe and Ito's palette, made for readers with colour vision deficiency; lighter on a dark page), and
 * without colour by dash, marker and hatching.
 */
import { symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle, symbolWye } from "d3-shape";
import { type Attributes, tag } from "./svg.js";

const LIGHT = ["#0072b2", "#b84e00", "#00795a", "#a0477a", "#8a6100", "#3d3d3d", "#2f7fb5", "#7a3fb0", "#5d6f00", "#a3263a", "#1f6f78"];
const DARK = ["#56b4e9", "#ff9a4d", "#2fd3a5", "#f0a3cc", "#f0c040", "#cccccc", "#9ad0ff", "#c9a3f5", "#c5d45a", "#ff8fa0", "#7fdbe3"];
const DASHES = [undefined, "7 3", "2 3", "10 3 2 3", "5 2 5 6", "1 5", "12 4", "3 2 1 2", "8 2 2 2 2 2", "4 6", "14 3 3 3"];
const MARKERS = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross, symbolStar, symbolWye];

const colours = (list: readonly string[]): string => list.map((colour, index) => `--c${index}:${colour}`).join(";");
const classes = LIGHT.map((_, index) => `.c${index}{color:var(--c${index})}`).join("");

/** Style of all figures: colours as variables, so that a page or a reader's setting decides between light and dark. */
export const FIGURE_STYLE = [
  `:root{--ink:#222;--paper:#fff;--grid:#ddd;--shade:#f0f0f0;${colours(LIGHT)}}`,
  `@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#16181b;--grid:#3c4046;--shade:#24282d;${colours(DARK)}}}`,
  `@media print{:root{--ink:#000;--paper:#fff;--grid:#ccc;--shade:#eee;${colours(LIGHT)}}}`,
  `.fig{background:var(--paper);color:var(--ink);font:12px system-ui,sans-serif}.fig text{fill:var(--ink);stroke:none}`,
  `.grid{stroke:var(--grid);fill:none}.axis{stroke:var(--ink);fill:none}.shade{fill:var(--shade)}`,
  `.line{stroke:currentColor;fill:none;stroke-width:2;stroke-linejoin:round}.band{fill:currentColor;fill-opacity:.16}`,
  `.mark{fill:currentColor;stroke:var(--paper)}.bar{fill:currentColor;stroke:var(--ink);stroke-width:.7}.whisker{stroke:currentColor;fill:none;stroke-width:1.3}`,
  `.halo{stroke:var(--paper);fill:none;stroke-width:6;stroke-opacity:.85}`,
  `.hatch{stroke:var(--paper);stroke-width:2}.over{stroke:var(--ink);stroke-width:1.4;fill:none}.fig text.inside{font-weight:600}`,
  classes,
].join("");

export function colourClass(index: number): string {
  return `c${index % LIGHT.length}`;
}

export function dashOf(index: number): string | undefined {
  return DASHES[index % DASHES.length];
}

export function marker(index: number, x: number, y: number, area = 46, more: Attributes = {}): string {
  const shape = symbol(MARKERS[index % MARKERS.length], area)() ?? "";
  const place = `translate(${x.toFixed(1)} ${y.toFixed(1)})`;
  return tag("path", { d: shortened(shape), class: `mark ${colourClass(index)}`, transform: place, ...more });
}

/** Numbers of a path to a tenth, which keeps files small. */
export function shortened(path: string): string {
  return path.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10));
}

const HATCHES: readonly (string | undefined)[] = [
  undefined,
  "M-2 2L2 -2M0 8L8 0M6 10L10 6",
  "M-2 6L2 10M0 0L8 8M6 -2L10 2",
  "M0 4H8",
  "M4 0V8",
  "M0 4H8M4 0V8",
  "M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6 -2L10 2",
  "M2 2h1M6 6h1",
  "M0 2H8M0 6H8",
  "M2 0V8M6 0V8",
  "M0 0H8M0 4H4",
];

/** Fillings of bars, by series: the definitions for a figure named `id`, and the filling of each. */
export function hatchDefinitions(id: string, count: number): string {
  const patterns = Array.from({ length: Math.min(count, HATCHES.length) }, (_, index) => {
    const lines = HATCHES[index];
    const parts = [
      tag("rect", { width: 8, height: 8, fill: "currentColor" }),
      ...(lines ? [tag("path", { d: lines, class: "hatch" })] : []),
    ];
    const box = { id: `${id}-h${index}`, width: 8, height: 8, patternUnits: "userSpaceOnUse", class: colourClass(index) };
    return tag("pattern", box, ...parts);
  });
  return tag("defs", {}, ...patterns);
}

export function hatchOf(id: string, index: number): string {
  return `url(#${id}-h${index % HATCHES.length})`;
}
