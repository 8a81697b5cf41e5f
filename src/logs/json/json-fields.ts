/** Fields of a JSON record, read as numbers in their ranges. */
import { decimal, isWrapped, rate, seconds, whole } from "../figures.js";
import type { Warn } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { JsonField, JsonRecord } from "./json-scanner.js";

const NOT_A_NUMBER = /^[+-]?(?:nan|inf|infinity)$/i;

export class JsonFields {
  readonly #record: JsonRecord;
  readonly #prefix: string;
  readonly #warn: Warn;

  constructor(record: JsonRecord, prefix: string, warn: Warn) {
    this.#record = record;
    this.#prefix = prefix;
    this.#warn = warn;
  }

  get line(): number {
    return this.#record.firstLine;
  }

  has(path: string): boolean {
    return this.#record.fields.has(this.#prefix + path);
  }

  /** True if the record has any field below `path`. */
  hasBelow(path: string): boolean {
    const start = `${this.#prefix}${path}.`;
    for (const key of this.#record.fields.keys()) if (key.startsWith(start)) return true;
    return false;
  }

  string(path: string): string | undefined {
    const field = this.#field(path);
    if (field === undefined || field.isString) return field?.text;
    throw new LogError(field.line, `${path}: expected a string, received ${field.text}`);
  }

  whole(path: string): number | undefined {
    const field = this.#number(path);
    return field && whole(field.text, field.line, path);
  }

  decimal(path: string): number | undefined {
    const field = this.#number(path);
    return field && decimal(field.text, field.line, path);
  }

  seconds(path: string, unitSeconds = 1): number | undefined {
    const field = this.#number(path);
    return field && seconds(field.text, unitSeconds, field.line, path);
  }

  /** A rate, which may be missing: QEMU divides by nothing at times. */
  rate(path: string, unitBytes: number): number | undefined {
    const field = this.#number(path);
    if (field === undefined) return undefined;
    if (!NOT_A_NUMBER.test(field.text)) return rate(field.text, unitBytes, field.line, path);
    this.#warn(field.line, `${path} is ${field.text}: left out`);
    return undefined;
  }

  /** A count that QEMU may have let run below zero: it then reads as nearly 2^64, and is left out. */
  wrapping(path: string): number | undefined {
    const field = this.#number(path);
    if (field === undefined || !isWrapped(field.text)) return this.whole(path);
    this.#warn(field.line, `${path} is ${field.text}, which is a number below zero in 64 bits: left out`);
    return undefined;
  }

  #number(path: string): JsonField | undefined {
    const field = this.#field(path);
    if (field === undefined || !field.isString) return field?.text === "null" ? undefined : field;
    throw new LogError(field.line, `${path}: expected a number, received "${field.text}"`);
  }

  #field(path: string): JsonField | undefined {
    return this.#record.fields.get(this.#prefix + path);
  }
}

/** Warns of figures that are not JSON, once for the record. */
export function warnOfNan({ fields }: JsonRecord, warn: Warn): void {
  for (const [path, { text, isString, line }] of fields) {
    if (isString || !NOT_A_NUMBER.test(text)) continue;
    warn(line, `${path} is ${text}, which is not JSON: the rest was read`);
    return;
  }
}

/** An object without the fields that are undefined. */
export function present<Shape extends object>(shape: Shape): { [Key in keyof Shape]: Exclude<Shape[Key], undefined> } {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Shape]: Exclude<Shape[Key], undefined>;
  };
}
