/**
 * JSON read line by line, one record at a time: a record is a value of the text, or an element of a list that is read in pieces. It takes
 * QEMU's `nan` and `-nan`, which are not JSON, so that one broken figure does not lose the others.
 */
import { LogError } from "../log-error.js";

export interface JsonField {
  /** The number, the word, or the content of the string as written. */
  readonly text: string;
  readonly isString: boolean;
  readonly line: number;
}

/** Fields of a record by their path: `ram.total`, `samples.3.0`. */
export interface JsonRecord {
  /** Path of the list that the record is an element of; empty for a list or value of the text itself. */
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly fields: ReadonlyMap<string, JsonField>;
}

const FIELDS_MAX = 100_000;
const DEPTH_MAX = 32;
const WORD = /^(?:-?\d[\d.]*(?:[eE][+-]?\d+)?|true|false|null|[+-]?(?:nan|NaN|inf|Infinity))$/;

type Expecting = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end";

interface Frame {
  readonly isList: boolean;
  /** Path of the container inside its record. */
  readonly path: string;
  readonly streamPath: string | undefined;
  readonly fields: Map<string, JsonField>;
  readonly firstLine: number;
  expecting: Expecting;
  key: string;
  index: number;
}

export class JsonScanner {
  readonly #onRecord: (record: JsonRecord) => void;
  readonly #streams: (path: string) => boolean;
  readonly #frames: Frame[] = [];
  #line = 0;

  /** `streams`: true for the path of a list inside a value whose elements are records of their own. Lists of the text itself always are. */
  constructor(onRecord: (record: JsonRecord) => void, streams: (path: string) => boolean = () => false) {
    this.#onRecord = onRecord;
    this.#streams = streams;
  }

  /** True inside a value. */
  get isOpen(): boolean {
    return this.#frames.length > 0;
  }

  /** True inside a list of the text itself, between its elements. */
  get isBetweenRecords(): boolean {
    return this.#frames.length === 1 && this.#frames[0]?.streamPath !== undefined;
  }

  /** Reads a line. False if nothing of it is JSON. @throws LogError */
  line(text: string, number: number): boolean {
    this.#line = number;
    const wasOpen = this.isOpen;
    let at = 0;
    let isJson = wasOpen;
    while (at < text.length) {
      if (!this.isOpen) {
        while (at < text.length && text[at] !== "{" && text[at] !== "[") at++;
        if (at === text.length) break;
        isJson = true;
      }
      at = this.#token(text, at);
    }
    return isJson;
  }

  /** Reads the token at `at` and returns the place after it. */
  #token(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (code <= 32) return at + 1;
    const character = text[at] as string;
    if (character === '"') return this.#string(text, at);
    if ("{}[]:,".includes(character)) {
      this.#punctuation(character);
      return at + 1;
    }
    let end = at;
    while (end < text.length && text.charCodeAt(end) > 32 && !'{}[]:,"'.includes(text[end] as string)) end++;
    const word = text.slice(at, end);
    if (!WORD.test(word)) this.#fail(`the word ${word}`);
    this.#scalar(word, false);
    return end;
  }

  #string(text: string, at: number): number {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    if (end >= text.length) throw new LogError(this.#line, "a string of JSON has no end in its line");
    const content = text.slice(at + 1, end);
    const frame = this.#frames.at(-1);
    if (frame?.expecting === "key" || frame?.expecting === "key or end") {
      frame.key = content;
      frame.expecting = "colon";
    } else this.#scalar(content, true);
    return end + 1;
  }

  #punctuation(character: string): void {
    const frame = this.#frames.at(-1);
    if (character === "{" || character === "[") this.#open(character === "[");
    else if (frame === undefined) return;
    else if (character === "}" || character === "]") this.#close(character === "]");
    else if (character === ":" && frame.expecting === "colon") frame.expecting = "value";
    else if (character === "," && frame.expecting === "comma or end") frame.expecting = frame.isList ? "value" : "key";
    else this.#fail(character);
  }

  #open(isList: boolean): void {
    const parent = this.#frames.at(-1);
    if (parent !== undefined) this.#checkValue(isList ? "[" : "{");
    if (this.#frames.length >= DEPTH_MAX) throw new LogError(this.#line, `JSON nested deeper than ${DEPTH_MAX} levels`);
    const isRecord = parent === undefined || parent.streamPath !== undefined;
    const path = isRecord ? "" : this.#pathOf(parent);
    const isStream = isList && (parent === undefined || this.#streams(path));
    const expecting = isList ? "value or end" : "key or end";
    this.#frames.push({
      isList,
      path,
      streamPath: isStream ? path : undefined,
      fields: isRecord ? new Map() : parent.fields,
      firstLine: this.#line,
      expecting,
      key: "",
      index: 0,
    });
  }

  #close(isList: boolean): void {
    const frame = this.#frames.at(-1) as Frame;
    const mayEnd = frame.expecting === "comma or end" || frame.expecting === "value or end" || frame.expecting === "key or end";
    if (frame.isList !== isList || !mayEnd) this.#fail(isList ? "]" : "}");
    this.#frames.pop();
    const parent = this.#frames.at(-1);
    const isRecord = parent === undefined || parent.streamPath !== undefined;
    if (isRecord && !(parent === undefined && isList)) {
      const { firstLine, fields } = frame;
      this.#onRecord({ path: parent?.streamPath ?? "", firstLine, lastLine: this.#line, fields });
    }
    if (parent !== undefined) this.#valueDone(parent);
  }

  #scalar(text: string, isString: boolean): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    this.#checkValue(isString ? `"${text}"` : text);
    if (frame.streamPath === undefined) {
      const path = this.#pathOf(frame);
      if (frame.fields.has(path)) throw new LogError(this.#line, `${path} is given twice`);
      if (frame.fields.size >= FIELDS_MAX) throw new LogError(this.#line, `more than ${FIELDS_MAX} fields in one value of JSON`);
      frame.fields.set(path, { text, isString, line: this.#line });
    }
    this.#valueDone(frame);
  }

  #checkValue(received: string): void {
    const { expecting } = this.#frames.at(-1) as Frame;
    if (expecting !== "value" && expecting !== "value or end") this.#fail(received);
  }

  #valueDone(frame: Frame): void {
    frame.expecting = "comma or end";
    frame.index++;
  }

  #pathOf({ path, isList, key, index }: Frame): string {
    const last = isList ? String(index) : key;
    return path === "" ? last : `${path}.${last}`;
  }

  #fail(received: string): never {
    const expecting = this.#frames.at(-1)?.expecting ?? "value";
    throw new LogError(this.#line, `JSON: expected a ${expecting}, received ${received}`);
  }
}
