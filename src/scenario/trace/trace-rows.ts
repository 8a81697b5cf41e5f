/** Checks the rows of a trace one by one. Valid rows become writes, the others faults. */
import { SLOTS_LIMIT } from "../defaults.js";
import { FAULTS_LISTED } from "../limits.js";
import { showValue } from "../show-value.js";
import { KeptWrites, type TraceColumns } from "./kept-writes.js";

/** A fault of a trace: `row` counts from 0 in the list, or from 1 in the lines of a file. */
export interface TraceFault {
  readonly row: number;
  readonly expected: string;
  readonly received: string;
}

/** The outcome of reading a trace: its writes if there is no fault. */
export interface TraceReading {
  readonly columns?: TraceColumns;
  /** The first faults. */
  readonly faults: readonly TraceFault[];
  /** Number of further faults. */
  readonly unlistedFaults: number;
}

/** Settings for reading a trace, given by the scenario. */
export interface TraceSetting {
  /** Pages of the guest's memory; a write beyond them is a fault. Default: 268,435,456, the largest guest. */
  readonly memoryPages?: number | undefined;
  /** Bins to merge writes in (`bin` of the trace). Default: none up to the limit of writes. */
  readonly binSeconds?: number | undefined;
}

export class TraceRows {
  readonly #writes: KeptWrites;
  readonly #memoryPages: number;
  readonly #faults: TraceFault[] = [];
  #unlistedFaults = 0;
  #before = 0;

  constructor({ memoryPages = SLOTS_LIMIT, binSeconds }: TraceSetting, writes = new KeptWrites(binSeconds)) {
    this.#memoryPages = memoryPages;
    this.#writes = writes;
  }

  /** Writes read so far. */
  get recordedWrites(): number {
    return this.#writes.recordedWrites;
  }

  /** Takes a row of numbers: `count` consecutive pages from `page` on. Returns false for a fault, without recording it. */
  take(second: number, page: number, count: number): boolean {
    const isRight =
      second >= this.#before && second < Infinity && isCount(page, 0) && isCount(count, 1) && page + count <= this.#memoryPages;
    if (!isRight) return false;
    this.#before = second;
    if (this.#faults.length === 0) for (let next = page; next < page + count; next++) this.#writes.add(second + 0, next);
    return true;
  }

  /** Takes a row of any cells, and records a fault. */
  add(row: number, cells: readonly unknown[]): void {
    const [second, page, count = 1] = cells;
    const hasNumbers = typeof second === "number" && typeof page === "number" && typeof count === "number";
    const isRight = (cells.length === 2 || cells.length === 3) && hasNumbers && this.take(second, page, count);
    if (!isRight) this.#note(row, cells);
  }

  end(): TraceReading {
    const [faults, unlistedFaults] = [this.#faults, this.#unlistedFaults];
    return faults.length > 0 ? { faults, unlistedFaults } : { columns: this.#writes.end(), faults, unlistedFaults };
  }

  #note(row: number, cells: readonly unknown[]): void {
    if (this.#faults.length >= FAULTS_LISTED) this.#unlistedFaults++;
    else this.#faults.push({ row, expected: this.#expected(cells), received: showRow(cells) });
  }

  #expected([second, page, count = 1, ...others]: readonly unknown[]): string {
    if (page === undefined || others.length > 0) return "seconds,page or seconds,page,count";
    if (typeof second !== "number" || !(second >= 0 && second < Infinity)) return "seconds >= 0";
    if (second < this.#before) return `seconds that never go back (before it: ${this.#before})`;
    if (!isCount(page, 0)) return "a page number >= 0";
    if (!isCount(count, 1)) return "a count of pages >= 1";
    return `pages below ${this.#memoryPages}, the end of memory`;
  }
}

function isCount(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

const CELLS_SHOWN = 4;

function showRow(cells: readonly unknown[]): string {
  if (cells.length === 0) return "an empty row";
  return cells
    .slice(0, CELLS_SHOWN)
    .map((cell) => (typeof cell === "string" ? cell.slice(0, 20) : showValue(cell)))
    .join(",");
}
