/** Lays out plain text: tables, line wrapping, and names without control characters. */
import stringWidth from "fast-string-width";
import { UNPRINTABLE } from "../scenario/unprintable.js";

/** How parts of a text are emphasized. The plain style changes nothing; a terminal's style adds colour. */
export interface Style {
  readonly title: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
}

const unchanged = (text: string): string => text;
export const PLAIN_STYLE: Style = { title: unchanged, faint: unchanged, good: unchanged, warning: unchanged };

export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align: "left" | "right";
  /** Columns with the highest rank are dropped first until the table fits; rank 0 is always shown. */
  readonly rank: number;
}

const GAP = "  ";

/** The lines of a table, header first, with as many columns as fit into `width`. */
export function layOutTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], width: number): string[] {
  const all = columns.map((column) => {
    const cells = [column.title, ...rows.map(column.value)];
    return { column, cells, width: Math.max(...cells.map((cell) => stringWidth(cell))) };
  });
  const shown = fitting(all, width);
  return Array.from({ length: rows.length + 1 }, (_, line) =>
    shown
      .map(({ column, cells, width: cellWidth }) => padded(cells[line] ?? "", cellWidth, column.align))
      .join(GAP)
      .trimEnd(),
  );
}

function fitting<Entry extends { readonly column: { readonly rank: number }; readonly width: number }>(
  entries: readonly Entry[],
  width: number,
): readonly Entry[] {
  const total = entries.reduce((sum, entry) => sum + entry.width + GAP.length, -GAP.length);
  const highest = Math.max(...entries.map((entry) => entry.column.rank));
  if (total <= width || highest <= 0) return entries;
  return fitting(
    entries.filter((entry) => entry.column.rank < highest),
    width,
  );
}

function padded(cell: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - stringWidth(cell)));
  return align === "left" ? cell + space : space + cell;
}

/** Where a line may break: not between a number and its unit. */
const BREAKS = /(?<!\d) | (?![A-Za-z])/;

/** Breaks a text between words into lines of at most `width` columns; a longer word is split. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BREAKS).flatMap((part) => broken(part, width))) {
    const candidate = line === "" ? word : `${line} ${word}`;
    if (line !== "" && stringWidth(candidate) > width) {
      lines.push(line);
      line = word;
    } else line = candidate;
  }
  return [...lines, line];
}

function broken(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (stringWidth(piece + character) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}

const UNPRINTABLE_RUN = new RegExp(`${UNPRINTABLE.source}+`, "gu");

/** A user's text on one line: each run of unprintable characters, including line breaks and escape sequences, becomes a space. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE_RUN, " ").trim();
}
