/** The directory of a study: `study.json`, and `runs.ndjson`, to which rows are appended. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { readRow, type Study, type StudyRow } from "../study.js";
import { Drafts, removeDrafts } from "./drafts.js";
import { FileError } from "./files.js";
import { LineReader, linesOf } from "./lines.js";
import { reasonOf } from "./reasons.js";

export const STUDY_FILE = "study.json";
export const ROWS_FILE = "runs.ndjson";

/** What a directory holds: its study must be the same to go on. */
export interface StudyHeader {
  readonly hash: string;
  /** Which shard, as `2/7`; absent for the whole. */
  readonly shard?: string;
}

/** A row that was damaged, cut off, or of another study. */
export interface DroppedRow {
  readonly line: number;
  readonly reason: "cut off" | "damaged";
}

const TOGETHER_SECONDS = 0.05;

export type TakeRow = (row: StudyRow, offset: number) => void;

/** Opens a directory for a study, or makes it. @throws FileError if it cannot be written, or holds another study */
export class StudyDirectory {
  readonly path: string;
  readonly dropped: readonly DroppedRow[];
  readonly #file: number;
  #reader: LineReader | undefined;
  #length: number;
  /** Rows that are not in the file yet, by offset: none is kept back while a longer time passes without another. */
  readonly #pending = new Map<number, string>();
  #lastWrite = Number.NEGATIVE_INFINITY;

  /** `header` is the whole content of `study.json`; `takeRow` is called for every row that is whole. */
  constructor(path: string, study: Study, header: StudyHeader & object, takeRow: TakeRow) {
    this.path = path;
    try {
      mkdirSync(path, { recursive: true });
      checkHeader(path, header);
      writeWhole(join(path, STUDY_FILE), [`${JSON.stringify(header, undefined, 2)}\n`]);
      removeDrafts(path);
      this.dropped = existsSync(this.#rows) ? readRows(this.#rows, study, takeRow) : [];
      this.#file = openSync(this.#rows, "a");
      this.#length = statSync(this.#rows).size;
    } catch (error) {
      throw error instanceof Error && "code" in error ? new FileError(`cannot write ${path}: ${reasonOf(error)}`) : error;
    }
  }

  /** Appends a row; returns its offset. Rows that come within some milliseconds are written together. */
  append(line: string): number {
    const offset = this.#length;
    this.#length += Buffer.byteLength(line) + 1;
    this.#pending.set(offset, line);
    if (performance.now() - this.#lastWrite > TOGETHER_SECONDS * 1000) this.#write();
    return offset;
  }

  #write(): void {
    let rest: Uint8Array = Buffer.from([...this.#pending.values(), ""].join("\n"));
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#file, rest));
    this.#pending.clear();
    this.#lastWrite = performance.now();
  }

  /** The row at an offset. */
  lineAt(offset: number): string {
    const pending = this.#pending.get(offset);
    if (pending !== undefined) return pending;
    this.#reader ??= new LineReader(this.#rows);
    return this.#reader.lineAt(offset);
  }

  /** Puts the rows on the disk and closes the file. */
  close(): void {
    this.#reader?.close();
    this.#write();
    fsyncSync(this.#file);
    closeSync(this.#file);
  }

  get #rows(): string {
    return join(this.path, ROWS_FILE);
  }
}

/** The header in a directory; undefined if there is none. @throws FileError if it is no study's */
export function readHeader(path: string): (StudyHeader & Readonly<Record<string, unknown>>) | undefined {
  const file = join(path, STUDY_FILE);
  if (!existsSync(file)) return undefined;
  try {
    const header: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof header === "object" && header !== null && "hash" in header && typeof header.hash === "string") {
      return header as StudyHeader & Readonly<Record<string, unknown>>;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error) throw new FileError(`cannot read ${file}: ${reasonOf(error)}`);
  }
  throw new FileError(`${file} is not the file of a study`);
}

function checkHeader(path: string, { hash, shard }: StudyHeader): void {
  const present = readHeader(path);
  if (present === undefined) {
    if (!existsSync(join(path, ROWS_FILE))) return;
    throw new FileError(`${path} has ${ROWS_FILE} without a ${STUDY_FILE}: choose another directory`);
  }
  const rest = "choose another directory, or remove this one";
  if (present.hash !== hash) throw new FileError(`${path} holds another study, or the same of another version of this program: ${rest}`);
  if (present.shard !== shard)
    throw new FileError(`${path} holds ${shardName(present.shard)} of this study, not ${shardName(shard)}: ${rest}`);
}

function shardName(shard: string | undefined): string {
  return shard === undefined ? "the whole" : `shard ${shard}`;
}

/** Takes every whole row. If others are among them, the file is written again without these first. */
function readRows(path: string, study: Study, takeRow: TakeRow): DroppedRow[] {
  const dropped = faultyRows(path, study);
  if (dropped.length > 0) writeWhole(path, wholeLines(path, new Set(dropped.map(({ line }) => line))));
  for (const { text, offset } of linesOf(path)) takeRow(readRow(study, text) as StudyRow, offset);
  return dropped;
}

function faultyRows(path: string, study: Study): DroppedRow[] {
  const dropped: DroppedRow[] = [];
  let line = 0;
  for (const { text, isEnded } of linesOf(path)) {
    line++;
    // A whole row without its line feed would run into the next one.
    if (!isEnded) dropped.push({ line, reason: "cut off" });
    else if (readRow(study, text) === undefined) dropped.push({ line, reason: "damaged" });
  }
  return dropped;
}

function* wholeLines(path: string, dropped: ReadonlySet<number>): Generator<string> {
  let line = 0;
  for (const { text } of linesOf(path)) if (!dropped.has(++line)) yield `${text}\n`;
}

/** Writes a draft and moves it to its place, so that there is no moment at which the file is in part. */
function writeWhole(path: string, pieces: Iterable<string>): void {
  const drafts = new Drafts();
  try {
    const draft = drafts.create(dirname(path));
    const file = openSync(draft, "w");
    for (const piece of pieces) writeSync(file, piece);
    closeSync(file);
    drafts.place(draft, path);
  } finally {
    drafts.close();
  }
}
