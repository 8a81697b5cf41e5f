import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import type { WriteSource } from "../../src/pages/write-source.js";

/** Expected number of distinct pages written in guest seconds [fromGuestSeconds, toGuestSeconds). */
export function expectedDistinctPages(sources: readonly WriteSource[], fromGuestSeconds: number, toGuestSeconds: number): number {
  return expectedFirstWrites(sources)(fromGuestSeconds, 0, toGuestSeconds - fromGuestSeconds);
}
