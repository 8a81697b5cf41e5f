/** Draws tracks as SVG that stretches with the page. */
import { element } from "./dom.js";
import type { Track, TrackBar, TrackLine } from "./tracks.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [1000, 100];
/** Bars are at least this high and wide, in parts of the drawing. */
const [LEAST_HIGH, LEAST_WIDE] = [2, 1];

/** The largest value of each line, or of the bars, of one track. */
export type Scales = readonly number[];

export function scalesOf({ bars = [], lines, isOneScale }: Track): Scales {
  const highest = lines.map(({ points }) => points.reduce((most, [, value]) => Math.max(most, value), 0));
  if (bars.length > 0) return [bars.reduce((most, { value }) => Math.max(most, value), 0)];
  return isOneScale ? highest.map(() => Math.max(...highest)) : highest;
}

/** A track up to `endSeconds`, in these scales. */
export function drawTrack(track: Track, scales: Scales, endSeconds: number): SVGElement {
  const x = (seconds: number) => (endSeconds > 0 ? (seconds / endSeconds) * WIDTH : 0);
  const svg = made("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "track", "aria-hidden": "true" });
  for (const isPaused of [false, true]) {
    const d = pathOfBars(
      (track.bars ?? []).filter((bar) => bar.isPaused === isPaused),
      x,
      scales[0] ?? 0,
    );
    if (d !== "") svg.append(made("path", { d, class: isPaused ? "bars paused" : "bars" }));
  }
  for (const [index, line] of track.lines.entries()) {
    const d = pathOfLine(line, x, scales[index] ?? 0);
    if (d !== "") svg.append(made("path", { d, class: line.isSecond ? "line second" : "line" }));
  }
  return svg;
}

/** Title, largest values and a place for the reading. */
export function captionOf(track: Track, scales: Scales): { readonly caption: HTMLElement; readonly reading: HTMLElement } {
  const reading = element("span", { class: "reading" });
  const most = track.isOneScale
    ? [track.lines[0]?.words(scales[0] ?? 0)]
    : track.lines.map(({ words }, index) => words(scales[index] ?? 0));
  const title = element("span", {}, `${track.title} (up to ${most.join("; ")})`);
  return { caption: element("p", { class: "caption" }, title, " ", reading), reading };
}

/** Bars nearer than can be seen are one, as high as the highest. */
function pathOfBars(bars: readonly TrackBar[], x: (seconds: number) => number, most: number): string {
  const parts: string[] = [];
  let [left, right, high] = [-1, -1, 0];
  const draw = () => parts.push(`M${left.toFixed(1)} ${HEIGHT}V${(HEIGHT - high).toFixed(1)}H${right.toFixed(1)}V${HEIGHT}z`);
  for (const { from, to, value } of bars) {
    const height = Math.max(LEAST_HIGH, most > 0 ? (value / most) * (HEIGHT - 4) : 0);
    const [start, end] = [x(from), Math.max(x(from) + LEAST_WIDE, x(to) - LEAST_WIDE)];
    if (right >= 0 && end - left < 2 * LEAST_WIDE) {
      [right, high] = [Math.max(right, end), Math.max(high, height)];
      continue;
    }
    if (right >= 0) draw();
    [left, right, high] = [start, end, height];
  }
  if (right >= 0) draw();
  return parts.join("");
}

function pathOfLine({ points, isStepped }: TrackLine, x: (seconds: number) => number, most: number): string {
  const y = (value: number) => (HEIGHT - 2 - (most > 0 ? (value / most) * (HEIGHT - 6) : 0)).toFixed(1);
  return points
    .map(([seconds, value], index) => {
      const at = x(seconds).toFixed(1);
      if (index === 0) return `M${at} ${y(value)}`;
      return isStepped ? `H${at}V${y(value)}` : `L${at} ${y(value)}`;
    })
    .join("");
}

function made(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const drawn = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) drawn.setAttribute(key, value);
  return drawn;
}
