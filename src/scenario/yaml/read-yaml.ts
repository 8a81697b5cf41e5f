/**
 * Reads a text in YAML 1.2, JSON included, to plain values, in one pass and in linear time. What a scenario has no use for is
 * refused where it stands: keys that are no texts, tags of other than plain values, several documents, deep nesting.
 */
import { DEPTH_LIMIT, EVENTS_KEY, FAULTS_LISTED, FEW_VALUES, VALUES_LIMIT } from "../limits.js";
import { isOfKind, kindOfTag, resolvePlain, type Scalar } from "./core-schema.js";
import { COLON, Cursor, DASH, HASH, isBlankOrEnd, isFlowIndicator, isLineEnd, QUESTION_MARK, TextFault } from "./cursor.js";
import type { Places } from "./places.js";
import { isQuote, placeOf, readBlockScalar, readPlainRest, readQuoted, skipPlainLine } from "./scalars.js";

/** Values that aliases may add to those that are written out. */
export const ALIASED_VALUES_LIMIT = 2 ** 20;

export interface YamlText {
  readonly value: unknown;
  /** In the order of the text. Keys written twice, or the one fault that ended the reading. */
  readonly faults: readonly TextFault[];
  /** Faults that are not listed. */
  readonly moreFaults: number;
  /** False where reading ended at a fault, so that the value says nothing. */
  readonly isReadable: boolean;
  /** True where there is nothing but white space and comments. */
  readonly isEmpty: boolean;
}

/** Reads a text; notes where the values stand that `places` asks for. Of a key written twice the first value counts. */
export function readYaml(text: string, places?: Places): YamlText {
  const reader = new YamlReader(text);
  try {
    const value = reader.read(places);
    const { faults, moreFaults, isEmpty } = reader;
    return { value, faults, moreFaults, isReadable: true, isEmpty };
  } catch (fault) {
    if (!(fault instanceof TextFault)) throw fault;
    return { value: undefined, faults: [...reader.faults, fault], moreFaults: reader.moreFaults, isReadable: false, isEmpty: false };
  }
}

/** What stands before a value: `&name` and `!!tag`. */
interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
  readonly tagOffset?: number;
}

interface Anchored {
  readonly value: unknown;
  /** Values in it, itself included, aliases unfolded. */
  readonly values: number;
  /** Levels of lists and mappings in it. */
  readonly levels: number;
}

/** What a value follows, which decides how it may be written. */
type Position = "line" | "key" | "dash" | "marker";

const NO_PROPERTIES: Properties = {};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that no text has.
const CONTROL_CHARACTER = /[\0-\x08\v\f\x0e-\x1f]|\r(?!\n)/;

