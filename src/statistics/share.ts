/** Shares: how many of the runs met a goal, and what is known of the probability to meet it. */
import { normalQuantile } from "./normal.js";

export interface ShareEstimate {
  /** Runs that met the goal, of `count`. */
  readonly met: number;
  readonly count: number;
  /** met / count, 0 to 1. */
  readonly shareRatio: number;
  /** 95 % interval of the probability, within 0 to 1. */
  readonly confidence95: readonly [number, number];
}

/**
 * The share of `met` in `count` runs with its interval by Wilson (Probable inference, JASA 22, 1927). Unlike the usual mean +- 1.96
 * standard errors it has a width at 0 and at `count`, and its coverage stays near 95 % for small counts (Brown, Cai and DasGupta, Interval
 * Estimation for a Binomial Proportion, Statistical Science 16(2), 2001). @throws RangeError unless 0 <= met <= count, count >= 1
 */
export function shareOf(met: number, count: number): ShareEstimate {
  if (!(Number.isInteger(met) && Number.isInteger(count) && met >= 0 && met <= count && count >= 1)) {
    throw new RangeError(`shareOf: expected whole numbers 0 <= met <= count, count >= 1, received ${met} and ${count}`);
  }
  const shareRatio = met / count;
  const square = normalQuantile(0.975) ** 2;
  const middle = (met + square / 2) / (count + square);
  const half = Math.sqrt(square * (met * (1 - shareRatio) + square / 4)) / (count + square);
  return { met, count, shareRatio, confidence95: [met === 0 ? 0 : middle - half, met === count ? 1 : middle + half] };
}
