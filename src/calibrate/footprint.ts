/**
 * Distinct pages that a guest writes in a time, in closed form: start values of a fit, and the law that stands in where a log is silent.
 * Populations are class M4 of docs/sources/workloads.md: D(t) = sum of pages (1 - e^(-rate t)); a sweep has min(pages, rate t).
 */
import { nelderMead } from "./nelder-mead.js";

/** Pages that are written alike. */
export interface Population {
  readonly pages: number;
  /** Writes to each page, mean. */
  readonly writesPerPageSecond: number;
}

/** How pages are written: at random places, or one after another over and over. */
export type Pattern = "random" | "sweep";

/** Distinct pages found in a time. */
export interface Distinct {
  readonly seconds: number;
  readonly pages: number;
  /** Standard deviation of the logarithm. */
  readonly deviation: number;
}

export function distinctPages(populations: readonly Population[], pattern: Pattern, seconds: number): number {
  return populations.reduce((sum, { pages, writesPerPageSecond }) => {
    const writes = writesPerPageSecond * seconds;
    return sum + pages * (pattern === "sweep" ? Math.min(1, writes) : -Math.expm1(-writes));
  }, 0);
}

/**
 * How distinct pages grow with time where the log does not say: D ~ t^(2/3). Cache misses fall with the root of the size of the cache
 * (the square-root rule: Chow 1974; Hartstein, Srinivasan, Puzak, Emma, Cache miss behavior: is it sqrt(2)?, CF 2006: exponents 0.3 to 0.7), and
 * the rate of misses is the growth of the set in use (Denning, Schwartz, Properties of the working-set model, CACM 15, 1972): dD/dt ~ D^-a
 * gives D ~ t^(1/(1+a)), 0.59 to 0.77. Our modelling decision: the mean exponent, with that spread as two standard deviations either way.
 */
export const GROWTH_EXPONENT = 2 / 3;
export const GROWTH_DEVIATION = 0.05;

/**
 * Distinct pages of times shorter than any that was looked at, down to `shortestSeconds`, by the law of growth. None where the looks
 * reach nearly as far.
 */
export function assumedDistinct(looks: readonly Distinct[], shortestSeconds: number): Distinct[] {
  const shortest = looks.reduce((least, look) => (look.seconds < least.seconds ? look : least));
  const ratio = shortestSeconds / shortest.seconds;
  if (ratio > 1 / 3) return [];
  return [1 / 3, 2 / 3, 1].map((part) => {
    const seconds = shortest.seconds * ratio ** part;
    const logarithm = Math.log(seconds / shortest.seconds);
    return {
      seconds,
      pages: Math.max(1, shortest.pages * Math.exp(GROWTH_EXPONENT * logarithm)),
      deviation: Math.max(0.05, GROWTH_DEVIATION * Math.abs(logarithm)),
    };
  });
}

const EVALUATIONS = 4000;
const LONGEST_RATE = 1e5;

/** Populations through distinct pages of several times, the hottest first, and the sum of squared deviations that is left. */
export async function fitFootprint(
  data: readonly Distinct[],
  count: number,
  pattern: Pattern,
  mostPages: number,
): Promise<{ readonly populations: readonly Population[]; readonly misfit: number }> {
  const misfit = (point: readonly number[]): number => {
    const populations = populationsAt(point);
    if (populations.some(({ pages, writesPerPageSecond }) => pages > mostPages || pages < 1 || writesPerPageSecond > LONGEST_RATE))
      return Number.POSITIVE_INFINITY;
    return data.reduce(
      (sum, { seconds, pages, deviation }) => sum + (Math.log(distinctPages(populations, pattern, seconds) / pages) / deviation) ** 2,
      0,
    );
  };
  let best: { readonly point: readonly number[]; readonly value: number } | undefined;
  for (const start of startsOf(data, count, mostPages)) {
    const found = await nelderMead(misfit, start, { steps: start.map(() => 0.7), evaluations: EVALUATIONS, width: 1e-5, restarts: 3 });
    if (best === undefined || found.value < best.value) best = found;
  }
  const { point = [], value = 0 } = best ?? {};
  const populations = [...populationsAt(point)].sort((left, right) => right.writesPerPageSecond - left.writesPerPageSecond);
  return { populations, misfit: value };
}

function populationsAt(point: readonly number[]): Population[] {
  return Array.from({ length: point.length / 2 }, (_, index) => ({
    pages: Math.exp(point[2 * index] as number),
    writesPerPageSecond: Math.exp(point[2 * index + 1] as number),
  }));
}

/** First guesses: the distinct pages divided among the populations, each of the rate of one of the times looked at. */
function startsOf(data: readonly Distinct[], count: number, mostPages: number): number[][] {
  const times = data.map(({ seconds }) => seconds).sort((left, right) => left - right);
  const [shortest, longest] = [times[0] as number, times.at(-1) as number];
  const most = Math.max(...data.map(({ pages }) => pages));
  return [0.3, 3].map((factor) =>
    Array.from({ length: count }, (_, index) => {
      const seconds = count === 1 ? Math.sqrt(shortest * longest) : shortest * (longest / shortest) ** (index / (count - 1));
      const pages = Math.min((most / count) * 1.5, mostPages * 0.9);
      return [Math.log(pages), Math.log(factor / seconds)];
    }).flat(),
  );
}
