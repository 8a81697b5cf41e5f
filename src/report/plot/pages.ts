/** Pages by rounds: a map of memory, and how many pages came up how often. */
import type { PageRounds } from "../follow-pages.js";
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bar } from "./marks.js";
import { encodePng, pngAddress } from "./png.js";
import { tag } from "./svg.js";
import { formatKind } from "./units.js";

const SHADES = 256;
/** White to dark blue, evenly darker, so that it is read without colour too. */
const PALETTE = Array.from({ length: SHADES }, (_, index) => {
  const darkness = index / (SHADES - 1);
  return [Math.round(255 - 247 * darkness), Math.round(255 - 207 * darkness), Math.round(255 - 148 * darkness)] as const;
});
/** Parts of memory in the table under the map, and in its CSV file. */
const PARTS = 8;
const DATA_PARTS = 64;

/** The share of pages to send, by place in memory and by round: a row per round, the first on top. `pageBytes`: size of a page. */
export function pageMapFigure(id: string, { pages, pagesPerBin, rounds }: PageRounds, pageBytes: number): Figure {
  const bins = rounds[0]?.length ?? 0;
  const title = "Pages to send, by place in memory and by round";
  const description = `Each row is a round, from the first on top; each column ${formatKind("bytes", pagesPerBin * pageBytes)} of the guest's memory. The darker, the more of its pages had to be sent: white none, dark all.`;
  const pixels = Uint8Array.from(rounds.flatMap((round) => Array.from(round, (share) => Math.ceil(share * (SHADES - 1)))));
  const image = pngAddress(encodePng(bins, rounds.length, pixels, PALETTE));
  const svg = drawChart({
    id,
    title,
    description,
    hasGrid: false,
    height: Math.min(420, Math.max(120, 12 * rounds.length)),
    x: (range) =>
      valueAxis({ label: "place in the guest's memory", kind: "bytes", values: [0, pages * pageBytes], scale: "linear" }, range),
    y: ([bottom, top]) => {
      const axis = nameAxis(
        "round",
        rounds.map((_, round) => String(round + 1)),
        [top, bottom],
      );
      const step = Math.ceil(rounds.length / 14);
      return { ...axis, ticks: axis.ticks.filter((_, index) => index % step === 0) };
    },
    marks: (x, _y, { top, bottom }) => {
      const box = { x: x.at(0), y: top, width: x.at(bins * pagesPerBin * pageBytes) - x.at(0), height: bottom - top };
      return [
        tag("image", { ...box, href: image, preserveAspectRatio: "none", style: "image-rendering:pixelated" }),
        tag("rect", { ...box, class: "axis" }),
      ];
    },
  });
  return { id, title, description, svg, ...mapTables(rounds, bins, pagesPerBin * pageBytes) };
}

/** Number of pages by how often they came up. */
export function timesFigure(id: string, { pagesByRounds }: PageRounds): Figure {
  const title = "How often pages had to be sent";
  const description =
    "Number of pages by the number of rounds that had them among their pages to send; 1 is a page that was sent once, the others were to be sent again. A page that a round skipped counts in that round too.";
  const merged = mergedCounts(pagesByRounds);
  const svg = drawChart({
    id,
    title,
    description,
    hatches: 1,
    height: 170,
    x: (range) =>
      nameAxis(
        "rounds that had to send the page",
        merged.map(({ name }) => name),
        range,
      ),
    y: (range) => valueAxis({ label: "pages", kind: "pages", values: merged.map(({ pages }) => Math.max(1, pages)) }, range),
    marks: (x, y, { left, right, bottom }) => {
      const width = Math.min(48, 0.72 * ((right - left) / merged.length));
      return merged.flatMap(({ pages }, index) => {
        const top = y.at(pages);
        return pages === 0 ? [] : [bar(id, 0, x.at(index) - width / 2, Math.min(top, bottom - 2), width, Math.max(2, bottom - top))];
      });
    },
  });
  const total = pagesByRounds.reduce((sum, count) => sum + count, 0);
  return {
    id,
    title,
    description,
    svg,
    table: {
      columns: ["Rounds", "Pages", "Share"],
      rows: merged.map(({ name, pages }) => [name, formatKind("pages", pages), `${((100 * pages) / total).toFixed(2)} %`]),
    },
    data: { columns: ["rounds", "pages"], rows: pagesByRounds.map((pages, rounds) => [rounds, pages]) },
  };
}

const BARS_MOST = 40;

/** Ranges of equal size, as many as there is room for bars. */
function mergedCounts(counts: readonly number[]): { readonly name: string; readonly pages: number }[] {
  const size = Math.ceil(counts.length / BARS_MOST);
  return Array.from({ length: Math.ceil(counts.length / size) }, (_, index) => {
    const [from, to] = [index * size, Math.min(counts.length, (index + 1) * size)];
    const pages = counts.slice(from, to).reduce((sum, count) => sum + count, 0);
    return { name: to - from === 1 ? String(from) : `${from}-${to - 1}`, pages };
  }).filter(({ pages }, index) => index > 0 || pages > 0);
}

function mapTables(rounds: readonly Float32Array[], bins: number, binBytes: number): Pick<Figure, "table" | "data"> {
  const [shown, data] = [PARTS, DATA_PARTS].map((parts) => partsOf(rounds, bins, Math.min(parts, bins))) as [Parts, Parts];
  return {
    table: {
      columns: ["Round", ...shown.ends.map((end) => `up to ${formatKind("bytes", end * binBytes)}`)],
      rows: shown.shares.map((shares, index) => [index + 1, ...shares.map((share) => `${(100 * share).toFixed(1)} %`)]),
    },
    data: {
      columns: ["round", ...data.ends.map((end) => `upToByte${end * binBytes}`)],
      rows: data.shares.map((shares, index) => [index + 1, ...shares.map((share) => Number(share.toFixed(4)))]),
    },
  };
}

interface Parts {
  /** Bins up to the end of each part. */
  readonly ends: readonly number[];
  /** For each round, the mean share of each part. */
  readonly shares: readonly (readonly number[])[];
}

function partsOf(rounds: readonly Float32Array[], bins: number, parts: number): Parts {
  const ends = Array.from({ length: parts }, (_, part) => Math.round(((part + 1) * bins) / parts));
  const meanOf = (shares: Float32Array): number => shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { ends, shares: rounds.map((round) => ends.map((end, part) => meanOf(round.slice(ends[part - 1] ?? 0, end)))) };
}
