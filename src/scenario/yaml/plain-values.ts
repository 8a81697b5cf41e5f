/** Converts composed YAML nodes to plain values, and reports everything that is not plain data. */
import { isAlias, isCollection, isMap, isPair, isScalar, type Node, type Pair } from "yaml";
import { DEPTH_LIMIT, FAULTS_LISTED, TOKENS_LIMIT } from "../limits.js";
import { nameOf } from "./places.js";
import { type TextFault, TOO_DEEP } from "./text-fault.js";

/** Tags of the core schema (YAML 1.2.2, chapter 10.3). */
const CORE_TAGS = new Set(["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`));

type Container = Record<string, unknown>;

/** The plain values of composed nodes. Anything that is not plain data ends the conversion; a duplicate key does not. */
export class PlainValues {
  readonly faults: TextFault[] = [];
  moreFaults = 0;
  isReadable = true;
  #values = 0;
  readonly #anchored = new Map<string, unknown>();

  read(node: unknown): unknown {
    try {
      return this.#plain(node, 0);
    } catch (fault) {
      if (!(fault instanceof NotPlain)) throw fault;
      this.faults.push(fault.fault);
      this.isReadable = false;
      return undefined;
    }
  }

  #plain(node: unknown, depth: number): unknown {
    if (node === null || node === undefined) return null;
    const { tag, range } = node as Node;
    if (++this.#values > TOKENS_LIMIT) throw new NotPlain(range, "aliases that unfold into less", "too many values");
    if (tag !== undefined && !CORE_TAGS.has(tag)) throw new NotPlain(range, "one tag of the core schema at most", tag);
    if (isAlias(node)) return this.#aliased(node.source, range, depth);
    if (isScalar(node)) return this.#remember(node.anchor, node.value);
    if (depth >= DEPTH_LIMIT) throw new NotPlain(range, TOO_DEEP, "a deeper one");
    if (!isCollection(node)) throw new NotPlain(range, "a value", "something else");
    const plain = isMap(node) ? this.#mapping(node.items, depth) : node.items.map((item) => this.#item(item, depth));
    return this.#remember(node.anchor, plain);
  }

  /** An item of a list; `a: 1` between commas is a mapping. */
  #item(item: unknown, depth: number): unknown {
    return isPair(item) ? this.#mapping([item], depth + 1) : this.#plain(item, depth + 1);
  }

  #mapping(pairs: readonly Pair[], depth: number): Container {
    const mapping: Container = {};
    for (const { key, value } of pairs) {
      const name = this.#nameOf(key);
      const plain = this.#plain(value, depth + 1);
      if (Object.hasOwn(mapping, name)) this.#repeat(key as Node, name);
      else Object.defineProperty(mapping, name, { value: plain, writable: true, enumerable: true, configurable: true });
    }
    return mapping;
  }

  #nameOf(key: unknown): string {
    if (isScalar(key) && key.value !== null && key.tag === undefined) return nameOf(key);
    throw new NotPlain((key as Node | null)?.range, "a key that is a text", "another one");
  }

  #repeat({ range }: Node, name: string): void {
    const fault = { offset: range?.[0] ?? 0, expected: "each key of a mapping once", received: `${JSON.stringify(name)} again` };
    if (this.faults.length < FAULTS_LISTED) this.faults.push(fault);
    else this.moreFaults++;
  }

  #remember(anchor: string | undefined, value: unknown): unknown {
    if (anchor !== undefined) this.#anchored.set(anchor, value);
    return value;
  }

  /** A copy of the anchor's value, whose values count again. */
  #aliased(anchor: string, range: Node["range"], depth: number): unknown {
    if (!this.#anchored.has(anchor)) throw new NotPlain(range, "an alias of an anchor before it", `*${anchor}`);
    return this.#copy(this.#anchored.get(anchor), range, depth);
  }

  #copy(value: unknown, range: Node["range"], depth: number): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (++this.#values > TOKENS_LIMIT) throw new NotPlain(range, "aliases that unfold into less", "too many values");
    if (depth >= DEPTH_LIMIT) throw new NotPlain(range, TOO_DEEP, "a deeper one");
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, range, depth + 1));
    const copy: Container = {};
    for (const [key, item] of Object.entries(value)) {
      Object.defineProperty(copy, key, { value: this.#copy(item, range, depth + 1), writable: true, enumerable: true, configurable: true });
    }
    return copy;
  }
}

/** Ends the conversion. */
class NotPlain extends Error {
  readonly fault: TextFault;

  constructor(range: Node["range"], expected: string, received: string) {
    super(expected);
    this.fault = { offset: range?.[0] ?? 0, expected, received };
  }
}