class YamlReader {
  readonly faults: TextFault[] = [];
  moreFaults = 0;
  isEmpty = false;
  readonly #cursor: Cursor;
  readonly #anchors = new Map<string, Anchored>();
  /** Items of the lists that have not ended. A list that grows by itself takes several times the room, of which traces have millions. */
  readonly #items: unknown[] = [];
  #itemCount = 0;
  #depth = 0;
  #deepest = 0;
  /** Brackets and braces around the current place, and the spaces that the lines in them have more than. */
  #flowLevel = 0;
  #flowIndent = -1;
  /** The last plain scalar as it stands in the text. */
  #lastPlain = "";
  #values = 0;
  /** How many of them there may be, once more beyond those that no limit is set to. */
  #valuesLimit = VALUES_LIMIT;
  #aliasedValues = 0;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  read(places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const control = CONTROL_CHARACTER.exec(cursor.text);
    if (control !== null) throw cursor.faultAt(control.index, "text without control characters");
    if (cursor.code() === BYTE_ORDER_MARK) cursor.lineStart = cursor.offset = 1;
    const isMarked = this.#skipPrologue();
    this.isEmpty = !isMarked && cursor.atEnd;
    const value = this.#blockNode(-1, isMarked ? "marker" : "line", places);
    this.#skipEpilogue();
    return value;
  }

  /** Up to the document itself. True where a line `---` begins it. */
  #skipPrologue(): boolean {
    const cursor = this.#cursor;
    let isDirected = false;
    while (cursor.skipToContent() && cursor.column === 0 && cursor.code() === PERCENT) {
      if (!/^%YAML[ \t]+1\.2[ \t]*(?:[ \t]#.*)?$/.test(lineAt(cursor))) throw cursor.fault("no directive but %YAML 1.2");
      isDirected = true;
      cursor.skipLine();
    }
    const isMarked = cursor.atDocumentMarker() && cursor.code() === DASH;
    if (cursor.atDocumentMarker() && !isMarked) throw cursor.fault("a document before its end");
    if (isDirected && !isMarked) throw cursor.fault("a line --- after the directive");
    if (isMarked) cursor.offset += 3;
    return isMarked;
  }

  #skipEpilogue(): void {
    const cursor = this.#cursor;
    if (!cursor.skipToContent()) return;
    const isMarker = cursor.atDocumentMarker();
    if (isMarker && cursor.code() !== DASH) {
      cursor.offset += 3;
      if (!cursor.skipToLineEnd()) throw cursor.fault("the end of the line");
      if (!cursor.skipToContent()) return;
    } else if (!isMarker) {
      throw this.#lostLine("the end of the text");
    }
    throw cursor.fault("the end of the text: one text holds one document");
  }

  /** A value after an indicator or at the begin of a line: what is indented by more than `parentIndent`, or nothing. */
  #blockNode(parentIndent: number, position: Position, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const begin = cursor.offset;
    let properties = NO_PROPERTIES;
    let current = position;
    for (;;) {
      const from = cursor.offset;
      if (cursor.skipToLineEnd()) {
        const hasContent = cursor.skipToContent() && !cursor.atDocumentMarker();
        const isInside = cursor.column > parentIndent || (position === "key" && cursor.column === parentIndent && cursor.atIndicator(DASH));
        if (!hasContent || !isInside) {
          if (places !== undefined) places.valueOffset = begin;
          return properties === NO_PROPERTIES ? this.#counted(null) : this.#decorated(properties, () => this.#counted(this.#written("")));
        }
        current = "line";
      } else if (isProperty(cursor.code())) {
        properties = this.#readProperty(properties);
        if (current === "line" || current === "dash") current = "key";
      } else {
        if (current === "dash" && cursor.text.slice(from, cursor.offset).includes("\t")) current = "key";
        break;
      }
    }
    if (places !== undefined) places.valueOffset = cursor.offset;
    if (properties === NO_PROPERTIES) return this.#blockContent(parentIndent, current, places);
    return this.#decorated(properties, () => this.#blockContent(parentIndent, current, places));
  }

  /** A value that begins here. */
  #blockContent(parentIndent: number, position: Position, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const mayBegin = position === "line" || position === "dash";
    if (position === "line") this.#refuseTab();
    // A text of one line, as an override has it, may be the name of a file that begins with two slashes.
    this.#refuseForeign(mayBegin && (parentIndent >= 0 || cursor.text.includes("\n", cursor.offset)));
    if (cursor.atIndicator(DASH)) {
      if (!mayBegin) throw cursor.fault("a value, or a list that begins on a line of its own");
      return this.#blockSequence(cursor.column, places);
    }
    const code = cursor.code();
    if (code === PIPE || code === GREATER_THAN) return this.#counted(readBlockScalar(cursor, parentIndent));
    if (mayBegin) {
      const { offset } = cursor;
      const key = this.#tryKey();
      if (key !== undefined) return this.#blockMapping(offset, key, places);
      cursor.offset = offset;
    }
    const begin = cursor.offset;
    const value = this.#inlineNode(parentIndent, mayBegin, places);
    if (!cursor.skipToLineEnd()) throw this.#unexpectedRest(begin, mayBegin);
    return value;
  }

  /** A value that is no block: in brackets, in quotes, plain, or an alias. */
  #inlineNode(parentIndent: number, isFirst: boolean, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const code = cursor.code();
    if (code === OPEN_BRACKET || code === OPEN_BRACE) {
      this.#flowIndent = parentIndent;
      return this.#flowCollection(places);
    }
    if (code === ASTERISK) return this.#alias();
    if (isQuote(code)) return this.#counted(readQuoted(cursor, parentIndent));
    return this.#plain(parentIndent, isFirst);
  }

  #plain(parentIndent: number, isFirst: boolean): unknown {
    const cursor = this.#cursor;
    const begin = cursor.offset;
    this.#refuseIndicator(false);
    const first = skipPlainLine(cursor, false);
    const rest = readPlainRest(cursor, parentIndent, false);
    if (cursor.code() === COLON && rest !== "" && isFirst) {
      throw cursor.faultAt(begin, "a key with a colon and a space after it, or a text without");
    }
    return this.#counted(rest === "" ? this.#written(first) : first + rest);
  }

  #blockSequence(column: number, places: Places | undefined): unknown[] {
    const cursor = this.#cursor;
    const first = this.#itemCount;
    this.#enter();
    do {
      cursor.offset++;
      this.#addItem(this.#blockNode(column, "dash", places?.at(this.#itemCount - first)));
      if (!this.#isNext(column, "item of the list")) break;
    } while (cursor.atIndicator(DASH));
    this.#leave();
    return this.#takeItems(first);
  }

  /** A mapping whose first key has been read, up to its colon. */
  #blockMapping(firstOffset: number, firstKey: string, places: Places | undefined): Record<string, unknown> {
    const cursor = this.#cursor;
    const column = firstOffset - cursor.lineStart;
    const mapping: Record<string, unknown> = {};
    this.#enter();
    let keyOffset = firstOffset;
    for (let key: string | undefined = firstKey; ; ) {
      const inside = this.#noteKey(places, key, keyOffset);
      cursor.offset++;
      const value = this.#valueOf(key, () => this.#blockNode(column, "key", inside));
      this.#set(mapping, key, value, keyOffset);
      if (!this.#isNext(column, "key")) break;
      this.#refuseForeign(true);
      if (cursor.atIndicator(DASH)) throw cursor.fault("a key, as the lines before it have");
      keyOffset = cursor.offset;
      key = this.#tryKey();
      if (key === undefined) throw cursor.faultAt(keyOffset, "a key with a colon and a space after it");
    }
    this.#leave();
    return mapping;
  }

  /** Moves to the next line that has something. True where it has the given column; false where the collection has ended. */
  #isNext(column: number, what: string): boolean {
    const cursor = this.#cursor;
    if (!cursor.skipToContent() || cursor.atDocumentMarker() || cursor.column < column) return false;
    this.#refuseTab();
    if (cursor.column > column) throw this.#lostLine(`the next ${what} in column ${column + 1}`);
    return true;
  }

  /** A key and the white space up to its colon, or undefined where what stands here is no key; the offset is then anywhere. */
  #tryKey(): string | undefined {
    const cursor = this.#cursor;
    const code = cursor.code();
    if (isQuote(code)) {
      const { lineStart, offset } = cursor;
      const key = readQuoted(cursor, Number.NEGATIVE_INFINITY);
      const isOneLine = cursor.lineStart === lineStart;
      cursor.skipBlanks();
      if (cursor.code() === COLON) {
        if (!isOneLine) throw cursor.faultAt(offset, "a key on one line");
        if (!isBlankOrEnd(cursor.code(1))) throw cursor.faultAt(cursor.offset + 1, "a space after the colon");
        return key;
      }
      Object.assign(cursor, { lineStart });
      return undefined;
    }
    if (cursor.atIndicator(COLON)) throw cursor.fault("a key before the colon");
    if (isReserved(code)) return undefined;
    const key = skipPlainLine(cursor, false);
    return cursor.code() === COLON ? key : undefined;
  }

  // In brackets and braces.

  #flowCollection(places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const begin = cursor.offset;
    this.#enter();
    cursor.offset++;
    this.#flowLevel++;
    const isList = cursor.text.charCodeAt(begin) === OPEN_BRACKET;
    const value = isList ? this.#flowSequence(begin, places) : this.#flowMapping(begin, places);
    this.#flowLevel--;
    this.#leave();
    return value;
  }

  #flowSequence(begin: number, places: Places | undefined): unknown[] {
    const cursor = this.#cursor;
    const first = this.#itemCount;
    for (;;) {
      this.#flowGap(begin);
      if (cursor.code() === CLOSE_BRACKET) break;
      this.#refuseForeign(true);
      this.#addItem(this.#flowItem(begin, places?.at(this.#itemCount - first)));
      if (!this.#isMore(begin, CLOSE_BRACKET)) break;
    }
    cursor.offset++;
    return this.#takeItems(first);
  }

  /** A value of a list in brackets, or a mapping of one key without braces. */
  #flowItem(begin: number, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const { offset } = cursor;
    if (places !== undefined) places.valueOffset = offset;
    const value = this.#flowNode(begin, places);
    this.#flowGap(begin);
    if (cursor.code() !== COLON) return value;
    const first = cursor.text.charCodeAt(offset);
    if (isProperty(first) || first === ASTERISK || (typeof value === "object" && value !== null)) throw cursor.faultAt(offset, TEXT_KEY);
    const key = String(value);
    const inside = this.#noteKey(places, key, offset);
    cursor.offset++;
    this.#enter();
    const mapping: Record<string, unknown> = {};
    this.#set(mapping, key, this.#flowValue(begin, inside), offset);
    this.#leave();
    return mapping;
  }

  #flowMapping(begin: number, places: Places | undefined): Record<string, unknown> {
    const cursor = this.#cursor;
    const mapping: Record<string, unknown> = {};
    for (;;) {
      this.#flowGap(begin);
      if (cursor.code() === CLOSE_BRACE) break;
      this.#refuseForeign(true);
      const keyOffset = cursor.offset;
      const key = this.#flowKey();
      const inside = this.#noteKey(places, key, keyOffset);
      this.#flowGap(begin);
      let value: unknown = null;
      if (cursor.code() === COLON) {
        cursor.offset++;
        value = this.#valueOf(key, () => this.#flowValue(begin, inside));
      } else if (inside !== undefined) inside.valueOffset = keyOffset;
      this.#set(mapping, key, value, keyOffset);
      if (!this.#isMore(begin, CLOSE_BRACE)) break;
    }
    cursor.offset++;
    return mapping;
  }

  #flowKey(): string {
    const cursor = this.#cursor;
    const code = cursor.code();
    if (isQuote(code)) return readQuoted(cursor, this.#flowIndent);
    if (code === OPEN_BRACKET || code === OPEN_BRACE || code === ASTERISK) throw cursor.fault(TEXT_KEY);
    if (isProperty(code)) throw cursor.fault("a key without anchor or tag");
    this.#refuseIndicator(true);
    return skipPlainLine(cursor, true) + readPlainRest(cursor, this.#flowIndent, true);
  }

  /** What follows a colon within brackets or braces. */
  #flowValue(begin: number, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const { offset } = cursor;
    this.#flowGap(begin);
    const code = cursor.code();
    const isNothing = code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET;
    if (places !== undefined) places.valueOffset = isNothing ? offset : cursor.offset;
    return isNothing ? this.#counted(null) : this.#flowNode(begin, places);
  }

  #flowNode(begin: number, places: Places | undefined): unknown {
    const cursor = this.#cursor;
    let properties = NO_PROPERTIES;
    while (isProperty(cursor.code())) {
      properties = this.#readProperty(properties);
      this.#flowGap(begin);
    }
    return properties === NO_PROPERTIES ? this.#flowContent(places) : this.#decorated(properties, () => this.#flowContent(places));
  }

  #flowContent(places: Places | undefined): unknown {
    const cursor = this.#cursor;
    const code = cursor.code();
    if (code === OPEN_BRACKET || code === OPEN_BRACE) return this.#flowCollection(places);
    if (code === ASTERISK) return this.#alias();
    if (isQuote(code)) return this.#counted(readQuoted(cursor, this.#flowIndent));
    this.#refuseIndicator(true);
    const first = skipPlainLine(cursor, true);
    const rest = isLineEnd(cursor.code()) ? readPlainRest(cursor, this.#flowIndent, true) : "";
    return this.#counted(rest === "" ? this.#written(first) : first + rest);
  }

  /** After an item: true where another may follow, false at the closing bracket. */
  #isMore(begin: number, close: number): boolean {
    const cursor = this.#cursor;
    this.#flowGap(begin);
    if (cursor.code() === close) return false;
    if (cursor.code() !== COMMA) {
      this.#refuseComment();
      throw cursor.fault(`a comma or the ${String.fromCharCode(close)} that closes ${placeOf(cursor.text, begin)}`);
    }
    cursor.offset++;
    return true;
  }

  /** White space, comments and line breaks within brackets or braces. */
  #flowGap(begin: number): void {
    const cursor = this.#cursor;
    if (cursor.code() > 0x20 && cursor.code() !== HASH) return;
    const { lineStart } = cursor;
    if (!cursor.skipToContent() || cursor.atDocumentMarker() || (cursor.lineStart !== lineStart && !this.#isIndented())) {
      throw cursor.fault(`what closes the ${cursor.text[begin]} in ${placeOf(cursor.text, begin)}`);
    }
  }

  /** Whether a line within brackets has more spaces than what they are part of; the last bracket may have as many. */
  #isIndented(): boolean {
    const cursor = this.#cursor;
    let spaces = 0;
    while (cursor.text[cursor.lineStart + spaces] === " ") spaces++;
    if (spaces > this.#flowIndent) return true;
    const code = cursor.code();
    return spaces === this.#flowIndent && this.#flowLevel === 1 && (code === CLOSE_BRACKET || code === CLOSE_BRACE);
  }

  // Anchors, aliases, tags.

  #readProperty(before: Properties): Properties {
    const cursor = this.#cursor;
    const { offset } = cursor;
    const isAnchor = cursor.code() === AMPERSAND;
    const isVerbatim = !isAnchor && cursor.code(1) === LESS_THAN;
    while (!isBlankOrEnd(cursor.code()) && (isVerbatim || !isFlowIndicator(cursor.code()))) cursor.offset++;
    const name = cursor.text.slice(offset, cursor.offset);
    if (isFlowIndicator(cursor.code()) && cursor.code() !== COMMA && cursor.code() !== CLOSE_BRACE && cursor.code() !== CLOSE_BRACKET) {
      throw cursor.fault(`a space after ${isAnchor ? "an anchor" : "a tag"}`);
    }
    if (isAnchor) {
      if (name === "&" || name.endsWith(":") || before.anchor !== undefined) throw cursor.faultAt(offset, "one anchor with a name");
      return { ...before, anchor: name.slice(1) };
    }
    if (kindOfTag(name) === undefined || before.tag !== undefined) {
      throw cursor.faultAt(offset, "one tag of the core schema at most (!!str, !!int, !!float, !!bool, !!null, !!seq, !!map)");
    }
    return { ...before, tag: name, tagOffset: offset };
  }

  #decorated(properties: Properties, read: () => unknown): unknown {
    const values = this.#values;
    const deepest = this.#deepest;
    this.#deepest = this.#depth;
    const value = this.#tagged(read(), properties);
    if (properties.anchor !== undefined) {
      this.#anchors.set(properties.anchor, { value, values: this.#values - values, levels: this.#deepest - this.#depth });
    }
    this.#deepest = Math.max(deepest, this.#deepest);
    return value;
  }

  /** A value as its tag wants it: a text as it is written, anything else if it is of that kind. */
  #tagged(value: unknown, { tag, tagOffset = 0 }: Properties): unknown {
    const kind = tag === undefined ? undefined : kindOfTag(tag);
    if (kind === undefined) return value;
    const isPlain = typeof value !== "object" || value === null;
    const wanted = kind === "str" && isPlain && typeof value !== "string" ? this.#lastPlain : value;
    if (!isOfKind(wanted, kind, this.#lastPlain)) throw this.#cursor.faultAt(tagOffset, `a value of the kind that ${tag} says, or no tag`);
    return wanted;
  }

  #alias(): unknown {
    const cursor = this.#cursor;
    const { offset } = cursor;
    while (!isBlankOrEnd(cursor.code()) && !isFlowIndicator(cursor.code())) cursor.offset++;
    const anchored = this.#anchors.get(cursor.text.slice(offset + 1, cursor.offset));
    if (anchored === undefined) throw cursor.faultAt(offset, "an alias of an anchor before it");
    this.#count(anchored.values);
    this.#aliasedValues += anchored.values;
    if (this.#aliasedValues > ALIASED_VALUES_LIMIT) {
      throw cursor.faultAt(offset, `aliases that unfold to at most ${ALIASED_VALUES_LIMIT} values`);
    }
    this.#checkDepth(this.#depth + anchored.levels, offset);
    return anchored.value;
  }

  // Bookkeeping.

  #addItem(item: unknown): void {
    this.#items[this.#itemCount++] = item;
  }

  /** The items of a list that has ended. */
  #takeItems(first: number): unknown[] {
    const list = this.#items.slice(first, this.#itemCount);
    this.#itemCount = first;
    return list;
  }

  /** The value of a plain scalar. */
  #written(plain: string): Scalar {
    this.#lastPlain = plain;
    return resolvePlain(plain);
  }

  #counted<Value>(value: Value): Value {
    this.#count(1);
    return value;
  }

  #count(values: number): void {
    this.#values += values;
    if (this.#values > this.#valuesLimit) throw this.#cursor.fault(FEW_VALUES, "more");
  }

  /** Reads the value of a key, of which there is no limit where it is the events of a trace. */
  #valueOf(key: string, read: () => unknown): unknown {
    if (key !== EVENTS_KEY) return read();
    const values = this.#values;
    const limit = this.#valuesLimit;
    this.#valuesLimit = Number.POSITIVE_INFINITY;
    const value = read();
    this.#valuesLimit = limit + this.#values - values;
    return value;
  }

  #enter(): void {
    this.#counted(undefined);
    this.#depth++;
    this.#checkDepth(this.#depth, this.#cursor.offset);
  }

  #leave(): void {
    this.#depth--;
  }

  #checkDepth(depth: number, offset: number): void {
    if (depth > DEPTH_LIMIT) throw this.#cursor.faultAt(offset, `at most ${DEPTH_LIMIT} levels of lists and mappings`);
    if (depth > this.#deepest) this.#deepest = depth;
  }

  #noteKey(places: Places | undefined, key: string, offset: number): Places | undefined {
    const inside = places?.at(key);
    // Of a key written twice the first value counts.
    if (inside === undefined || inside.keyOffset >= 0) return undefined;
    inside.keyOffset = offset;
    return inside;
  }

  #set(mapping: Record<string, unknown>, key: string, value: unknown, keyOffset: number): void {
    if (Object.hasOwn(mapping, key)) {
      if (this.faults.length < FAULTS_LISTED) {
        const shown = key.length > 40 ? `${key.slice(0, 40)}…` : key;
        this.faults.push(new TextFault(keyOffset, "each key of a mapping once", `${JSON.stringify(shown)} again`));
      } else this.moreFaults++;
    } else if (key === "__proto__") {
      Object.defineProperty(mapping, key, { value, writable: true, enumerable: true, configurable: true });
    } else mapping[key] = value;
  }

  // Refusals.

  #refuseTab(): void {
    const { tabOffset } = this.#cursor;
    if (tabOffset >= 0) throw this.#cursor.faultAt(tabOffset, "spaces to indent with", "a tab");
  }

  /** What begins here and is not of the YAML that is read. */
  #refuseForeign(isEntry: boolean): void {
    const cursor = this.#cursor;
    if (cursor.atIndicator(QUESTION_MARK)) throw cursor.fault("a key without a question mark before it");
    if (isEntry) this.#refuseComment();
  }

  #refuseComment(): void {
    const cursor = this.#cursor;
    if (cursor.code() === SLASH && (cursor.code(1) === SLASH || cursor.code(1) === ASTERISK)) {
      throw cursor.fault("no such comment: JSON has none, in YAML they begin with #");
    }
  }

  /** A plain scalar that begins with a character that means something else. */
  #refuseIndicator(isFlow: boolean): void {
    const cursor = this.#cursor;
    const code = cursor.code();
    const isAlone = isBlankOrEnd(cursor.code(1)) || (isFlow && isFlowIndicator(cursor.code(1)));
    if (code === COLON && isAlone) throw cursor.fault("a key before the colon");
    if (!isReserved(code) && !(code === DASH && isAlone)) return;
    const character = cursor.text[cursor.offset];
    throw cursor.fault(`a value, or one in quotes where it begins with ${character}`);
  }

  /** After a value that begins at `begin` something else stands in its line. */
  #unexpectedRest(begin: number, isFirst: boolean): TextFault {
    const cursor = this.#cursor;
    this.#refuseComment();
    if (cursor.code() !== COLON) return cursor.fault("the end of the line after a value");
    cursor.offset = cursor.lineStart;
    cursor.skipBlanks();
    return cursor.faultAt(
      Math.max(cursor.offset, begin),
      isFirst ? TEXT_KEY : "one key and its value in a line, and no anchor or tag before the key",
    );
  }

  #lostLine(wanted: string): TextFault {
    this.#refuseTab();
    return this.#cursor.fault(`${wanted}, or the spaces before this line as many as before others of its kind`);
  }
}

const TEXT_KEY = "a key that is a text";

const BYTE_ORDER_MARK = 0xfeff;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EXCLAMATION = 0x21;
const ASTERISK = 0x2a;
const COMMA = 0x2c;
const SLASH = 0x2f;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const PIPE = 0x7c;
const CLOSE_BRACE = 0x7d;

/** Characters that no plain scalar begins with. */
const RESERVED = new Set(Array.from("#%@`|>&!*,[]{}\"'", (character) => character.charCodeAt(0)));

function isReserved(code: number): boolean {
  return RESERVED.has(code);
}

function isProperty(code: number): boolean {
  return code === AMPERSAND || code === EXCLAMATION;
}

function lineAt(cursor: Cursor): string {
  const { offset } = cursor;
  cursor.skipLine();
  const line = cursor.text.slice(offset, cursor.offset);
  cursor.offset = offset;
  return line;
}
