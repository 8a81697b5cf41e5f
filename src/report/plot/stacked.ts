/** Phases of migrations as stacked bars, one bar per variant: where the time went. */
import type { Phases } from "../../result/result.js";
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure } from "./figure.js";
import { bar } from "./marks.js";
import { formatKind } from "./units.js";

/** One bar and its phases. */
export interface PhasedBar {
  readonly name: string;
  /** Of one run, or means over the runs: both add up to the total time. */
  readonly phases: Phases;
}

/** In words, and the index of colour and hatching: the same in every figure, the longest phase plain. */
const WORDS: Readonly<Record<keyof Phases, readonly [words: string, series: number]>> = {
  setupSeconds: ["set-up", 5],
  liveSeconds: ["live rounds", 0],
  switchSeconds: ["switch", 2],
  suspendSeconds: ["suspend", 3],
  finalSyncSeconds: ["final bitmap sync", 4],
  discardSeconds: ["ranges to discard", 8],
  stopAndCopySeconds: ["stop-and-copy", 1],
  deviceSeconds: ["devices", 10],
  stateSeconds: ["state and handshakes", 7],
  resumeSeconds: ["resume", 9],
  postcopySeconds: ["post-copy", 6],
};
/** In order of time. */
const PHASES = Object.entries(WORDS).map(([name, [words, series]]) => [name as keyof Phases, words, series] as const);
const RUNNING: readonly string[] = ["setupSeconds", "liveSeconds", "switchSeconds", "postcopySeconds"];
const DOWNTIME = PHASES.filter(([name]) => !RUNNING.includes(name));

/** The whole migration, by phase. */
export function phasesFigure(id: string, bars: readonly PhasedBar[]): Figure {
  return stackedFigure(id, "Time of each phase", "Seconds of each phase, stacked to the total time: means over the runs.", bars, PHASES);
}

/** The phases of the downtime alone, which the whole time would hide. */
export function downtimeFigure(id: string, bars: readonly PhasedBar[]): Figure {
  const description =
    "Seconds of each phase from the call that pauses the guest to the guest running at the destination: means over the runs.";
  return stackedFigure(id, "What the downtime consists of", description, bars, DOWNTIME);
}

function stackedFigure(id: string, title: string, description: string, bars: readonly PhasedBar[], phases: typeof PHASES): Figure {
  const present = phases.filter(([name]) => bars.some((each) => each.phases[name] > 0));
  const stacks = bars.map((each) => present.map(([name]) => each.phases[name]));
  const svg = drawChart({
    id,
    title,
    description,
    hatches: PHASES.length,
    hasGrid: false,
    height: Math.max(40, Math.min(400, 44 * bars.length)),
    legend: present.map(([, name, series]) => ({ name, series, kind: "bar" })),
    x: (range) => valueAxis({ label: "time", kind: "seconds", values: [0, ...stacks.map(sumOf)], scale: "linear" }, range),
    y: ([bottom, top]) =>
      nameAxis(
        "",
        bars.map(({ name }) => name),
        [top, bottom],
      ),
    marks: (x, y, { top, bottom }) => {
      const thickness = Math.min(26, (0.66 * (bottom - top)) / bars.length);
      return stacks.flatMap((seconds, index) =>
        seconds.flatMap((value, place) => {
          const from = x.at(sumOf(seconds.slice(0, place)));
          const series = present[place]?.[2] ?? 0;
          return value === 0 ? [] : [bar(id, series, from, y.at(index) - thickness / 2, x.at(value) - x.at(0), thickness)];
        }),
      );
    },
  });
  return { id, title, description, svg, ...tablesOf(bars, present) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function tablesOf(bars: readonly PhasedBar[], present: typeof PHASES): Pick<Figure, "table" | "data"> {
  return {
    table: {
      columns: ["Phase", ...bars.map(({ name }) => name)],
      rows: present.map(([name, words]) => [words, ...bars.map(({ phases }) => formatKind("seconds", phases[name]))]),
    },
    data: {
      columns: ["variant", ...present.map(([name]) => name)],
      rows: bars.map(({ name, phases }) => [name, ...present.map(([phase]) => phases[phase])]),
    },
  };
}
