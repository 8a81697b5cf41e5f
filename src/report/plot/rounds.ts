/** Pages of each round: bars of what was sent, and how many pages were found dirty at its end (Clark et al. 2005, figures 8 to 10). */
import type { Round } from "../../result/result.js";
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure, FigureTable } from "./figure.js";
import { bar, lineOverBars, markersAt, type Point } from "./marks.js";
import { formatKind } from "./units.js";

/** More rounds share bars. */
const BARS_MOST = 96;

interface Bar {
  readonly name: string;
  readonly isLive: boolean;
  readonly sent: number;
  readonly dirty?: number;
}

/** `rounds`: those of one run, at least one. */
export function roundsFigure(id: string, rounds: readonly Round[]): Figure {
  const bars = barsOf(rounds);
  const shared = bars.length === rounds.length ? "" : ` Each bar is the mean of up to ${Math.ceil(rounds.length / BARS_MOST)} rounds.`;
  const title = "Pages of each round";
  const hatched = rounds.some(({ live }) => !live) ? ", the stop-and-copy hatched" : "";
  const description = `Bars: pages sent in each of ${rounds.length} rounds${hatched}. Line: distinct pages found dirty at the end of the round.${shared}`;
  const table = tableOf(rounds);
  return { id, title, description, svg: draw(id, title, description, bars), table: shownTable(table), data: table };
}

function draw(id: string, title: string, description: string, bars: readonly Bar[]): string {
  const values = bars.flatMap(({ sent, dirty }) => [sent, dirty ?? sent]).map((value) => Math.max(1, value));
  const hasDirty = bars.some(({ dirty }) => dirty !== undefined);
  return drawChart({
    id,
    title,
    description,
    hatches: 2,
    legend: [
      { name: "sent, guest running", series: 0, kind: "bar" },
      ...(bars.some(({ isLive }) => !isLive) ? [{ name: "sent, guest paused", series: 1, kind: "bar" } as const] : []),
      ...(hasDirty ? [{ name: "found dirty", series: 2, kind: "line" } as const] : []),
    ],
    x: (range) =>
      nameAxis(
        "round",
        bars.map(({ name }) => name),
        range,
      ),
    y: (range) => valueAxis({ label: "pages", kind: "pages", values }, range),
    marks: (x, y, { left, right, bottom }) => {
      const width = Math.min(48, 0.72 * ((right - left) / bars.length));
      const heights = bars.map(({ sent }) => Math.min(bottom, y.at(Math.max(1, sent))));
      const points = bars.flatMap(({ dirty }, index): Point[] =>
        dirty === undefined ? [] : [[x.at(index), Math.min(bottom, y.at(Math.max(1, dirty)))]],
      );
      return [
        ...bars.map(({ isLive, sent }, index) => {
          const top = sent === 0 ? bottom : (heights[index] as number);
          return bar(id, isLive ? 0 : 1, x.at(index) - width / 2, top, width, bottom - top);
        }),
        ...(points.length === 0 ? [] : [lineOverBars(points, 2), ...markersAt(points, 2)]),
      ];
    },
  });
}

function barsOf(rounds: readonly Round[]): Bar[] {
  const size = Math.ceil(rounds.length / BARS_MOST);
  return Array.from({ length: Math.ceil(rounds.length / size) }, (_, index) => {
    const group = rounds.slice(index * size, (index + 1) * size);
    const dirty = group.flatMap(({ pagesDirtied }) => pagesDirtied ?? []);
    return {
      name: String((group[0] as Round).index + 1),
      isLive: group.every(({ live }) => live),
      sent: mean(group.map(({ pagesSent }) => pagesSent)),
      ...(dirty.length === 0 ? {} : { dirty: mean(dirty) }),
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function tableOf(rounds: readonly Round[]): FigureTable {
  return {
    columns: ["round", "guest", "startSeconds", "durationSeconds", "pagesToSend", "pagesSent", "pagesSkipped", "pagesDirtied", "wireBytes"],
    rows: rounds.map((round) => [
      round.index + 1,
      round.live ? "running" : "paused",
      round.startSeconds,
      round.durationSeconds,
      round.pagesToSend,
      round.pagesSent,
      round.pagesSkipped,
      round.pagesDirtied,
      round.wireBytes,
    ]),
  };
}

function shownTable({ rows }: FigureTable): FigureTable {
  const count = (value: string | number | undefined) => (typeof value === "number" ? formatKind("pages", value) : "-");
  return {
    columns: ["Round", "Guest", "Start", "Duration", "To send", "Sent", "Skipped", "Found dirty", "On the wire"],
    rows: rows.map(([round, guest, start, duration, toSend, sent, skipped, dirty, bytes]) => [
      round,
      guest,
      formatKind("seconds", start as number),
      formatKind("seconds", duration as number),
      count(toSend),
      count(sent),
      count(skipped),
      count(dirty),
      formatKind("bytes", bytes as number),
    ]),
  };
}
