/** XBZRLE's cache of sent pages: which pages it holds, not their content (docs/sources/qemu.md#xbzrle). */

import { DELTA_LIFETIME_ROUNDS } from "../../assembly/abi.js";

export interface DeltaCache {
  /**
   * Looks up a page about to be sent. Returns true on a hit. On a miss the page is inserted, if the guest is `live` and the entry is
   * empty or old enough.
   */
  use(page: number, round: number, live: boolean): boolean;
}

/** Creates an empty cache. `entries`: a power of two. Page p, counted from 0, has entry p mod `entries`. */
export function createDeltaCache(entries: number): DeltaCache {
  const pages = new Int32Array(entries).fill(-1);
  const rounds = new Uint32Array(entries);
  return {
    use(page, round, live) {
      const entry = page % entries;
      const held = pages[entry] as number;
      const isHeld = held === page;
      const mayTake = live && (held === -1 || (rounds[entry] as number) + DELTA_LIFETIME_ROUNDS <= round);
      if (!isHeld && !mayTake) return false;
      pages[entry] = page;
      rounds[entry] = round;
      return isHeld;
    },
  };
}
