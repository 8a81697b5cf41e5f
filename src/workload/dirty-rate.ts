/** Converts a dirty rate (distinct pages per second in a window) into the write rate of the source that produces it. */
import { dirtiedPages } from "../expected/dirtied-pages.js";
import { ALWAYS } from "../pages/write-source.js";
import type { DirtyRate, FindWriteRate, RatedSource, WriteRate } from "../scenario/resolve/write-rate.js";
import { compileDrawn, type DrawnSource } from "./compile.js";

/**
 * The write rate at which `source`, alone and always active, dirties on average `wanted.pagesPerSecond` x `wanted.windowSeconds` distinct
 * pages in a window; relative error below 1e-12 against the expected counts. For a Poisson source this is the root of an increasing,
 * concave function, found by Newton's method from below. A sweep writes a new page each time until it has covered its region.
 */
export const findWriteRate: FindWriteRate = (source, wanted, mostWritesPerSecond) => {
  if (wanted.pagesPerSecond === 0) return { writesPerSecond: 0 };
  return source.kind === "sweep" ? rateOfSweep(source, wanted) : rateOfDraws(source, wanted, mostWritesPerSecond);
};

function rateOfSweep(
  { pages, stridePages }: Extract<RatedSource, { readonly kind: "sweep" }>,
  { pagesPerSecond, windowSeconds }: DirtyRate,
): WriteRate {
  const mostPagesPerSecond = pages / greatestCommonDivisor(pages, stridePages) / windowSeconds;
  return pagesPerSecond <= mostPagesPerSecond ? { writesPerSecond: pagesPerSecond } : { mostPagesPerSecond, isReached: true };
}

function rateOfDraws(source: DrawnSource, { pagesPerSecond, windowSeconds }: DirtyRate, mostWritesPerSecond: number): WriteRate {
  const dirtied = dirtiedPages(compileDrawn({ ...source, writesPerSecond: 1 }, 0, ALWAYS));
  const wantedPages = pagesPerSecond * windowSeconds;
  const mostWrites = mostWritesPerSecond * windowSeconds;
  const most = dirtied(mostWrites).pages;
  if (wantedPages >= source.pages || wantedPages > most) {
    return { mostPagesPerSecond: Math.min(most, source.pages) / windowSeconds, isReached: most < source.pages };
  }
  return { writesPerSecond: writesFor(wantedPages, dirtied, mostWrites) / windowSeconds };
}

const STEPS_LIMIT = 10_000;

/**
 * The fewest writes that dirty `wantedPages`, by Newton's method. Each iterate stays below the root, since the tangent of a concave
 * function lies above it.
 */
function writesFor(wantedPages: number, dirtied: ReturnType<typeof dirtiedPages>, mostWrites: number): number {
  let writes = wantedPages;
  for (let step = 0; step < STEPS_LIMIT; step++) {
    const { pages, slope } = dirtied(writes);
    const next = Math.min(mostWrites, writes + (wantedPages - pages) / slope);
    // Only rounding can make a step backwards: the root is reached.
    if (!(next > writes) || slope === 0) return writes;
    writes = next;
  }
  return writes;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
