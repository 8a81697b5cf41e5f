/** Distinct pages as a function of writes: what a dirty rate is inverted with. */
import { exp } from "../pages/math.js";
import type { PoissonSource } from "../pages/write-source.js";
import { createClocks } from "./clocks.js";
import { createPieces } from "./layer.js";

/** Expected distinct pages after some writes, and how many more the next write adds. */
export interface DirtiedPages {
  readonly pages: number;
  /** d pages / d writes, 0 to 1. */
  readonly slope: number;
}

/**
 * The expected number of distinct pages that a Poisson source with 1 write per second has dirtied after a number of writes: the sum
 * of 1 - exp(-writes x share) over its pages, by the same pieces as the expected counts of a migration. Accurate to rounding for
 * few writes too, where N - N exp(-x) would cancel.
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

/** Below this the series of 1 - exp(-x) to its sixth term is exact to 1e-17; above it the subtraction costs four digits at most. */
const SMALL = 1e-3;

/** 1 - exp(-x) for x >= 0. */
function hitRatio(x: number): number {
  if (x >= SMALL) return 1 - exp(-x);
  return x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - x / 6)))));
}
