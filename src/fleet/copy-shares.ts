/**
 * Shares of copies in a fleet whose guests do not talk. They depend on nothing but which hosts the copies leave and reach and on their
 * limits, so copies of one kind are counted, and shares of the same counts are computed once.
 */

import { type FabricHost, type FabricShares, type FabricStream, type FabricSwitch, shareFabric } from "../fabric/fabric.js";
import type { Copy } from "./guest-state.js";

/** What a copy gets while it sends, and what limits it. */
export interface CopyShare {
  readonly bytesPerSecond: number;
  readonly limit: "link" | "dom0";
}

/** Counts of kinds of copies for which shares are kept at most. */
const KNOWN_MAX = 10_000;

interface Kind {
  readonly copy: Copy;
  readonly count: number;
}

export class CopyShares {
  readonly #hosts: readonly FabricHost[];
  readonly #switches: readonly FabricSwitch[];
  readonly #streamOf: (copy: Copy) => FabricStream;
  readonly #known = new Map<string, ReadonlyMap<string, CopyShare>>();
  /** By key. */
  #kinds: ReadonlyMap<string, Kind> = new Map();

  constructor(hosts: readonly FabricHost[], switches: readonly FabricSwitch[], streamOf: (copy: Copy) => FabricStream) {
    this.#hosts = hosts;
    this.#switches = switches;
    this.#streamOf = streamOf;
  }

  add(copy: Copy): void {
    this.#kinds = counted(this.#kinds, copy, 1);
  }

  remove(copy: Copy): void {
    this.#kinds = counted(this.#kinds, copy, -1);
  }

  /** The share of a copy under way: one with a limit sends bursts, each at the speed that it has without its limit. */
  shareOf(copy: Copy): CopyShare {
    if (copy.limitBytesPerSecond === Infinity) return this.#shareAmong(this.#kinds, copy);
    const unlimited = { ...copy, limitBytesPerSecond: Infinity };
    return this.#shareAmong(counted(counted(this.#kinds, copy, -1), unlimited, 1), unlimited);
  }

  /** The share that a copy would begin with. */
  shareBeside(copy: Copy): CopyShare {
    return this.#shareAmong(counted(this.#kinds, copy, 1), copy);
  }

  #shareAmong(kinds: ReadonlyMap<string, Kind>, copy: Copy): CopyShare {
    const sorted = [...kinds].sort(([one], [other]) => (one < other ? -1 : 1));
    const key = sorted.map(([kind, { count }]) => `${count} ${kind}`).join();
    let shares = this.#known.get(key);
    if (shares === undefined) {
      shares = this.#sharesOf(sorted);
      if (this.#known.size >= KNOWN_MAX) this.#known.clear();
      this.#known.set(key, shares);
    }
    return shares.get(keyOf(copy)) as CopyShare;
  }

  #sharesOf(kinds: readonly (readonly [string, Kind])[]): Map<string, CopyShare> {
    const streams = kinds.flatMap(([, { copy, count }]) => Array.from({ length: count }, () => this.#streamOf(copy)));
    const { bytesPerSecond, limitedByDom0 }: FabricShares = shareFabric(this.#hosts, streams, this.#switches);
    let place = 0;
    return new Map(
      kinds.map(([key, { count }]) => {
        const share: CopyShare = { bytesPerSecond: bytesPerSecond[place] as number, limit: limitedByDom0.has(place) ? "dom0" : "link" };
        place += count;
        return [key, share];
      }),
    );
  }
}

function keyOf({ from, to, limitBytesPerSecond }: Copy): string {
  return `${from}>${to} ${limitBytesPerSecond}`;
}

function counted(kinds: ReadonlyMap<string, Kind>, copy: Copy, change: 1 | -1): Map<string, Kind> {
  const next = new Map(kinds);
  const key = keyOf(copy);
  const count = (next.get(key)?.count ?? 0) + change;
  if (count === 0) next.delete(key);
  else next.set(key, { copy, count });
  return next;
}
