/** Statistics of every total over several runs. */
import { failedRunsOf } from "../analysis/withheld.js";
import type { MigrationResult, SummaryEntry } from "../result/result.js";
import { formatBytes, formatBytesPerSecond, formatCount, formatInterval, formatSeconds, type IntervalUnit } from "./quantities.js";
import { layOutTable, type Style, type TableColumn, wrap } from "./text.js";

interface SummaryRow {
  readonly name: string;
  readonly entry: SummaryEntry;
  readonly format: (value: number) => string;
}

const COLUMNS: readonly TableColumn<SummaryRow>[] = [
  { title: "Total", align: "left", rank: 0, value: (row) => labelOf(row.name) },
  { title: "Mean", align: "right", rank: 0, value: (row) => row.format(row.entry.mean) },
  {
    title: "Deviation",
    align: "right",
    rank: 2,
    value: ({ entry, format }) => (entry.standardDeviation === undefined ? "-" : format(entry.standardDeviation)),
  },
  { title: "Least", align: "right", rank: 3, value: (row) => row.format(row.entry.min) },
  { title: "Median", align: "right", rank: 4, value: (row) => row.format(row.entry.median) },
  { title: "Most", align: "right", rank: 3, value: (row) => row.format(row.entry.max) },
  {
    title: "95 % interval of the mean",
    align: "right",
    rank: 1,
    value: intervalText,
  },
];

/** Formats by the unit suffix of a total's name. */
const FORMATS: readonly (readonly [suffix: string, format: (value: number) => string, unit: IntervalUnit])[] = [
  ["BytesPerSecond", formatBytesPerSecond, "bytes/s"],
  ["Seconds", formatSeconds, "seconds"],
  ["Bytes", formatBytes, "bytes"],
  ["Ratio", (value) => value.toFixed(3), "plain"],
];

const LABELS: Readonly<Record<string, string>> = {
  totalSeconds: "Total time",
  wireBytes: "On the wire",
  resendRatio: "Sent / memory",
  pagesResent: "Sent again",
  pagesDirtied: "Dirtied",
  pagesSkipped: "Skipped",
};

export function summaryLines(result: MigrationResult, width: number, style: Style): string[] {
  const converged = result.runs.filter((run) => run.stop.converged).length;
  const faulty = result.runs.filter((run) => run.channel?.fault !== undefined).length;
  const failed = failedRunsOf(result.runs);
  const failures =
    failed === 0 ? [] : wrap(`${failed} of ${result.runs.length} runs did not move the guest; the means include them`, width);
  const faults = faulty === 0 ? [] : wrap(`${faulty} of ${result.runs.length} runs have a fault of the channel`, width);
  const title = `All ${result.runs.length} runs: ${converged} converged, ${result.runs.length - converged} did not`;
  const rows = Object.entries(result.summary).map(([name, entry]) => ({ name, entry, format: formatOf(name) }));
  const [header = "", ...lines] = layOutTable(COLUMNS, rows, width);
  return [...wrap(title, width).map(style.title), ...[...failures, ...faults].map(style.warning), style.title(header), ...lines];
}

/** The interval, or the single value if its width is 0: all runs have the same value. */
function intervalText({ name, entry, format }: SummaryRow): string {
  const { confidence95 } = entry;
  if (confidence95 === undefined) return "-";
  if (confidence95[0] === confidence95[1]) return format(entry.mean);
  return formatInterval(confidence95, FORMATS.find(([suffix]) => name.endsWith(suffix))?.[2] ?? "plain");
}

function formatOf(name: string): (value: number) => string {
  return FORMATS.find(([suffix]) => name.endsWith(suffix))?.[1] ?? formatCount;
}

/** The label used in the totals of one run; for other totals, the words of the name. */
function labelOf(name: string): string {
  const known = LABELS[name];
  if (known !== undefined) return known;
  const suffix = FORMATS.map(([ending]) => ending).find((ending) => name.endsWith(ending)) ?? "";
  const words = name
    .slice(0, name.length - suffix.length)
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
