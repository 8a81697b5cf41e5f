/** Chooses the pages that are all zero at the start of a migration. */
import type { ContentLayout, PagesConfig } from "./pages.js";
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

/** The pages that may be zero. */
interface Candidates {
  readonly count: number;
  has(page: number): boolean;
}

function candidatesOf(config: PagesConfig): Candidates {
  const { zero, allocatedPages } = config;
  if (zero.where === "anywhere") return { count: allocatedPages, has: () => true };
  const occupied = workloadPages(config);
  const has = (page: number) => (((occupied[page >>> 5] as number) >>> (page & 31)) & 1) === 0;
  let count = 0;
  for (let page = 0; page < allocatedPages; page++) if (has(page)) count++;
  return { count, has };
}

const SPREAD: ContentLayout = { kind: "spread" };

/**
 * Chooses exactly `config.zero.pages` pages by the layout of the content, and calls `choose` with each in ascending order. Throws a
 * RangeError if there are fewer candidates than zero pages.
 */
export function chooseZeroPages(config: PagesConfig, choose: (page: number) => void): void {
  const { pages, where, layout = SPREAD } = config.zero;
  if (pages === 0) return;
  const candidates = candidatesOf(config);
  if (pages > candidates.count) throw new RangeError(`zero.pages: expected at most ${candidates.count} (${where}), received ${pages}`);
  if (layout.kind === "ends") chooseRun(candidates, pages, layout.topRatio, choose);
  else chooseBlocks(config, candidates, layout.kind === "blocks" ? layout.blockPages : 1, choose);
}

/** Data pages of the layout `ends` that lie below the zero pages. */
export function dataPagesBelow(dataPages: number, topRatio: number): number {
  return dataPages - Math.round(topRatio * dataPages);
}

function chooseRun(candidates: Candidates, zeroPages: number, topRatio: number, choose: (page: number) => void): void {
  const first = dataPagesBelow(candidates.count - zeroPages, topRatio);
  let index = 0;
  for (let page = 0; index < first + zeroPages; page++) {
    if (!candidates.has(page)) continue;
    if (index >= first) choose(page);
    index++;
  }
}

/**
 * Draws block by block, in page order. In a block of c candidates between `least` and `most` become zero, whatever else the pages still
 * needed and the candidates still to come allow; one draw decides between the two, with the probability that makes the mean c x needed
 * / remaining. So every candidate block has the same share of zero pages on average, and all blocks but one are zero or data as a whole.
 * With blocks of one page this is Knuth's selection sampling (TAOCP 3.4.2, algorithm S).
 */
function chooseBlocks(config: PagesConfig, candidates: Candidates, blockPages: number, choose: (page: number) => void): void {
  const { allocatedPages, seed, run } = config;
  const generator = new Generator(zeroContentKey(seed, run), 0);
  let needed = config.zero.pages;
  let remaining = candidates.count;
  for (let first = 0; needed > 0; first += blockPages) {
    const end = Math.min(first + blockPages, allocatedPages);
    const count = countCandidates(candidates, first, end);
    if (count === 0) continue;
    const most = Math.min(count, needed);
    const least = Math.max(0, needed - (remaining - count));
    const isZero = (generator.word() >>> 0) * (most - least) * remaining < (count * needed - least * remaining) * 4294967296;
    const taken = isZero ? most : least;
    for (let page = first, left = taken; left > 0; page++) {
      if (!candidates.has(page)) continue;
      choose(page);
      left--;
    }
    needed -= taken;
    remaining -= count;
  }
}

function countCandidates(candidates: Candidates, first: number, end: number): number {
  let count = 0;
  for (let page = first; page < end; page++) if (candidates.has(page)) count++;
  return count;
}
