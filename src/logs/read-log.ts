/** Reads a log of any known format from its text, in pieces of any size: memory does not grow with the log. */
import { type Findings, LINE_LENGTH_MAX, type LineReader, type LogFormat, recognises } from "./format.js";
import { LOG_FORMATS } from "./formats.js";
import { Ledger } from "./ledger.js";
import { LogError } from "./log-error.js";
import type { LogReading, LogWarning, ObservedMigration } from "./observed.js";

/** Lines held until one of them shows the format. */
const HELD_LINES_MAX = 10_000;
const HELD_LENGTH_MAX = 2 ** 24;
/** Longest line of a format that does not say otherwise. */
const PLAIN_LENGTH_MAX = 4096;
const WARNINGS_MAX = 50;
const NAMES_MAX = 1000;

/**
 * Reads a log: its text whole, or in pieces as they come.
 * @throws LogError with the line at which it cannot be read
 */
export async function readLog(text: string | Iterable<string> | AsyncIterable<string>): Promise<LogReading> {
  const parser = new LogParser();
  if (typeof text === "string") parser.push(text);
  else for await (const piece of text) parser.push(piece);
  return parser.finish();
}

/** Reads a log piece by piece. */
export class LogParser {
  readonly #warnings: LogWarning[] = [];
  #unlistedWarnings = 0;
  readonly #ledgers = new Map<string | undefined, Ledger>();
  #rest = "";
  #lines = 0;
  #held: string[] = [];
  #heldLength = 0;
  #nextLook = 1;
  #format: LogFormat | undefined;
  #reader: LineReader | undefined;
  /** Lines that said nothing, and formats of other logs that began among them. */
  #silent = 0;
  #firstSilent = 0;
  readonly #others = new Set<LogFormat>();

  /** Takes the next piece of the text. @throws LogError */
  push(piece: string): void {
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      this.#line(this.#rest === "" ? piece.slice(start, end) : this.#rest + piece.slice(start, end));
      this.#rest = "";
      start = end + 1;
    }
    this.#rest += piece.slice(start);
    if (this.#rest.length > LINE_LENGTH_MAX) throw this.#tooLong();
  }

  /** Ends the text. @throws LogError */
  finish(): LogReading {
    if (this.#rest !== "") this.#lastLine(this.#rest);
    if (this.#reader === undefined) this.#recognise();
    const format = this.#format;
    if (format === undefined) throw this.#unrecognised();
    this.#reader?.end?.(this.#lines);
    this.#warnOfSilence(format);
    const migrations = this.#migrations();
    if (migrations.length === 0)
      throw new LogError(Math.max(this.#lines, 1), `${format.title}: it says nothing of a migration${adviceOf(format)}`);
    for (const { end, lastLine, last, rounds, dirtyRates, dirtyCurve, writes, pauseParts } of migrations) {
      const isMeasurement = dirtyRates.length + pauseParts.length > 0 || dirtyCurve !== undefined || writes !== undefined;
      const isUnderWay = last.seconds !== undefined || last.sentPages !== undefined || rounds.length > 0;
      if (end === "unfinished" && (isUnderWay || !isMeasurement)) this.#warn(lastLine, "the log ends before the migration does");
    }
    const { name, title } = format;
    return { format: name, title, lines: this.#lines, migrations, warnings: this.#warnings, unlistedWarnings: this.#unlistedWarnings };
  }

  #line(text: string): void {
    this.#lines++;
    if (text.length > LINE_LENGTH_MAX) throw this.#tooLong();
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (this.#reader === undefined) this.#hold(line);
    else this.#read(this.#reader, line, this.#lines);
  }

  #hold(line: string): void {
    this.#held.push(line);
    this.#heldLength += line.length;
    const isFull = this.#held.length >= HELD_LINES_MAX || this.#heldLength >= HELD_LENGTH_MAX;
    if (isFull || this.#held.length >= this.#nextLook) this.#recognise();
    this.#nextLook = 2 * this.#held.length;
    if (isFull && this.#reader === undefined) throw this.#unrecognised();
  }

  /** A last line without its end: if it cannot be read, the log was cut there. */
  #lastLine(text: string): void {
    this.#rest = "";
    const number = this.#lines + 1;
    try {
      this.#line(text);
      if (/\d$/.test(text)) this.#warn(number, "the last line has no end: digits may be missing");
    } catch (error) {
      if (!(error instanceof LogError) || error.line !== number || this.#migrations().length === 0) throw error;
      this.#warn(number, `the log is cut off in its last line, which was left out (${error.detail})`);
    }
  }

  /** Looks for the format in the lines held, and reads them if it is found. */
  #recognise(): void {
    const found = LOG_FORMATS.map((format) => ({ format, at: recognises(format, this.#held) })).filter(({ at }) => at >= 0);
    const [best] = found.sort((left, right) => left.at - right.at);
    if (best === undefined) return;
    this.#format = best.format;
    this.#reader = best.format.read(this.#findings);
    const first = this.#lines - this.#held.length + 1;
    const held = this.#held;
    this.#held = [];
    for (const [index, line] of held.entries()) this.#read(this.#reader, line, first + index);
  }

  #read(reader: LineReader, text: string, number: number): void {
    // Progress that is written over itself on a terminal.
    const parts = text.includes("\r") ? text.split("\r") : [text];
    const longest = this.#format?.lineLengthMax ?? PLAIN_LENGTH_MAX;
    for (const part of parts) {
      if (part.length <= longest && (reader.line(part, number) || part.trim() === "")) continue;
      this.#silent++;
      this.#firstSilent ||= number;
      const other = LOG_FORMATS.find((format) => format !== this.#format && recognises(format, [part]) === 0);
      if (other === undefined || this.#others.has(other)) continue;
      this.#others.add(other);
      this.#warn(number, `a log of another format begins, ${other.title}: it was left out, read it on its own`);
    }
  }

  readonly #findings: Findings = {
    ledger: (name) => {
      const known = this.#ledgers.get(name);
      if (known !== undefined) return known;
      if (this.#ledgers.size >= NAMES_MAX) throw new LogError(this.#lines, `more than ${NAMES_MAX} guests in one log`);
      const ledger = new Ledger(this.#findings.warn, name);
      this.#ledgers.set(name, ledger);
      return ledger;
    },
    warn: (line, text) => this.#warn(line, text),
  };

  #warn(line: number, text: string): void {
    if (this.#warnings.length < WARNINGS_MAX) this.#warnings.push({ line, text });
    else this.#unlistedWarnings++;
  }

  #warnOfSilence(format: LogFormat): void {
    if (this.#silent === 0) return;
    const lines = this.#silent === 1 ? "1 line says" : `${this.#silent} lines say`;
    this.#warn(this.#firstSilent, `${lines} nothing that a reader of this format knows (${format.title}): left out`);
  }

  #migrations(): readonly ObservedMigration[] {
    return [...this.#ledgers.values()].flatMap((ledger) => ledger.finish()).sort((left, right) => left.firstLine - right.firstLine);
  }

  #tooLong(): LogError {
    return new LogError(this.#lines + (this.#rest === "" ? 0 : 1), `a line of more than ${LINE_LENGTH_MAX} characters`);
  }

  #unrecognised(): LogError {
    if (this.#lines === 0) return new LogError(1, "the file is empty");
    const titles = LOG_FORMATS.map(({ title }) => title).join(", ");
    return new LogError(1, `no line of the first ${this.#lines} is of a known format. Known are: ${titles}`);
  }
}

function adviceOf({ advice }: LogFormat): string {
  return advice === undefined ? "" : `; ${advice}`;
}
