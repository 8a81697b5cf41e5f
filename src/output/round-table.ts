/** The rounds of one run as a table. */
import type { Round, RunResult } from "../result/result.js";
import { formatBytes, formatBytesPerSecond, formatCount, formatPagesPerSecond, formatSeconds } from "./quantities.js";
import { layOutTable, type Style, type TableColumn } from "./text.js";

/** Of more rounds only the first and the last are shown; JSON and CSV have all. */
const MOST_ROUNDS = 40;
const FIRST_ROUNDS = 24;
const LAST_ROUNDS = 12;

const COLUMNS: readonly TableColumn<Round>[] = [
  { title: "Round", align: "right", rank: 0, value: (round) => String(round.index) },
  { title: "Guest", align: "left", rank: 2, value: (round) => (round.live ? "runs" : "paused") },
  { title: "Start", align: "right", rank: 5, value: (round) => formatSeconds(round.startSeconds) },
  { title: "Duration", align: "right", rank: 0, value: (round) => formatSeconds(round.durationSeconds) },
  { title: "To send", align: "right", rank: 6, value: (round) => formatCount(round.pagesToSend) },
  { title: "Pages sent", align: "right", rank: 0, value: (round) => formatCount(round.pagesSent) },
];

/** Columns that apply to some engines and guests only; shown if any round has a value above zero. */
const OCCASIONAL: readonly (TableColumn<Round> & { readonly amount: (round: Round) => number })[] = [
  { title: "Skipped", align: "right", rank: 3, amount: (round) => round.pagesSkipped, value: (round) => formatCount(round.pagesSkipped) },
  {
    title: "No content",
    align: "right",
    rank: 8,
    amount: (round) => round.pagesAllocatedOnly ?? 0,
    value: (round) => formatCount(round.pagesAllocatedOnly ?? 0),
  },
  {
    title: "Deferred",
    align: "right",
    rank: 8,
    amount: (round) => round.pagesDeferred ?? 0,
    value: (round) => formatCount(round.pagesDeferred ?? 0),
  },
  {
    title: "Delta",
    align: "right",
    rank: 7,
    amount: (round) => round.deltaPages ?? 0,
    value: (round) => formatCount(round.deltaPages ?? 0),
  },
  { title: "Zero", align: "right", rank: 7, amount: (round) => round.zeroPages, value: (round) => formatCount(round.zeroPages) },
];

const LAST_COLUMNS: readonly TableColumn<Round>[] = [
  { title: "On the wire", align: "right", rank: 4, value: (round) => formatBytes(round.wireBytes) },
  {
    title: "Dirtied",
    align: "right",
    rank: 1,
    value: (round) => (round.pagesDirtied === undefined ? "-" : formatCount(round.pagesDirtied)),
  },
  { title: "Dirty rate", align: "right", rank: 6, value: dirtyRate },
];

const LIMITS: readonly (TableColumn<Round> & { readonly amount: (round: Round) => number })[] = [
  {
    title: "Limit",
    align: "right",
    rank: 7,
    amount: (round) => round.limitBytesPerSecond ?? 0,
    value: (round) => (round.limitBytesPerSecond === undefined ? "-" : formatBytesPerSecond(round.limitBytesPerSecond)),
  },
  { title: "Throttle", align: "right", rank: 5, amount: (round) => round.throttleRatio, value: (round) => round.throttleRatio.toFixed(2) },
];

export function roundLines(run: RunResult, width: number, style: Style): string[] {
  const { rounds } = run;
  const occurs = (column: { readonly amount: (round: Round) => number }): boolean => rounds.some((round) => column.amount(round) > 0);
  const columns = [...COLUMNS, ...OCCASIONAL.filter(occurs), ...LAST_COLUMNS, ...LIMITS.filter(occurs)];
  const isLong = rounds.length > MOST_ROUNDS;
  const shown = isLong ? [...rounds.slice(0, FIRST_ROUNDS), ...rounds.slice(-LAST_ROUNDS)] : rounds;
  const [header = "", ...lines] = layOutTable(columns, shown, width);
  const gap = isLong ? [style.faint(`... ${formatCount(rounds.length - FIRST_ROUNDS - LAST_ROUNDS)} more ...`)] : [];
  return [style.title(header), ...lines.slice(0, FIRST_ROUNDS), ...gap, ...lines.slice(FIRST_ROUNDS)];
}

function dirtyRate(round: Round): string {
  if (round.pagesDirtied === undefined || round.durationSeconds === 0) return "-";
  return formatPagesPerSecond(round.pagesDirtied / round.durationSeconds);
}
