/**
 * Copies an object given as a scenario, with a fault for everything in it that is not plain data: nothing is dropped silently.
 * The copy has no getters, prototypes or cycles, so that later steps need no checks for them.
 */
import { contradiction, type LocatedIssue } from "./issues.js";
import { DEPTH_LIMIT, FEW_VALUES, UNCOUNTED_KEYS, VALUES_LIMIT } from "./limits.js";
import { ownColumns } from "./trace/recorded-source.js";

export interface PlainReading {
  readonly value: unknown;
  readonly issues: readonly LocatedIssue[];
}

/** Copies mappings and lists. Faulty values are left out of mappings, and undefined in lists. */
export function readPlain(input: unknown): PlainReading {
  const reader = new PlainReader();
  try {
    return { value: reader.read(input), issues: reader.issues };
  } catch (error) {
    if (error !== TOO_MANY) throw error;
    return { value: undefined, issues: [contradiction([], FEW_VALUES, "more")] };
  }
}

const TOO_MANY = new Error("too many values");
const PLAIN = "plain data: texts, numbers, true, false, null, lists and mappings";
const NOTHING = Symbol("nothing");

class PlainReader {
  readonly issues: LocatedIssue[] = [];
  #values = 0;
  /** The containers being copied (to detect cycles), and the path of the current value. */
  readonly #around: object[] = [];
  readonly #path: (string | number)[] = [];

  read(value: unknown): unknown {
    const plain = this.#copy(value);
    return plain === NOTHING ? undefined : plain;
  }

  #copy(value: unknown): unknown {
    if (++this.#values > VALUES_LIMIT) throw TOO_MANY;
    if (value === null || value === undefined) return value;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (typeof value !== "object") return this.#refuse(PLAIN, `a ${typeof value}`);
    if (this.#around.includes(value)) return this.#refuse(PLAIN, "a value that contains itself");
    if (this.#around.length >= DEPTH_LIMIT) return this.#refuse(`at most ${DEPTH_LIMIT} levels of lists and mappings`, "a deeper one");
    const steps = this.#path.length;
    this.#around.push(value);
    try {
      return this.#copyContainer(value);
    } catch (error) {
      if (error === TOO_MANY) throw error;
      this.#path.length = steps;
      return this.#refuse(PLAIN, "an object that cannot be read");
    } finally {
      this.#around.pop();
    }
  }

  #copyContainer(value: object): unknown {
    if (Array.isArray(value)) return isPlainList(value) ? this.#copyList(value) : this.#refuse(PLAIN, nameOf(value));
    return isPlainMapping(value) ? this.#copyMapping(value) : this.#refuse(PLAIN, nameOf(value));
  }

  #copyList(list: readonly unknown[]): unknown {
    const fields = Reflect.ownKeys(list).length - 1;
    if (fields !== list.length) {
      return this.#refuse("a list without gaps and without fields", `a list of ${list.length} with ${fields} fields`);
    }
    const copy: unknown[] = [];
    for (let index = 0; index < list.length; index++) {
      this.#path.push(index);
      copy.push(this.read(list[index]));
      this.#path.pop();
    }
    return copy;
  }

  #copyMapping(mapping: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Reflect.ownKeys(mapping)) {
      if (typeof key === "symbol") {
        this.#refuse("names as keys", `the key ${String(key)}`);
        continue;
      }
      const field = Object.getOwnPropertyDescriptor(mapping, key);
      this.#path.push(key);
      const column = ownColumns(mapping)?.[key as "seconds" | "pages"];
      if (column !== undefined) copy[key] = column;
      else if (field === undefined || !("value" in field)) this.#refuse("a field with a value", "one computed by a getter");
      else if (field.enumerable !== true) this.#refuse("a field that is enumerable", "a hidden one");
      else this.#copyField(copy, key, field.value);
      this.#path.pop();
    }
    return copy;
  }

  #copyField(copy: Record<string, unknown>, key: string, value: unknown): void {
    // Not copied: rows of a trace, which may be millions and are checked when read, and the runs of a result, which are not read.
    const plain = UNCOUNTED_KEYS.has(key) && isLongList(value) ? value : this.#copy(value);
    if (plain !== NOTHING) Object.defineProperty(copy, key, { value: plain, writable: true, enumerable: true, configurable: true });
  }

  #refuse(expected: string, received: string): typeof NOTHING {
    this.issues.push(contradiction([...this.#path], expected, received));
    return NOTHING;
  }
}

/** True for a list or a typed array. */
function isLongList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** True for an object literal or an object without a prototype, also from another realm. */
function isPlainMapping(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

/** True for an array that is not of a subclass. */
function isPlainList(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Array.prototype || (Array.isArray(prototype) && Object.hasOwn(prototype, "copyWithin"));
}

/** A text for the kind of an object, with the name of its class. */
function nameOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype ?? {}, "constructor")?.value;
  const name: unknown = typeof maker === "function" ? Object.getOwnPropertyDescriptor(maker, "name")?.value : undefined;
  return typeof name === "string" && name !== "" && name !== "Object" ? `an object of class ${name}` : "an object with inherited fields";
}
