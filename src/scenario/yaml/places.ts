/** Positions of the values and keys of a composed YAML document. */
import { type Document, isCollection, isMap, isPair, isScalar, type Node, type Pair, type Scalar, type YAMLMap } from "yaml";
import type { PlaceQuery } from "../origin.js";

/** Finds offsets of values and keys by their paths. */
export class Places {
  readonly #root: unknown;
  readonly #indices = new Map<unknown, ReadonlyMap<string, Pair>>();

  constructor(document: Document.Parsed | undefined) {
    this.#root = document?.contents;
  }

  /** Offset of the value at a path, or of its key; if there is none, of the nearest container. */
  find({ steps, atKey }: PlaceQuery): number {
    let node = this.#root;
    let offset = offsetOf(node) ?? 0;
    for (const [index, step] of steps.entries()) {
      const pair = isMap(node) ? this.#indexOf(node).get(String(step)) : undefined;
      if (pair && atKey && index === steps.length - 1) return offsetOf(pair.key) ?? offset;
      node = isMap(node) ? pair?.value : isCollection(node) ? node.items[Number(step)] : undefined;
      const place = isPair(node) ? undefined : offsetOf(node);
      if (place === undefined) break;
      offset = place;
    }
    return offset;
  }

  #indexOf(mapping: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#indices.get(mapping);
    if (known) return known;
    const index = new Map<string, Pair>();
    for (const pair of mapping.items) {
      if (isScalar(pair.key) && !index.has(nameOf(pair.key))) index.set(nameOf(pair.key), pair);
    }
    this.#indices.set(mapping, index);
    return index;
  }
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** A key as written in the text. */
export function nameOf({ source, value }: Scalar): string {
  return String(source ?? value);
}
