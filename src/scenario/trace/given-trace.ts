/** Traces that a scenario names or has in it, read to columns. */
import type { TraceColumns } from "./kept-writes.js";
import { TraceCsv } from "./trace-csv.js";
import { type TraceReading, TraceRows, type TraceSetting } from "./trace-rows.js";

/** Reads `seconds,page[,count]` lines. @throws Error in a few words if it is not text. */
export function readTraceText(text: string, setting: TraceSetting): TraceReading {
  const rows = new TraceRows(setting);
  const csv = new TraceCsv(rows);
  csv.pushText(text);
  csv.end();
  return rows.end();
}

/** Reads `[seconds, page, count?]` rows; `count` consecutive pages are written from `page` on. */
export function readTraceRows(list: readonly unknown[], setting: TraceSetting): TraceReading {
  const rows = new TraceRows(setting);
  for (let row = 0; row < list.length; row++) rows.add(row, cellsOf(list, row));
  return rows.end();
}

/** Reads two columns: the second and the page of each write. */
export function readTraceColumns(seconds: ArrayLike<unknown>, pages: ArrayLike<unknown>, setting: TraceSetting): TraceReading {
  const rows = new TraceRows(setting);
  const shorter = Math.min(seconds.length, pages.length);
  for (let row = 0; row < shorter; row++) {
    const [second, page] = [seconds[row], pages[row]];
    const isTaken = typeof second === "number" && typeof page === "number" && rows.take(second, page, 1);
    if (!isTaken) rows.add(row, [second, page]);
  }
  for (let row = shorter; row < Math.max(seconds.length, pages.length); row++) rows.add(row, []);
  return rows.end();
}

/** Reads a trace that was read before, perhaps for another memory or other bins. */
export function readTraceAgain(columns: TraceColumns, setting: TraceSetting): TraceReading {
  const { seconds, pages, merged } = columns;
  const { memoryPages = Infinity, binSeconds } = setting;
  const isMerged = binSeconds === undefined || binSeconds === merged?.binSeconds;
  if (isMerged && pages.every((page) => page < memoryPages)) return { columns, faults: [], unlistedFaults: 0 };
  return readTraceColumns(seconds, pages, setting);
}

/** A copy of a row. Anything that is not a readable list becomes a row that is refused. */
function cellsOf(rows: readonly unknown[], row: number): readonly unknown[] {
  try {
    const cells = rows[row];
    return Array.isArray(cells) ? [...cells] : [cells];
  } catch {
    return [];
  }
}
