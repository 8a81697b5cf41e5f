/** Assigns regions their pages in memory. */

export interface Placer {
  /**
   * First page of a region of `pages` pages, or undefined if it does not fit into memory. Without `start` it follows the last region
   * placed without one, or begins at page 0 if it does not fit there.
   */
  place(pages: number, start?: number): number | undefined;
}

export function createPlacer(memoryPages: number): Placer {
  let next = 0;
  return {
    place(pages, start) {
      if (pages > memoryPages) return undefined;
      if (start !== undefined) return start + pages > memoryPages ? undefined : start;
      const placed = next + pages > memoryPages ? 0 : next;
      next = placed + pages;
      return placed;
    },
  };
}
