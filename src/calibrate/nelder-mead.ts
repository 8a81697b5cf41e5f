/**
 * Nelder-Mead's simplex search (The Computer Journal 7, 1965, with its coefficients 1, 2, 1/2, 1/2). The engine as a model makes the
 * objective a step function where the number of rounds changes: a method by differences stops there, a simplex goes on.
 */

/** A point with its value, the smaller the better. */
export interface Found {
  readonly point: readonly number[];
  readonly value: number;
}

export interface SearchOptions {
  /** Edge of the first simplex, per coordinate. */
  readonly steps: readonly number[];
  /** Calls of the objective at most. */
  readonly evaluations: number;
  /** The search ends when the simplex spans less than this in every coordinate. Default 1e-3. */
  readonly width?: number;
  /** The search ends at a value as small as this. Default: never. */
  readonly goodEnough?: number;
  /** Searches from the best point with a fresh simplex, which frees one that has collapsed. Default 1. */
  readonly restarts?: number;
}

/** Searches from `start` for the smallest value. Points outside the domain have the value Infinity. */
export async function nelderMead(
  objective: (point: readonly number[]) => number | Promise<number>,
  start: readonly number[],
  options: SearchOptions,
): Promise<Found> {
  const { restarts = 1, goodEnough = Number.NEGATIVE_INFINITY } = options;
  let left = options.evaluations;
  const evaluate = async (point: readonly number[]): Promise<Found> => {
    left--;
    const value = await objective(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  let best = await evaluate(start);
  for (let round = 0; round <= restarts && left > start.length && best.value > goodEnough; round++) {
    const sign = round % 2 === 0 ? 1 : -0.5;
    const before = best.value;
    best = await descend(evaluate, best, options, sign, () => left > 0);
    if (round > 0 && before - best.value < 1e-3 * Math.abs(before)) break;
  }
  return best;
}

/** One simplex, from its first edge lengths to its collapse. */
async function descend(
  evaluate: (point: readonly number[]) => Promise<Found>,
  start: Found,
  { steps, width = 1e-3, goodEnough = Number.NEGATIVE_INFINITY }: SearchOptions,
  sign: number,
  mayGoOn: () => boolean,
): Promise<Found> {
  const simplex: Found[] = [start];
  for (const [index, step] of steps.entries())
    simplex.push(await evaluate(start.point.map((x, at) => (at === index ? x + sign * step : x))));
  const size = simplex.length - 1;
  for (;;) {
    simplex.sort((left, right) => left.value - right.value);
    const [best, worst, second] = [simplex[0] as Found, simplex[size] as Found, simplex[size - 1] as Found];
    if (!mayGoOn() || best.value <= goodEnough || size === 0 || isNarrow(simplex, width)) return best;
    const centre = best.point.map((_, at) => simplex.slice(0, size).reduce((sum, { point }) => sum + (point[at] as number), 0) / size);
    const along = (factor: number) => evaluate(centre.map((x, at) => x + factor * ((worst.point[at] as number) - x)));
    const reflected = await along(-1);
    if (reflected.value < best.value) {
      const expanded = await along(-2);
      simplex[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) simplex[size] = reflected;
    else {
      const contracted = await along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[size] = contracted;
      else await shrink(simplex, evaluate);
    }
  }
}

/** Halves the simplex towards its best point. */
async function shrink(simplex: Found[], evaluate: (point: readonly number[]) => Promise<Found>): Promise<void> {
  const best = simplex[0] as Found;
  for (let index = 1; index < simplex.length; index++) {
    const { point } = simplex[index] as Found;
    simplex[index] = await evaluate(point.map((x, at) => (x + (best.point[at] as number)) / 2));
  }
}

function isNarrow(simplex: readonly Found[], width: number): boolean {
  const best = simplex[0] as Found;
  return simplex.every(({ point }) => point.every((x, at) => Math.abs(x - (best.point[at] as number)) < width));
}
