/** A place in a text that moves forward only, with the line it is in. */

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const HASH = 0x23;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const QUESTION_MARK = 0x3f;

/** What `charCodeAt` of a place beyond the end becomes in integer comparisons. */
const END = -1;

/** A text that cannot be read, with the place where reading ended. */
export class TextFault extends Error {
  override readonly name = "TextFault";

  constructor(
    readonly offset: number,
    /** The end of a sentence that begins with "expected". */
    readonly expected: string,
    readonly received: string,
  ) {
    super(`expected ${expected}, received ${received}`);
  }
}

export class Cursor {
  readonly text: string;
  offset = 0;
  /** Offset of the first character of the current line. */
  lineStart = 0;
  /** Offset of a tab in the indentation of the current line, or -1. */
  tabOffset = -1;
  /** Spaces that the line begins with to which `skipEmptyLines` has moved. */
  indent = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** UTF-16 code unit at the current offset, or further on; -1 beyond the end. */
  code(ahead = 0): number {
    const at = this.offset + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : END;
  }

  get column(): number {
    return this.offset - this.lineStart;
  }

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  /** Whether nothing but white space and a comment is left of the line; skips these. */
  skipToLineEnd(): boolean {
    this.skipBlanks();
    if (this.code() === HASH && (this.column === 0 || isBlank(this.code(-1)))) this.skipLine();
    return isLineEnd(this.code());
  }

  /** Skips spaces and tabs. */
  skipBlanks(): void {
    while (isBlank(this.code())) this.offset++;
  }

  /** Skips white space, line breaks and comments. False where the text ends. */
  skipToContent(): boolean {
    for (;;) {
      if (this.column === 0) this.#skipIndent();
      if (!this.skipToLineEnd()) return true;
      if (this.atEnd) return false;
      this.skipLineBreak();
    }
  }

  /** From the end of a line to the next one that has something: the number of line breaks passed, 0 where the document ends before. */
  skipEmptyLines(): number {
    let breaks = 0;
    while (isLineEnd(this.code())) {
      if (this.atEnd) return 0;
      this.skipLineBreak();
      breaks++;
      if (this.atDocumentMarker()) return 0;
      this.#skipIndent();
      this.indent = this.column;
      this.skipBlanks();
    }
    return breaks;
  }

  /** To the first character of the next line. */
  skipLineBreak(): void {
    this.offset += this.code() === CARRIAGE_RETURN ? 2 : 1;
    this.lineStart = this.offset;
    this.tabOffset = -1;
  }

  /** Whether a line that begins or ends a document (`---`, `...`) begins here. */
  atDocumentMarker(): boolean {
    const code = this.code();
    if (this.column !== 0 || (code !== DASH && code !== DOT)) return false;
    return this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  /** Whether the character here is an indicator: one that has white space or a line end after it. */
  atIndicator(code: number): boolean {
    return this.code() === code && isBlankOrEnd(this.code(1));
  }

  fault(expected: string, received = this.#excerpt()): TextFault {
    return new TextFault(this.offset, expected, received);
  }

  faultAt(offset: number, expected: string, received?: string): TextFault {
    this.offset = offset;
    return this.fault(expected, received);
  }

  skipLine(): void {
    const end = this.text.indexOf("\n", this.offset);
    this.offset = end < 0 ? this.text.length : end > 0 && this.text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
  }

  #skipIndent(): void {
    while (this.code() === SPACE) this.offset++;
    if (this.code() === TAB) this.tabOffset = this.offset;
  }

  /** The text from here to the end of the line, cut. */
  #excerpt(): string {
    if (this.atEnd) return "the end of the text";
    if (isLineEnd(this.code())) return "the end of the line";
    const [line = ""] = this.text.slice(this.offset, this.offset + EXCERPT_LENGTH + 1).split(/\r?\n/, 1);
    return JSON.stringify(line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line);
  }
}

const EXCERPT_LENGTH = 30;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Line feed, carriage return or the end of the text: the text has been checked to have no carriage return elsewhere. */
export function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === END;
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isLineEnd(code);
}

/** `, [ ] { }` */
export function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** A table of characters by code, for loops over long texts. */
export function characterTable(characters: string): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
