/** What migrations cost the guest: a bar per choice, and the time that the guest is away if it is stopped instead. */
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bar } from "./marks.js";
import { tag } from "./svg.js";
import { formatKind } from "./units.js";

/** One choice. */
export interface PricedChoice {
  readonly name: string;
  readonly guestTimeTakenSeconds: number;
}

const ROW_HEIGHT = 30;
const BAR_HEIGHT = 16;

/** `stoppedSeconds`: how long the guest is away at least if it is stopped for the migration. */
export function priceFigure(id: string, choices: readonly PricedChoice[], stoppedSeconds: number): Figure {
  const title = "Time that the guest loses";
  const stopped = `stopped for the migration: ${formatKind("seconds", stoppedSeconds)}`;
  const description = `Guest time taken by each choice: the pause, and what is lost before and after it. Beyond the dashed line it costs the guest less to be stopped.`;
  const svg = drawChart({
    id,
    title,
    description,
    hatches: 1,
    hasGrid: false,
    height: ROW_HEIGHT * choices.length,
    legend: [{ name: stopped, series: 0, kind: "dashes" }],
    x: (range) =>
      valueAxis(
        {
          label: "guest time taken",
          kind: "seconds",
          values: [stoppedSeconds, ...choices.map(({ guestTimeTakenSeconds }) => guestTimeTakenSeconds)],
          scale: "linear",
        },
        range,
      ),
    y: ([bottom, top]) =>
      nameAxis(
        "",
        choices.map(({ name }) => name),
        [top, bottom],
      ),
    marks: (x, y, { top, bottom }) => [
      ...choices.map(({ guestTimeTakenSeconds }, index) =>
        bar(id, 0, x.at(0), y.at(index) - BAR_HEIGHT / 2, x.at(guestTimeTakenSeconds) - x.at(0), BAR_HEIGHT),
      ),
      tag("path", { d: `M${x.at(stoppedSeconds).toFixed(1)} ${top}V${bottom}`, class: "over", "stroke-dasharray": "6 4" }),
    ],
  });
  return {
    id,
    title,
    description,
    svg,
    table: {
      columns: ["Settings", "Guest loses"],
      rows: choices.map(({ name, guestTimeTakenSeconds }) => [name, formatKind("seconds", guestTimeTakenSeconds)]),
    },
    data: {
      columns: ["settings", "guestTimeTakenSeconds"],
      rows: choices.map(({ name, guestTimeTakenSeconds }) => [name, guestTimeTakenSeconds]),
    },
  };
}
