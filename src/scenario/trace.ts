/** Reads recorded page writes, from CSV text or from the scenario, into columns. */
import { showValue } from "./show-value.js";

export interface TraceColumns {
  readonly seconds: readonly number[];
  readonly pages: readonly number[];
}

/** A fault of a trace: `row` counts from 0 in the list, or from 1 in the lines of a file. */
export interface TraceFault {
  readonly row: number;
  readonly expected: string;
  readonly received: string;
}

/** Maximum number of recorded page writes: 16 bytes each while reading, 1 GiB in total. */
const WRITES_LIMIT = 2 ** 26;
/** Maximum number of listed faults; a file in another format would have one in every line. */
const FAULTS_LISTED = 20;

/** Reads `seconds,page[,count]` lines. Empty lines, lines that begin with # and a header in the first line are skipped. */
export function readTraceCsv(text: string, memoryPages: number): TraceColumns | readonly TraceFault[] {
  return readNumberedRows(csvRows(text), memoryPages);
}

/** Reads `[seconds, page, count?]` rows; `count` consecutive pages are written from `page` on. */
export function readTraceRows(rows: readonly unknown[], memoryPages: number): TraceColumns | readonly TraceFault[] {
  return readNumberedRows(numberedRows(rows), memoryPages);
}

/** Reads a trace in the form of results: the time and the page of each write. The columns are copied unless they are frozen. */
export function readTraceColumns(columns: GivenColumns, memoryPages: number): TraceColumns | readonly TraceFault[] {
  const [seconds, pages] = [frozenCopy(columns.seconds), frozenCopy(columns.pages)];
  const rows = Math.max(seconds.length, pages.length);
  const read = readNumberedRows(numberedColumns(seconds, pages, rows), memoryPages);
  return "seconds" in read ? { seconds: seconds as readonly number[], pages: pages as readonly number[] } : read;
}

interface GivenColumns {
  readonly seconds: readonly unknown[];
  readonly pages: readonly unknown[];
}

function frozenCopy(column: readonly unknown[]): readonly unknown[] {
  return Object.isFrozen(column) ? column : [...column];
}

function* numberedColumns(seconds: readonly unknown[], pages: readonly unknown[], rows: number): Generator<NumberedRow> {
  for (let row = 0; row < rows; row++) yield [row, row < seconds.length && row < pages.length ? [seconds[row], pages[row]] : []];
}

function* numberedRows(rows: readonly unknown[]): Generator<NumberedRow> {
  for (let number = 0; number < rows.length; number++) yield [number, readRow(rows, number)];
}

/** A copy of a row. Anything that is not a readable list becomes a row that is refused. */
function readRow(rows: readonly unknown[], number: number): readonly unknown[] {
  try {
    const row = rows[number];
    return Array.isArray(row) ? [...row] : [row];
  } catch {
    return [];
  }
}

type NumberedRow = readonly [number: number, row: readonly unknown[]];

/** Yields one line at a time, as a trace may have millions. */
function* csvRows(text: string): Generator<NumberedRow> {
  let number = 0;
  let isFirst = true;
  for (let begin = text.startsWith("\uFEFF") ? 1 : 0; begin <= text.length; ) {
    const newline = text.indexOf("\n", begin);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(begin, end).trim();
    begin = end + 1;
    number++;
    if (line === "" || line.startsWith("#")) continue;
    const cells = line.split(",");
    if (isFirst && isHeading(cells)) {
      isFirst = false;
      continue;
    }
    isFirst = false;
    yield [number, cells.map(readCell)];
  }
}

const TIME_HEADINGS = new Set(["seconds", "second", "sec", "s", "time", "t"]);
const PAGE_HEADINGS = new Set(["page", "pages", "pfn", "gfn"]);

/** True for a header line, with or without quotes: `seconds,page`, `"time","page","count"`. */
function isHeading([time = "", page = ""]: readonly string[]): boolean {
  return TIME_HEADINGS.has(headingOf(time)) && PAGE_HEADINGS.has(headingOf(page));
}

function headingOf(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim()
    .toLowerCase();
}

/** The number in a cell, or its text if it is not a number. */
function readCell(cell: string): string | number {
  const value = Number(cell);
  // Number() also accepts empty cells, hexadecimal digits and the word Infinity.
  return Number.isFinite(value) && /^[\s\d.eE+-]*\d[\s.]*$/.test(cell) ? value : cell.trim();
}

function readNumberedRows(rows: Iterable<NumberedRow>, memoryPages: number): TraceColumns | readonly TraceFault[] {
  const seconds: number[] = [];
  const pages: number[] = [];
  const faults: TraceFault[] = [];
  let faultCount = 0;
  let before = 0;
  for (const [number, row] of rows) {
    const [time = 0, page = 0, count = 1] = row as readonly number[];
    const expected = rowFault(row, before, memoryPages);
    if (expected === undefined && pages.length + count > WRITES_LIMIT) {
      // Reading ends at the limit.
      return [{ row: number, expected: `at most ${WRITES_LIMIT} page writes in all`, received: `more with ${showRow(row)}` }];
    }
    if (expected !== undefined) {
      faultCount++;
      if (faultCount <= FAULTS_LISTED) faults.push({ row: number, expected, received: showRow(row) });
      continue;
    }
    before = time;
    for (let i = 0; i < count; i++) {
      seconds.push(time);
      pages.push(page + i);
    }
  }
  const last = faults.at(-1);
  if (last === undefined) return { seconds, pages };
  const unlisted = faultCount - faults.length;
  return unlisted === 0
    ? faults
    : [...faults, { row: last.row, expected: "rows without fault", received: `${unlisted} more faults behind it` }];
}

function rowFault(row: readonly unknown[], before: number, memoryPages: number): string | undefined {
  const [time, page, count = 1] = row;
  if (row.length < 2 || row.length > 3) return "seconds,page or seconds,page,count";
  if (typeof time !== "number" || !Number.isFinite(time) || time < 0) return "seconds >= 0";
  if (time < before) return `seconds that never go back (before it: ${before})`;
  if (!Number.isSafeInteger(page) || Number(page) < 0) return "a page number >= 0";
  if (!Number.isSafeInteger(count) || Number(count) < 1) return "a count of pages >= 1";
  if (Number(page) + Number(count) > memoryPages) return `pages below ${memoryPages}, the end of memory`;
  return undefined;
}

const CELLS_SHOWN = 4;

function showRow(row: readonly unknown[]): string {
  if (row.length === 0) return "an empty row";
  return row
    .slice(0, CELLS_SHOWN)
    .map((cell) => (typeof cell === "string" ? cell.slice(0, 20) : showValue(cell)))
    .join(",");
}
