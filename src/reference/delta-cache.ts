/** XBZRLE's cache of pages that were sent: which ones it holds, not what is in them (facts: engines 3.6). */

/** An entry gives way to another page when it was last used so many rounds ago. */
const LIFETIME_ROUNDS = 2;

export interface DeltaCache {
  /** Looks a page up that is about to be sent, and inserts it where it may. True when it was there. */
  use(page: number, round: number): boolean;
}

/** `entries`: a power of two. Page numbers count from 0; page p has entry p mod `entries`. */
export function createDeltaCache(entries: number): DeltaCache {
  const pages = new Int32Array(entries).fill(-1);
  const rounds = new Uint32Array(entries);
  return {
    use(page, round) {
      const entry = page % entries;
      const held = pages[entry] as number;
      if (held !== page && held !== -1 && (rounds[entry] as number) + LIFETIME_ROUNDS > round) return false;
      pages[entry] = page;
      rounds[entry] = round;
      return held === page;
    },
  };
}
