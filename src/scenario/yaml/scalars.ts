/** Scalars as they are written: in quotes, without quotes, and as blocks of lines. Chapters are those of the YAML 1.2 specification. */
import { COLON, type Cursor, characterTable, DASH, HASH, isBlank, isBlankOrEnd, isFlowIndicator, isLineEnd, SPACE } from "./cursor.js";
import { Pieces } from "./pieces.js";

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const PLUS = 0x2b;
const BACKSLASH = 0x5c;
const GREATER_THAN = 0x3e;

export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

/** A text in quotes, from its opening quote to the place after the closing one (7.3.1, 7.3.2). */
export function readQuoted(cursor: Cursor, parentIndent: number): string {
  const begin = cursor.offset;
  const quote = cursor.code();
  const ends = quote === SINGLE_QUOTE ? ENDS_SINGLE : ENDS_DOUBLE;
  const value = new Pieces();
  cursor.offset++;
  for (;;) {
    const from = cursor.offset;
    skipTo(cursor, ends);
    const code = cursor.code();
    if (isLineEnd(code)) {
      value.add(trimEnd(cursor.text, from, cursor.offset));
      value.add(foldLines(cursor, parentIndent, begin, " "));
      continue;
    }
    value.add(cursor.text.slice(from, cursor.offset));
    if (code === BACKSLASH) value.add(readEscape(cursor, parentIndent, begin));
    else if (quote === SINGLE_QUOTE && cursor.code(1) === SINGLE_QUOTE) {
      value.add("'");
      cursor.offset += 2;
    } else {
      cursor.offset++;
      return value.finish();
    }
  }
}

const ENDS_SINGLE = characterTable("'\r\n");
const ENDS_DOUBLE = characterTable('"\\\r\n');
/** A plain scalar may end at these. */
const ENDS_PLAIN = characterTable(":#\r\n");
const ENDS_FLOW_PLAIN = characterTable(":#\r\n,[]{}");

/** To the next character of a table. */
function skipTo(cursor: Cursor, table: Uint8Array): void {
  const { text } = cursor;
  let at = cursor.offset;
  while (at < text.length && table[text.charCodeAt(at)] === 0) at++;
  cursor.offset = at;
}

