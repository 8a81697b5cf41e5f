/** The rounds of every run as comma-separated values. */
import type { MigrationResult, Round, RunResult } from "../result/result.js";

interface Column {
  readonly name: string;
  readonly value: (run: RunResult, round: Round) => number | boolean | undefined;
}

/** Columns have the names of the JSON result, units included. */
const COLUMNS: readonly Column[] = [
  { name: "seed", value: (run) => run.seed },
  { name: "run", value: (run) => run.run },
  { name: "round", value: (_run, round) => round.index },
  { name: "live", value: (_run, round) => round.live },
  { name: "startSeconds", value: (_run, round) => round.startSeconds },
  { name: "durationSeconds", value: (_run, round) => round.durationSeconds },
  { name: "pagesToSend", value: (_run, round) => round.pagesToSend },
  { name: "pagesSent", value: (_run, round) => round.pagesSent },
  { name: "pagesSkipped", value: (_run, round) => round.pagesSkipped },
  { name: "pagesAllocatedOnly", value: (_run, round) => round.pagesAllocatedOnly },
  { name: "pagesDeferred", value: (_run, round) => round.pagesDeferred },
  { name: "zeroPages", value: (_run, round) => round.zeroPages },
  { name: "deltaPages", value: (_run, round) => round.deltaPages },
  { name: "wireBytes", value: (_run, round) => round.wireBytes },
  { name: "pagesDirtied", value: (_run, round) => round.pagesDirtied },
  { name: "throttleRatio", value: (_run, round) => round.throttleRatio },
  { name: "limitBytesPerSecond", value: (_run, round) => round.limitBytesPerSecond },
];

/**
 * Lines of one row per round of each run, after one header row. Every column is always there; a cell is empty if its value does not
 * apply. Numbers have full precision, the decimal separator is a point, lines end in a line feed.
 */
export function* roundsCsv(result: MigrationResult): Generator<string> {
  yield `${COLUMNS.map((column) => column.name).join(",")}\n`;
  for (const run of result.runs) {
    for (const round of run.rounds) yield `${COLUMNS.map((column) => String(column.value(run, round) ?? "")).join(",")}\n`;
  }
}
