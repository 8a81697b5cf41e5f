/** The migrations of a plan over time: a bar for each, with what it waits for, copies and pauses. */
import { nameAxis, valueAxis } from "./axis.js";
import { drawChart } from "./chart.js";
import type { Figure, FigureTable } from "./figure.js";
import { bar } from "./marks.js";
import { tag } from "./svg.js";
import { formatKind } from "./units.js";

/** One migration, in seconds from the beginning of the plan. */
export interface GanttMigration {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly startSeconds: number;
  /** The guest is paused from here; the end for one that was given up before. */
  readonly pauseSeconds: number;
  /** The guest runs again: with its last page there, or in post-copy. */
  readonly resumeSeconds: number;
  readonly endSeconds: number;
  readonly moved: boolean;
}

/** A stretch in which two guests that talk were on different hosts. */
export interface GanttApart {
  readonly guests: readonly [string, string];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** What `ganttFigure` draws. */
export interface Gantt {
  readonly id: string;
  /** The plan's name; empty for the only one. */
  readonly where: string;
  /** In the order in which they began. */
  readonly migrations: readonly GanttMigration[];
  readonly apart: readonly GanttApart[];
}

/** More migrations than this are folded: a row holds one after the other, as the plan's places do. */
const ROWS_MOST = 32;
const PAIR_ROWS_MOST = 8;
const ROW_HEIGHT = 22;
const BAR_HEIGHT = 14;
/** A pause is short beside the copy: it is drawn so wide that it is seen. */
const PAUSE_WIDTH = 3;
/** Indices of colour and hatching, those of the phases of single migrations. */
const SERIES = { copy: 0, pause: 1, postcopy: 6, given: 3, apart: 4 } as const;

interface Row {
  readonly label: string;
  readonly migrations: readonly GanttMigration[];
  readonly apart: readonly GanttApart[];
  /** Whether the time before its migration is shown. */
  readonly waits: boolean;
}

/** The plan's migrations, a row for each; of many, a row for each place under way. Guests that talk have a row for the time apart. */
export function ganttFigure(gantt: Gantt): Figure {
  const { id, where, migrations } = gantt;
  const { rows, left } = rowsOf(gantt);
  const title = `Migrations over time${where === "" ? "" : `, ${where}`}`;
  const description = descriptionOf(gantt, rows, left);
  const svg = drawChart({
    id,
    title,
    description,
    hatches: 1 + Math.max(...Object.values(SERIES)),
    hasGrid: false,
    height: Math.max(40, ROW_HEIGHT * rows.length),
    legend: legendOf(gantt, rows),
    x: (range) =>
      valueAxis(
        {
          label: "time since the plan began",
          kind: "seconds",
          values: [0, ...migrations.map(({ endSeconds }) => endSeconds)],
          scale: "linear",
        },
        range,
      ),
    y: ([bottom, top]) =>
      nameAxis(
        "",
        rows.map(({ label }) => label),
        [top, bottom],
      ),
    marks: (x, y) => rows.flatMap((row, index) => rowMarks(id, row, (seconds) => x.at(seconds), y.at(index))),
  });
  return { id, title, description, svg, ...tablesOf(gantt) };
}

function descriptionOf({ migrations, apart }: Gantt, rows: readonly Row[], left: number): string {
  const isFolded = migrations.length > ROWS_MOST;
  return [
    isFolded
      ? `${migrations.length.toLocaleString("en-US")} migrations, folded: a row has those that followed each other in one place of those under way.`
      : "A row for each guest: it waits for its turn, is copied while it runs, and is paused.",
    "Pauses are drawn wide enough to be seen; the table has their length.",
    ...(apart.length > 0 ? ["Guests that talk have a row for the time in which they are on different hosts."] : []),
    ...(left > 0 ? [`${left.toLocaleString("en-US")} more rows between the first and the last are not drawn.`] : []),
    ...(rows.length === 0 ? ["No guest was moved."] : []),
  ].join(" ");
}

function legendOf({ migrations, apart }: Gantt, rows: readonly Row[]) {
  const entry = (name: string, series: number, isShown: boolean, kind: "bar" | "outline" = "bar") =>
    isShown ? [{ name, series, kind }] : [];
  const waits = rows.some((row) => row.waits && row.migrations.some(({ startSeconds }) => startSeconds > 0));
  return [
    ...entry("waits", 0, waits, "outline"),
    ...entry("is copied", SERIES.copy, true),
    ...entry(
      "is paused",
      SERIES.pause,
      migrations.some(({ pauseSeconds, resumeSeconds }) => resumeSeconds > pauseSeconds),
    ),
    ...entry(
      "post-copy",
      SERIES.postcopy,
      migrations.some(({ moved, resumeSeconds, endSeconds }) => moved && endSeconds > resumeSeconds + 1e-9),
    ),
    ...entry(
      "given up",
      SERIES.given,
      migrations.some(({ moved }) => !moved),
    ),
    ...entry("apart", SERIES.apart, apart.length > 0),
  ];
}

function rowsOf({ migrations, apart }: Gantt): { readonly rows: Row[]; readonly left: number } {
  const own: Row[] =
    migrations.length <= ROWS_MOST
      ? byGuest(migrations).map((list) => ({ label: (list[0] as GanttMigration).name, migrations: list, apart: [], waits: true }))
      : placesOf(migrations).map((list, index) => ({ label: `place ${index + 1}`, migrations: list, apart: [], waits: false }));
  const half = ROWS_MOST / 2;
  const shown = own.length <= ROWS_MOST ? own : [...own.slice(0, half), ...own.slice(-half)];
  const pairs = new Map<string, GanttApart[]>();
  for (const stretch of apart) {
    const label = stretch.guests.join(" and ");
    pairs.set(label, [...(pairs.get(label) ?? []), stretch]);
  }
  const pairRows = [...pairs].map(([label, list]): Row => ({ label, migrations: [], apart: list, waits: false }));
  return {
    rows: [...shown, ...pairRows.slice(0, PAIR_ROWS_MOST)],
    left: own.length - shown.length + Math.max(0, pairRows.length - PAIR_ROWS_MOST),
  };
}

/** A guest may move twice, or be tried again. */
function byGuest(migrations: readonly GanttMigration[]): GanttMigration[][] {
  const rows = new Map<string, GanttMigration[]>();
  for (const migration of migrations) rows.set(migration.name, [...(rows.get(migration.name) ?? []), migration]);
  return [...rows.values()];
}

/** Each migration in the first place that is free when it begins. */
function placesOf(migrations: readonly GanttMigration[]): GanttMigration[][] {
  const places: GanttMigration[][] = [];
  for (const migration of migrations) {
    const free = places.find((list) => (list.at(-1) as GanttMigration).endSeconds <= migration.startSeconds + 1e-9);
    if (free === undefined) places.push([migration]);
    else free.push(migration);
  }
  return places;
}

function rowMarks(id: string, { migrations, apart, waits }: Row, at: (seconds: number) => number, middle: number): string[] {
  const top = middle - BAR_HEIGHT / 2;
  const piece = (series: number, from: number, to: number, least = 0): string[] =>
    to > from ? [bar(id, series, at(from), top, Math.max(least, at(to) - at(from)), BAR_HEIGHT)] : [];
  const firstSeconds = migrations[0]?.startSeconds ?? 0;
  return [
    ...(waits && firstSeconds > 0
      ? [tag("rect", { x: at(0), y: middle - 2.5, width: at(firstSeconds) - at(0), height: 5, class: "over" })]
      : []),
    ...migrations.flatMap(({ startSeconds, pauseSeconds, resumeSeconds, endSeconds, moved }) => [
      ...piece(moved ? SERIES.copy : SERIES.given, startSeconds, moved ? pauseSeconds : endSeconds),
      ...(moved ? piece(SERIES.postcopy, resumeSeconds, endSeconds) : []),
      ...(moved ? piece(SERIES.pause, pauseSeconds, resumeSeconds, PAUSE_WIDTH) : []),
    ]),
    ...apart.flatMap(({ startSeconds, endSeconds }) => piece(SERIES.apart, startSeconds, endSeconds)),
  ];
}

function tablesOf({ migrations, apart }: Gantt): { readonly table: FigureTable; readonly data: FigureTable } {
  const seconds = (value: number): string => formatKind("seconds", value);
  return {
    table: {
      columns: ["Guest", "From", "To", "Start", "Pause begins", "Downtime", "End"],
      rows: [
        ...migrations.map(({ name, from, to, startSeconds, pauseSeconds, resumeSeconds, endSeconds, moved }) => [
          name,
          from,
          moved ? to : "stays",
          seconds(startSeconds),
          moved ? seconds(pauseSeconds) : "-",
          moved ? seconds(resumeSeconds - pauseSeconds) : "-",
          seconds(endSeconds),
        ]),
        ...apart.map(({ guests, startSeconds, endSeconds }) => [
          `${guests.join(" and ")} apart`,
          "",
          "",
          seconds(startSeconds),
          "",
          "",
          seconds(endSeconds),
        ]),
      ],
    },
    data: {
      columns: ["guest", "from", "to", "moved", "startSeconds", "pauseSeconds", "resumeSeconds", "endSeconds"],
      rows: [
        ...migrations.map(({ name, from, to, moved, startSeconds, pauseSeconds, resumeSeconds, endSeconds }) => [
          name,
          from,
          to,
          String(moved),
          startSeconds,
          pauseSeconds,
          resumeSeconds,
          endSeconds,
        ]),
        ...apart.map(({ guests, startSeconds, endSeconds }) => [
          `${guests.join(" and ")} apart`,
          undefined,
          undefined,
          undefined,
          startSeconds,
          undefined,
          undefined,
          endSeconds,
        ]),
      ],
    },
  };
}