/** Line breaks within a text in quotes: one becomes `single`, each further one a line feed (6.5). */
function foldLines(cursor: Cursor, parentIndent: number, begin: number, single: string): string {
  const breaks = cursor.skipEmptyLines();
  if (breaks === 0) throw cursor.fault(`the quote that closes the text begun in ${placeOf(cursor.text, begin)}`);
  if (cursor.indent <= parentIndent) {
    throw cursor.fault(`the rest of the text in quotes begun in ${placeOf(cursor.text, begin)}, indented, or its closing quote`);
  }
  return breaks === 1 ? single : "\n".repeat(breaks - 1);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const LAST_CODE_POINT = 0x10ffff;

/** What a backslash in double quotes stands for (5.7); at the end of a line it joins the next one without a space. */
function readEscape(cursor: Cursor, parentIndent: number, begin: number): string {
  cursor.offset++;
  if (isLineEnd(cursor.code())) return foldLines(cursor, parentIndent, begin, "");
  const letter = cursor.text[cursor.offset] as string;
  const digits = Object.hasOwn(HEX_DIGITS, letter) ? HEX_DIGITS[letter] : undefined;
  if (digits !== undefined) {
    const hex = cursor.text.slice(cursor.offset + 1, cursor.offset + 1 + digits);
    const point = hex.length === digits && /^[\da-fA-F]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.POSITIVE_INFINITY;
    if (point > LAST_CODE_POINT) throw cursor.fault(`${digits} hexadecimal digits of a character after \\${letter}`);
    cursor.offset += 1 + digits;
    return String.fromCodePoint(point);
  }
  if (!Object.hasOwn(ESCAPES, letter)) {
    throw cursor.fault("a character that has a meaning after a backslash (a backslash itself is written twice)");
  }
  cursor.offset++;
  return ESCAPES[letter] as string;
}

/** To the end of a plain scalar's line: a colon that ends a key, a comment, the line, or in a flow collection an indicator of it (7.3.3). */
export function skipPlainLine(cursor: Cursor, isFlow: boolean): string {
  const { text, offset } = cursor;
  const ends = isFlow ? ENDS_FLOW_PLAIN : ENDS_PLAIN;
  for (; ; cursor.offset++) {
    skipTo(cursor, ends);
    const code = cursor.code();
    if (code === COLON) {
      const next = cursor.code(1);
      if (isBlankOrEnd(next) || (isFlow && isFlowIndicator(next))) break;
    } else if (code !== HASH || (cursor.offset > offset && isBlank(cursor.code(-1)))) break;
  }
  return trimEnd(text, offset, cursor.offset);
}

/** A plain scalar's further lines: what follows its first one, folded. Leaves the cursor after the last of them. */
export function readPlainRest(cursor: Cursor, parentIndent: number, isFlow: boolean): string {
  const rest = new Pieces();
  while (isLineEnd(cursor.code())) {
    const { offset, lineStart, tabOffset } = cursor;
    const breaks = cursor.skipEmptyLines();
    if (breaks === 0 || cursor.indent <= parentIndent || !continuesPlain(cursor, isFlow)) {
      Object.assign(cursor, { offset, lineStart, tabOffset });
      break;
    }
    rest.add(breaks === 1 ? " " : "\n".repeat(breaks - 1));
    rest.add(skipPlainLine(cursor, isFlow));
  }
  return rest.finish();
}

function continuesPlain(cursor: Cursor, isFlow: boolean): boolean {
  const code = cursor.code();
  if (code === HASH) return false;
  return !isFlow || !(isFlowIndicator(code) || (code === COLON && (isBlankOrEnd(cursor.code(1)) || isFlowIndicator(cursor.code(1)))));
}

/** A block scalar, from its `|` or `>` to the line after its last (8.1). */
export function readBlockScalar(cursor: Cursor, parentIndent: number): string {
  const isFolded = cursor.code() === GREATER_THAN;
  cursor.offset++;
  const header = readBlockHeader(cursor);
  if (cursor.atEnd) return "";
  cursor.skipLineBreak();
  const least = Math.max(parentIndent, 0);
  const indent = header.indent === 0 ? findBlockIndent(cursor, parentIndent + 1) : least + header.indent;
  const block = createBlock(isFolded);
  for (;;) {
    const spaces = countSpaces(cursor);
    const isEmpty = isLineEnd(cursor.code(spaces)) && spaces <= indent;
    if (!isEmpty && (spaces < indent || cursor.atDocumentMarker())) break;
    if (isEmpty && cursor.text.length === cursor.offset + spaces) {
      cursor.offset += spaces;
      break;
    }
    const from = cursor.offset + indent;
    cursor.offset += spaces;
    cursor.skipLine();
    if (isEmpty) block.addEmpty();
    else block.add(cursor.text.slice(from, cursor.offset));
    if (cursor.atEnd) break;
    cursor.skipLineBreak();
  }
  return block.finish(header.chomping);
}

/** `-` drops the line feeds at the end, `+` keeps them all, neither keeps one. */
type Chomping = "strip" | "clip" | "keep";

function readBlockHeader(cursor: Cursor): { indent: number; chomping: Chomping } {
  let indent = 0;
  let chomping: Chomping = "clip";
  for (; ; cursor.offset++) {
    const code = cursor.code();
    if (code > 0x30 && code <= 0x39 && indent === 0) indent = code - 0x30;
    else if (code === DASH && chomping === "clip") chomping = "strip";
    else if (code === PLUS && chomping === "clip") chomping = "keep";
    else break;
  }
  if (!isBlankOrEnd(cursor.code()) || !cursor.skipToLineEnd())
    throw cursor.fault("the end of the line, with the lines of the text below it");
  return { indent, chomping };
}

function countSpaces(cursor: Cursor): number {
  let spaces = 0;
  while (cursor.code(spaces) === SPACE) spaces++;
  return spaces;
}

/** Spaces before the first line that has something else; `least` where there is none, or where it has fewer. */
function findBlockIndent(cursor: Cursor, least: number): number {
  let at = cursor.offset;
  let widest = 0;
  for (;;) {
    const from = at;
    while (cursor.text.charCodeAt(at) === SPACE) at++;
    const isEmpty = at >= cursor.text.length || isLineEnd(cursor.text.charCodeAt(at));
    if (!isEmpty || at >= cursor.text.length) {
      const indent = at - from;
      if (isEmpty || indent < least) return Math.max(least, widest, isEmpty ? indent : 0);
      if (widest > indent) throw cursor.fault("empty lines before the text with no more spaces than its first line has");
      return indent;
    }
    widest = Math.max(widest, at - from);
    at = cursor.text.indexOf("\n", at) + 1;
  }
}

/** Collects the lines of a block scalar. */
function createBlock(isFolded: boolean) {
  const text = new Pieces();
  let emptyLines = 0;
  let hasLines = false;
  let wasIndented = false;
  return {
    addEmpty(): void {
      emptyLines++;
    },
    add(line: string): void {
      const isIndented = isBlank(line.charCodeAt(0));
      const isJoined = isFolded && hasLines && !isIndented && !wasIndented;
      const breaks = emptyLines + (hasLines && !(isJoined && emptyLines > 0) ? 1 : 0);
      text.add(isJoined && emptyLines === 0 ? " " : "\n".repeat(breaks));
      text.add(line);
      emptyLines = 0;
      hasLines = true;
      wasIndented = isIndented;
    },
    finish(chomping: Chomping): string {
      const kept = chomping === "keep" ? emptyLines + 1 : 1;
      if (chomping !== "strip") text.add("\n".repeat(hasLines ? kept : kept - 1));
      return text.finish();
    },
  };
}

function trimEnd(text: string, from: number, end: number): string {
  let last = end;
  while (last > from && isBlank(text.charCodeAt(last - 1))) last--;
  return text.slice(from, last);
}

/** `line 3:5` */
export function placeOf(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf("\n"); next >= 0 && next < offset; next = text.indexOf("\n", next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return `line ${line}:${offset - lineStart + 1}`;
}
