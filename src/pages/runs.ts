/**
 * Runs: writes that continue over the following pages. A run's length is geometric with mean `meanRunPages`. It wraps inside its block
 * (1024 aligned pages, clipped to the region), so that all pages of a uniform source stay equally likely. Mirrored by
 * `assembly/write/runs.ts`.
 */
import { exp, log } from "./math.js";

/** Logarithm of the probability that a run continues by one more page; -Infinity for runs of one page. */
export function logContinueOf(meanRunPages: number): number {
  return log(1 - 1 / meanRunPages);
}

/** Mean number of pages that a run covers in a block of `blockPages`: the mean of min(length, blockPages). */
export function coveredPages(meanRunPages: number, logContinue: number, blockPages: number): number {
  return meanRunPages * (1 - exp(blockPages * logContinue));
}

/** Length of one run, at least 1, from a uniform draw in (0, 1). */
export function runLength(logContinue: number, uniform: number): number {
  return Math.max(1, Math.ceil(log(uniform) / logContinue));
}

/**
 * Length of the longest of N runs, where N is Poisson with mean m = `startsMean`, given N >= 1. Inverts P(longest <= l) = (exp(-m q^l) -
 * exp(-m)) / (1 - exp(-m)), where q is the probability to continue; for small m by a series expansion.
 */
export function longestRunLength(startsMean: number, logContinue: number, uniform: number): number {
  const rest = 1 - uniform;
  const power = startsMean < 0.00001 ? rest * (1 + 0.5 * startsMean * (rest - 1)) : -log(1 - rest * (1 - exp(-startsMean))) / startsMean;
  return Math.max(1, Math.ceil(log(power) / logContinue));
}
