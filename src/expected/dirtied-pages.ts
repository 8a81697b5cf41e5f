/** Expected distinct pages as a function of the number of writes, used to convert a dirty rate into a write rate. */
import { exp } from "../pages/math.js";
import type { PoissonSource } from "../pages/write-source.js";
import { createClocks } from "./clocks.js";
import { createPieces } from "./layer.js";

/** Expected distinct pages after some writes, and the expected increase by one more write. */
export interface DirtiedPages {
  readonly pages: number;
  /** d pages / d writes, 0 to 1. */
  readonly slope: number;
}

/**
 * Expected distinct pages that a random source with a rate of 1 write per second has dirtied after a number of writes: the sum of 1 -
 * exp(-writes x share) over its pages, with the same pieces as the expected counts of a migration. Accurate to rounding also for few
 * writes, where N - N exp(-x) would cancel.
 */
export function dirtiedPages(source: PoissonSource): (writes: number) => DirtiedPages {
  const end = source.region.firstPage + source.region.pages;
  const pieces = createPieces(end, [source], createClocks([source])).filter((piece) => piece.isWritten);
  return (writes) => {
    let pages = 0;
    let slope = 0;
    for (const { firstPage, endPage, rates } of pieces) {
      const share = rates[0] as number;
      const count = endPage - firstPage;
      pages += count * hitRatio(share * writes);
      slope += count * share * exp(-share * writes);
    }
    return { pages, slope };
  };
}

/**
 * Below this value the series of 1 - exp(-x) up to its sixth term is exact to 1e-17. Above it the subtraction loses at most four digits.
 */
const SMALL = 1e-3;

/** 1 - exp(-x) for x >= 0. */
function hitRatio(x: number): number {
  if (x >= SMALL) return 1 - exp(-x);
  return x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - x / 6)))));
}
