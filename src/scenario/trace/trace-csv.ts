/**
 * Reads a trace as CSV, piece by piece: `seconds,page[,count]` in each line. Empty lines, lines that begin with # and a header before the
 * first row are skipped. At most one incomplete line is held in memory.
 */
import type { TraceRows } from "./trace-rows.js";

/** Maximum length of a line. A longer one is a fault unless it is a comment. */
const LINE_BYTES = 4096;
/** Characters encoded at a time. */
const TEXT_PIECE = 2 ** 16;
const [LINE_FEED, CARRIAGE_RETURN, COMMA, POINT, ZERO, NINE] = [10, 13, 44, 46, 48, 57];
/** Integers of up to 15 digits and powers of ten up to 10^22 are exact doubles, so their quotient rounds as Number() does. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));

export class TraceCsv {
  readonly #rows: TraceRows;
  readonly #text = new TextDecoder("utf-8", { fatal: true });
  readonly #cutText = new TextDecoder("utf-8");
  /** First bytes of the line that the last piece ended in. */
  readonly #carried = new Uint8Array(LINE_BYTES + 1);
  /** Bytes of that line so far; more than fit if it is too long. */
  #carriedBytes = 0;
  #line = 0;
  #isFirst = true;

  constructor(rows: TraceRows) {
    this.#rows = rows;
  }

  /** Reads a piece of the file. @throws Error in a few words if it is not text. */
  push(bytes: Uint8Array): void {
    if (bytes.includes(0)) throw new Error("it is not a text file");
    let begin = 0;
    if (this.#carriedBytes > 0) {
      begin = bytes.indexOf(LINE_FEED) + 1;
      this.#carry(bytes, 0, begin === 0 ? bytes.length : begin - 1);
      if (begin === 0) return;
      this.#endCarried();
    }
    for (;;) {
      begin = this.#readPlainLines(bytes, begin);
      const end = bytes.indexOf(LINE_FEED, begin);
      if (end < 0) break;
      this.#readLine(bytes.subarray(begin, end));
      begin = end + 1;
    }
    this.#carry(bytes, begin, bytes.length);
  }

  /** The same for a text. */
  pushText(text: string): void {
    const encoder = new TextEncoder();
    for (let begin = 0; begin < text.length; ) {
      let end = begin + TEXT_PIECE;
      // A pair of surrogates is one character.
      if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end++;
      this.push(encoder.encode(text.slice(begin, end)));
      begin = end;
    }
  }

  /** Reads the last line, which may have no line feed. */
  end(): void {
    if (this.#carriedBytes > 0) this.#endCarried();
  }

  #carry(bytes: Uint8Array, begin: number, end: number): void {
    const free = Math.max(0, this.#carried.length - this.#carriedBytes);
    this.#carried.set(bytes.subarray(begin, Math.min(end, begin + free)), Math.min(this.#carriedBytes, this.#carried.length));
    this.#carriedBytes += end - begin;
  }

  #endCarried(): void {
    const line = this.#carried.subarray(0, Math.min(this.#carriedBytes, this.#carried.length));
    this.#carriedBytes = 0;
    this.#readLine(line);
  }

  /** Fast path: reads complete lines of plain digits. Returns where the first other line begins. */
  #readPlainLines(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    let begin = from;
    for (;;) {
      let at = begin;
      let digits = 0;
      let point = -1;
      for (; at < length; at++) {
        const byte = bytes[at] as number;
        if (byte >= ZERO && byte <= NINE) digits = digits * 10 + byte - ZERO;
        else if (byte === POINT && point < 0) point = at;
        else break;
      }
      if (at === begin || at - begin > EXACT_DIGITS || point === at - 1 || bytes[at] !== COMMA) return begin;
      const second = point < 0 ? digits : digits / (POWERS_OF_TEN[at - point - 1] as number);
      const pageBegin = ++at;
      let page = 0;
      for (; at < length; at++) {
        const byte = bytes[at] as number;
        if (byte < ZERO || byte > NINE) break;
        page = page * 10 + byte - ZERO;
      }
      if (at === pageBegin || at - pageBegin > EXACT_DIGITS) return begin;
      let count = 1;
      if (bytes[at] === COMMA) {
        const countBegin = ++at;
        for (count = 0; at < length; at++) {
          const byte = bytes[at] as number;
          if (byte < ZERO || byte > NINE) break;
          count = count * 10 + byte - ZERO;
        }
        if (at === countBegin || at - countBegin > EXACT_DIGITS) return begin;
      }
      if (bytes[at] === CARRIAGE_RETURN) at++;
      if (at >= length || bytes[at] !== LINE_FEED || !this.#rows.take(second, page, count)) return begin;
      this.#isFirst = false;
      this.#line++;
      begin = at + 1;
    }
  }

  #readLine(bytes: Uint8Array): void {
    this.#line++;
    const isWhole = bytes.length <= LINE_BYTES;
    const line = this.#decode(bytes, isWhole).trim();
    if (line.startsWith("#") || (line === "" && isWhole)) return;
    const cells = line.split(",");
    const isHeading = this.#isFirst && isHeadingRow(cells);
    this.#isFirst = false;
    if (!isHeading) this.#rows.add(this.#line, isWhole ? cells.map(readCell) : [line]);
  }

  /** The text of a line. One that is too long is cut, possibly inside a character. */
  #decode(bytes: Uint8Array, isWhole: boolean): string {
    if (!isWhole) return this.#cutText.decode(bytes.subarray(0, LINE_BYTES));
    try {
      return this.#text.decode(bytes);
    } catch {
      throw new Error("it is not text in UTF-8");
    }
  }
}

const TIME_HEADINGS = new Set(["seconds", "second", "sec", "s", "time", "t"]);
const PAGE_HEADINGS = new Set(["page", "pages", "pfn", "gfn"]);

/** True for a header line, with or without quotes: `seconds,page`, `"time","page","count"`. */
function isHeadingRow([time = "", page = ""]: readonly string[]): boolean {
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
