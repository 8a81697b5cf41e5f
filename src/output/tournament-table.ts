/** The standings of a tournament as text, on the terminal and in Markdown. */
import type { PolicyStanding, Tournament } from "../advice/tournament.js";
import { formatSeconds } from "./quantities.js";
import { layOutTable, PLAIN_STYLE, printable, type Style, type TableColumn, wrap } from "./text.js";

const time = (seconds: number | undefined): string => (seconds === undefined ? "-" : formatSeconds(seconds));

const COLUMNS: readonly TableColumn<PolicyStanding>[] = [
  { title: "policy", align: "left", rank: 0, value: ({ policy }) => printable(policy) },
  { title: "moved", align: "right", rank: 0, value: ({ moved, cells }) => `${moved} of ${cells}` },
  { title: "avoidable failures", align: "right", rank: 0, value: ({ avoidableFailures }) => String(avoidableFailures) },
  { title: "median total", align: "right", rank: 3, value: ({ medianTotalSeconds }) => time(medianTotalSeconds) },
  { title: "median downtime", align: "right", rank: 2, value: ({ medianDowntimeSeconds }) => time(medianDowntimeSeconds) },
  { title: "worst downtime", align: "right", rank: 1, value: ({ worstDowntimeSeconds }) => time(worstDowntimeSeconds) },
  { title: "regret in total", align: "right", rank: 0, value: ({ meanTotalRegretSeconds }) => time(meanTotalRegretSeconds) },
  { title: "regret in downtime", align: "right", rank: 0, value: ({ meanDowntimeRegretSeconds }) => time(meanDowntimeRegretSeconds) },
];

const NOTES = [
  "moved: guests at the destination, of all guests over all links; avoidable failures: left at the source although another policy moved the same guest over the same link.",
  "Regret: mean distance from the policy that was best in hindsight, over what the policy moved. A short total time and a short downtime are not had at once.",
];

export function formatTournament({ standings }: Tournament, width = 100, style: Style = PLAIN_STYLE): string {
  const [header = "", ...lines] = layOutTable(COLUMNS, standings, width);
  return `${[style.title(header), ...lines, "", ...NOTES.flatMap((note) => wrap(note, width)).map(style.faint)].join("\n")}\n`;
}

/** The same table in Markdown. */
export function markdownTournament({ standings }: Pick<Tournament, "standings">): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(COLUMNS.map(({ title }) => title)),
    line(COLUMNS.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...standings.map((standing) => line(COLUMNS.map(({ value }) => value(standing)))),
  ].join("\n");
}
