/** Intervals of the parameters, and which of them one log cannot tell apart. */
import { absorb, Generator } from "../pages/random.js";
import { normalQuantile } from "../statistics/normal.js";
import { centralQuantile } from "../statistics/students-t.js";
import type { Fit, Judge } from "./fit.js";
import { fromPoint } from "./model.js";

/** What a fit knows of one parameter. */
export interface ParameterInterval {
  /** In the parameter's unit; absent where it cannot be told: `isKnown` is false. */
  readonly confidence95?: readonly [number, number];
  readonly isKnown: boolean;
}

export interface Intervals {
  readonly parameters: readonly ParameterInterval[];
  /** Indices of parameters that only their product or quotient is known of, with their correlation. */
  readonly tied: readonly { readonly first: number; readonly second: number; readonly correlation: number }[];
}

/** Step on the logarithm for differences: large enough to step over single pages, small enough for a straight line. */
const STEP = 0.05;
const RESAMPLES = 1000;
/** An interval wider than this factor to either side tells nothing. */
const UNKNOWN_FACTOR = 10;
const TIED_CORRELATION = 0.95;
/** What a parameter is known to before any log, as a factor of e^3 = 20: it only keeps the equations from being singular. */
const VAGUE = 1 / 3;
const ORIGIN = { high: 0x13198a2e, low: 0x03707344 };

/**
 * Residual bootstrap on the linearised engine: residuals are drawn with replacement, with the deviation of each figure added, and the
 * parameters follow by the differences of the simulation around the best point. A refit by simulation for each resample would take minutes.
 */
export async function intervalsOf(fit: Fit, judge: Judge): Promise<Intervals> {
  const size = fit.point.length;
  if (size === 0) return { parameters: [], tied: [] };
  const jacobian = await differences(fit, judge);
  const inverse = invert(normalMatrix(jacobian, size));
  const spread = resample(fit.residuals, jacobian, inverse);
  const tied = [];
  for (let first = 0; first < size; first++) {
    for (let second = first + 1; second < size; second++) {
      const at = (row: number, column: number) => (inverse[row] as number[])[column] as number;
      const correlation = at(first, second) / Math.sqrt(at(first, first) * at(second, second));
      if (Math.abs(correlation) > TIED_CORRELATION) tied.push({ first, second, correlation });
    }
  }
  const free = fit.residuals.length - size;
  const wider = free > 0 ? centralQuantile(0.95, free) / normalQuantile(0.975) : 1;
  return { parameters: fit.point.map((centre, at) => intervalAt(centre, spread[at] as Float64Array, wider)), tied };
}

/** `wider`: Student's t by the normal quantile, as few figures tell their own spread badly. */
function intervalAt(centre: number, sorted: Float64Array, wider: number): ParameterInterval {
  const low = wider * (sorted[Math.floor(0.025 * RESAMPLES)] as number);
  const high = wider * (sorted[Math.ceil(0.975 * RESAMPLES) - 1] as number);
  const isKnown = Math.max(-low, high) < Math.log(UNKNOWN_FACTOR);
  return { isKnown, ...(isKnown ? { confidence95: [Math.exp(centre + low), Math.exp(centre + high)] as const } : {}) };
}

/** Derivatives of the residuals by the logarithm of each parameter, from both sides; a column for each parameter. */
async function differences(fit: Fit, judge: Judge): Promise<number[][]> {
  const columns: number[][] = [];
  for (const at of fit.point.keys()) {
    const moved = async (step: number) =>
      judge.judge(
        fromPoint(
          fit.point.map((x, index) => (index === at ? x + step : x)),
          fit.parameters,
          judge.frame.pageBytes,
        ),
      );
    const [above, below] = [await moved(STEP), await moved(-STEP)];
    const upper = above ?? fit;
    const lower = below ?? fit;
    const width = (above === undefined ? 0 : STEP) + (below === undefined ? 0 : STEP);
    columns.push(upper.residuals.map((residual, row) => (width === 0 ? 0 : (residual - (lower.residuals[row] as number)) / width)));
  }
  return columns;
}

function normalMatrix(columns: readonly number[][], size: number): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from(
      { length: size },
      (_, column) => dot(columns[row] as number[], columns[column] as number[]) + (row === column ? VAGUE ** 2 : 0),
    ),
  );
}

/** Differences of the parameters over the resamples, each sorted. */
function resample(residuals: readonly number[], columns: readonly number[][], inverse: readonly number[][]): Float64Array[] {
  // Residuals have lost as many degrees of freedom as there are parameters; without any left they say nothing.
  const free = residuals.length - columns.length;
  const centre = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
  const scale = free > 0 ? Math.sqrt(residuals.length / free) : 0;
  const generator = new Generator(absorb(ORIGIN, 1), 0);
  const spread = columns.map(() => new Float64Array(RESAMPLES));
  const vague = (): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, generator.unit())));
  for (let round = 0; round < RESAMPLES; round++) {
    const drawn = residuals.map(() => scale * ((residuals[Math.floor(generator.unit() * residuals.length)] as number) - centre) + vague());
    const gradient = columns.map((column) => dot(column, drawn) + VAGUE * vague());
    for (const [at, row] of inverse.entries()) (spread[at] as Float64Array)[round] = dot(row, gradient);
  }
  return spread.map((values) => values.sort());
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] as number), 0);
}

/** Gauss-Jordan elimination with pivots. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [...row, ...Array.from({ length: size }, (_, column) => Number(column === at))]);
  for (let at = 0; at < size; at++) {
    let pivot = at;
    for (let row = at + 1; row < size; row++)
      if (Math.abs((rows[row] as number[])[at] as number) > Math.abs((rows[pivot] as number[])[at] as number)) pivot = row;
    [rows[at], rows[pivot]] = [rows[pivot] as number[], rows[at] as number[]];
    const head = rows[at] as number[];
    const divisor = head[at] as number;
    for (let column = 0; column < 2 * size; column++) head[column] = (head[column] as number) / divisor;
    for (const [index, row] of rows.entries()) {
      if (index === at) continue;
      const factor = row[at] as number;
      for (let column = 0; column < 2 * size; column++) row[column] = (row[column] as number) - factor * (head[column] as number);
    }
  }
  return rows.map((row) => row.slice(size));
}
