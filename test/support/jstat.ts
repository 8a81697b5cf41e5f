/** The independent statistics package, which brings no types: the functions that tests compare with. */
import { createRequire } from "node:module";

interface Distributions {
  readonly studentt: { inv(probability: number, degrees: number): number };
  readonly normal: {
    inv(probability: number, mean: number, deviation: number): number;
    cdf(x: number, mean: number, deviation: number): number;
  };
  readonly binomial: { cdf(k: number, count: number, ratio: number): number };
  readonly chisquare: { pdf(x: number, degrees: number): number };
}

/** Arguments as jStat has them: probability before degrees, x before parameters. */
export const { jStat } = createRequire(import.meta.url)("jstat") as { readonly jStat: Distributions };
