/** XBZRLE's cache of pages that were sent: which ones it holds, not what is in them (docs/sources/qemu.md#xbzrle). */

import { DELTA_LIFETIME_ROUNDS } from "../../assembly/abi.js";

export interface DeltaCache {
  /** Looks a page up that is about to be sent. True when it was there; while `live`, one that was not is inserted where it may. */
  use(page: number, round: number, live: boolean): boolean;
}

/** `entries`: a power of two. Page numbers count from 0; page p has entry p mod `entries`. */
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
