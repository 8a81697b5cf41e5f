/** CSV of time and page, one write per line. It is summed up here; as a workload the file itself is named in a scenario (`kind: trace`). */
import { decimal, seconds } from "../figures.js";
import type { Findings, LineReader, LogFormat } from "../format.js";
import { LogError } from "../log-error.js";
import { PageSet } from "../page-set.js";

/** 1 TiB of pages of 4 KiB, the largest guest of a scenario. */
const PAGES_MAX = 2 ** 28;

export const TRACE_CSV: LogFormat = {
  name: "trace-csv",
  title: "CSV of time and page",
  signature: /^\s*"?(?:seconds|time|t)"?\s*,\s*"?page"?\s*(?:,|$)|^\s*\d+(?:\.\d+)?\s*,\s*\d+\s*$/i,
  advice: "the trace is a workload as it is: kind: trace, file: NAME in a scenario",
  read: (findings) => new TraceCsvReader(findings),
};

class TraceCsvReader implements LineReader {
  readonly #findings: Findings;
  readonly #pages = new PageSet();
  #count = 0;
  #lastPage = 0;
  #seconds = 0;
  #line = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  line(text: string, line: number): boolean {
    const row = text.trim();
    if (row === "" || row.startsWith("#")) return true;
    const isHeader = this.#count === 0 && /^"?[a-z]/i.test(row);
    if (isHeader) return TRACE_CSV.signature.test(row);
    const cells = row.split(",");
    if (cells.length !== 2) throw new LogError(line, `expected a time and a page, received ${row}`);
    const time = seconds((cells[0] as string).trim(), 1, line, "time");
    const page = decimal((cells[1] as string).trim(), line, "page", PAGES_MAX - 1);
    if (!Number.isInteger(page)) throw new LogError(line, `page: expected a whole number, received ${cells[1]}`);
    if (time < this.#seconds) throw new LogError(line, `the time goes back from ${this.#seconds} to ${time} s: lines are out of order`);
    this.#pages.add(page);
    this.#count++;
    this.#lastPage = Math.max(this.#lastPage, page);
    this.#seconds = time;
    this.#line = line;
    return true;
  }

  end(): void {
    if (this.#count === 0) return;
    const { count: distinctPages } = this.#pages;
    this.#findings.ledger().writes(this.#line, { count: this.#count, distinctPages, lastPage: this.#lastPage, seconds: this.#seconds });
  }
}
