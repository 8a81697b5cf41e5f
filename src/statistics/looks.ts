/**
 * Runs until an interval is narrow enough: it is looked at after 10, 15, 22, 33, ... runs, and each look corrected for the others.
 *
 * Stopping at the first interval that is narrow enough prefers runs that happen to lie close together, so that a 95 % interval holds the
 * mean less often than 95 %: 93.5 % on this schedule at worst, for normal values (Chow and Robbins, Ann. Math. Stat. 36, 1965, give the rule;
 * Starr, ibid. 37, 1966, its coverage). The mean of normal values tells nothing of their spread, which alone decides when to stop. So the
 * coverage follows from the distribution of s^2 from look to look by recursive numerical integration, as Armitage, McPherson and Rowe (J. R.
 * Stat. Soc. A 132, 1969) do for repeated tests. Spending 5 % over the looks as a repeated test does would give 99 % intervals.
 */
import { type SummaryEntry, summarizeValues } from "./summarize.js";

/**
 * Level of Student's t at every look that gives a coverage of at least 95 % (and at most 96.25 %) whatever the width asked for.
 * `test/statistics/looks.test.ts` computes it again.
 */
export const LOOK_LEVEL_RATIO = 0.9625;

const FIRST_LOOK_RUNS = 10;
const GROWTH_RATIO = 1.5;

/** How narrow the interval has to be: its half width in the figure's unit, or as a ratio of the mean. */
export type WantedWidth = { readonly halfWidth: number } | { readonly halfWidthRatio: number };

/** What is seen at a look. */
export interface Look {
  readonly runs: number;
  /** Looks taken so far, this one included. */
  readonly looks: number;
  /** Its `confidence95` is corrected for the looks. */
  readonly summary: SummaryEntry;
  /** Half width of that interval; absent for a single run. */
  readonly halfWidth?: number;
  readonly isNarrowEnough: boolean;
  /** Number of runs at the next look; absent if the interval is narrow enough or no run is left. */
  readonly nextRuns?: number;
}

/** Numbers of runs at which to look, `atMost` (at least 1) the last. A single look needs no correction. */
export function lookRuns(atMost: number): number[] {
  const looks: number[] = [];
  for (let runs = FIRST_LOOK_RUNS; runs < atMost; runs = Math.floor(runs * GROWTH_RATIO)) looks.push(runs);
  return [...looks, atMost];
}

/**
 * Looks at the values of all runs so far, whose number is one of `lookRuns(atMost)`.
 * @throws RangeError for another number of runs
 */
export function lookAt(values: readonly number[], wanted: WantedWidth, atMost: number): Look {
  const schedule = lookRuns(atMost);
  const index = schedule.indexOf(values.length);
  if (index < 0) throw new RangeError(`lookAt: expected ${schedule.join(", ")} values, received ${values.length}`);
  const summary = summarizeValues(values, schedule.length === 1 ? 0.95 : LOOK_LEVEL_RATIO);
  const halfWidth = summary.confidence95 && (summary.confidence95[1] - summary.confidence95[0]) / 2;
  const most = "halfWidth" in wanted ? wanted.halfWidth : wanted.halfWidthRatio * Math.abs(summary.mean);
  const isNarrowEnough = halfWidth !== undefined && halfWidth <= most;
  const nextRuns = isNarrowEnough ? undefined : schedule[index + 1];
  return {
    runs: values.length,
    looks: index + 1,
    summary,
    isNarrowEnough,
    ...(halfWidth === undefined ? {} : { halfWidth }),
    ...(nextRuns === undefined ? {} : { nextRuns }),
  };
}
