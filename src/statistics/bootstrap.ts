/** Intervals of statistics that have no formula: ratios of means, differences of quantiles, a crossing point. */
import { absorb, Generator } from "../pages/random.js";
import { normalProbability, normalQuantile } from "./normal.js";

export interface BootstrapOptions {
  /** Seed of the resampling; the same seed gives the same interval. Default 1. */
  readonly seed?: number;
  /** Number of resamples. Default 2000. */
  readonly resamples?: number;
}

export interface BootstrapEstimate {
  readonly value: number;
  /** Absent for a single row, or where a resample has no value. */
  readonly confidence95?: readonly [number, number];
}

const ORIGIN = { high: 0x452821e6, low: 0x38d01377 };

/**
 * The statistic of `rows` (at least one) with its bias-corrected and accelerated interval (BCa): Efron, Better Bootstrap Confidence
 * Intervals, JASA 82, 1987. Whole rows are drawn, so that what belongs to one run stays together. The statistic must not depend on the
 * order of rows. With under some 20 rows the interval is too narrow: use the formulas of a mean, a share or a quantile where they apply.
 */
export function bootstrap<Row>(
  rows: readonly Row[],
  statistic: (rows: readonly Row[]) => number,
  { seed = 1, resamples = 2000 }: BootstrapOptions = {},
): BootstrapEstimate {
  const value = statistic(rows);
  if (rows.length < 2) return { value };
  const drawn = resampled(rows, statistic, seed, resamples);
  const leftOut = rows.map((_, index) => statistic(rows.filter((_row, other) => other !== index)));
  if (![...drawn, ...leftOut].every(Number.isFinite)) return { value };
  const bias = biasOf(drawn, value);
  const acceleration = accelerationOf(leftOut);
  const endAt = (tail: number): number => {
    const shifted = bias + normalQuantile(tail);
    const level = normalProbability(bias + shifted / (1 - acceleration * shifted));
    return drawn[Math.min(resamples - 1, Math.max(0, Math.floor((resamples + 1) * level) - 1))] as number;
  };
  return { value, confidence95: [endAt(0.025), endAt(0.975)] };
}

/** Values of the statistic over the resamples, ascending. */
function resampled<Row>(rows: readonly Row[], statistic: (rows: readonly Row[]) => number, seed: number, resamples: number): Float64Array {
  const generator = new Generator(absorb(absorb(ORIGIN, Math.floor(seed / 2 ** 32)), (seed % 2 ** 32) | 0), 0);
  const draw = () => rows[Math.floor(generator.unit() * rows.length)] as Row;
  return Float64Array.from({ length: resamples }, () => statistic(Array.from(rows, draw))).sort();
}

/** The normal quantile of the share of resamples below the value, ties counted half. */
function biasOf(drawn: Float64Array, value: number): number {
  const below = drawn.reduce((sum, each) => sum + (each < value ? 1 : each === value ? 0.5 : 0), 0);
  return normalQuantile(Math.min(1 - 0.5 / drawn.length, Math.max(0.5 / drawn.length, below / drawn.length)));
}

/** From the values with one row left out; 0 if they are all equal. */
function accelerationOf(leftOut: readonly number[]): number {
  const mean = leftOut.reduce((sum, each) => sum + each, 0) / leftOut.length;
  const squares = leftOut.reduce((sum, each) => sum + (mean - each) ** 2, 0);
  const cubes = leftOut.reduce((sum, each) => sum + (mean - each) ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
