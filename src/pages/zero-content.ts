/** Chooses the pages that are all zero at the start of a migration. */
import type { PagesConfig } from "./pages.js";
import { createRegionPages } from "./placement.js";
import { Generator } from "./random.js";
import { zeroContentKey } from "./streams.js";

/** Bitmap, in page order, of the pages of all sources. */
function workloadPages(config: PagesConfig): Uint32Array {
  const occupied = new Uint32Array(Math.ceil(config.slots / 32));
  for (const { region } of config.sources) {
    const pageOf = createRegionPages(region, config.allocatedPages, config.seed);
    for (let index = 0; index < region.pages; index++) {
      const page = pageOf(index);
      occupied[page >>> 5] = (occupied[page >>> 5] as number) | (1 << (page & 31));
    }
  }
  return occupied;
}

/**
 * Chooses exactly `config.zero.pages` pages, every set of candidates equally likely, and calls `choose` with each in ascending order. One
 * draw per candidate: it is taken with probability (pages still needed) / (candidates still to come) (Knuth, TAOCP 3.4.2, algorithm S).
 * Throws a RangeError if there are fewer candidates than zero pages.
 */
export function chooseZeroPages(config: PagesConfig, choose: (page: number) => void): void {
  const { zero, allocatedPages } = config;
  let needed = zero.pages;
  if (needed === 0) return;
  const occupied = zero.where === "anywhere" ? undefined : workloadPages(config);
  const isCandidate = (page: number) => occupied === undefined || (((occupied[page >>> 5] as number) >>> (page & 31)) & 1) === 0;
  let remaining = 0;
  for (let page = 0; page < allocatedPages; page++) if (isCandidate(page)) remaining++;
  if (needed > remaining) throw new RangeError(`zero.pages: expected at most ${remaining} (${zero.where}), received ${needed}`);
  const generator = new Generator(zeroContentKey(config.seed, config.run), 0);
  for (let page = 0; needed > 0; page++) {
    if (!isCandidate(page)) continue;
    if ((generator.word() >>> 0) * remaining < needed * 4294967296) {
      choose(page);
      needed--;
    }
    remaining--;
  }
}
