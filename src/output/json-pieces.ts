/** JSON as a sequence of strings: a result may exceed the maximum length of a JavaScript string. */

/** A list whose elements are computed while it is written, so that no transformed copy of a long list is held in memory. */
export class MappedList<In, Out> implements Iterable<Out> {
  readonly #items: readonly In[];
  readonly #map: (item: In) => Out;

  constructor(items: readonly In[], map: (item: In) => Out) {
    this.#items = items;
    this.#map = map;
  }

  get length(): number {
    return this.#items.length;
  }

  *[Symbol.iterator](): Generator<Out> {
    for (const item of this.#items) yield this.#map(item);
  }
}

/** In lists longer than this each element is one piece; elements of shorter lists are split further. */
const LONG_LIST = 100;
const INDENT = "  ";

/**
 * The text of `JSON.stringify(value, undefined, 2)` in pieces.
 * @throws RangeError if a number is not finite, which JSON would silently turn into null
 */
export function* jsonPieces(value: unknown, indent = ""): Generator<string> {
  if (Array.isArray(value) || value instanceof MappedList) yield* listPieces(value, indent);
  else if (isPlainObject(value)) yield* mappingPieces(value, indent);
  else yield singlePiece(value, indent);
}

function* listPieces(list: Iterable<unknown> & { readonly length: number }, indent: string): Generator<string> {
  const inner = indent + INDENT;
  let separator = "[\n";
  for (const item of list) {
    yield separator + inner;
    if (list.length > LONG_LIST) yield singlePiece(item, inner);
    else yield* jsonPieces(item, inner);
    separator = ",\n";
  }
  yield list.length === 0 ? "[]" : `\n${indent}]`;
}

function* mappingPieces(mapping: object, indent: string): Generator<string> {
  const inner = indent + INDENT;
  let separator = "{\n";
  for (const [key, value] of Object.entries(mapping)) {
    if (value === undefined) continue;
    rejectNonFinite(key, value);
    yield `${separator}${inner}${JSON.stringify(key)}: `;
    yield* jsonPieces(value, inner);
    separator = ",\n";
  }
  yield separator === "{\n" ? "{}" : `\n${indent}}`;
}

/** A value as one piece, indented. Every line feed is layout, since JSON escapes those inside strings. */
function singlePiece(value: unknown, indent: string): string {
  return (JSON.stringify(value, rejectNonFinite, INDENT) ?? "null").replaceAll("\n", `\n${indent}`);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function rejectNonFinite(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`${key}: ${value} is not a finite number`);
  return value;
}
