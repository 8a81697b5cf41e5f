/** Where regions lie in memory. */

export interface Placer {
  /**
   * First page of a region of `pages` pages, or undefined when it does not fit into memory. Without `start` it lies
   * behind the last region placed without one; where it does not fit behind that one it begins at page 0 again.
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
