/** How much differences between variants depend on constants that are not known exactly: each is set to both ends of its range. */
import { UNCERTAIN_CONSTANTS, type UncertainConstant, withConstant } from "../channel/constant-ranges.js";
import type { ConstantEffect, Difference, DifferenceBand, Effect, Sensitivity } from "./comparison.js";
import type { Variant } from "./variants.js";

const FIGURES = ["totalSeconds", "pagesSent", "downtimeSeconds"] as const;

/** The differences of variants, without causes; undefined if it was interrupted. */
type MeasureDifferences = (variants: readonly Variant[]) => Promise<readonly Difference[] | undefined>;

/** Number of times that `measure` is called. */
export function sensitivityCalls(variants: readonly Variant[]): number {
  return 2 * constantsOf(variants).length;
}

/**
 * One constant at a time, all others as the variants have them, on the seeds of the comparison. `differences` are those without a change.
 * Undefined if it was interrupted.
 */
export async function sensitivityOf(
  variants: readonly Variant[],
  differences: readonly Difference[],
  measure: MeasureDifferences,
): Promise<Sensitivity | undefined> {
  const constants: ConstantEffect[] = [];
  for (const constant of constantsOf(variants)) {
    const low = await measure(withAll(variants, constant, constant.low));
    const high = low && (await measure(withAll(variants, constant, constant.high)));
    if (low === undefined || high === undefined) return undefined;
    constants.push(effectOf(constant, differences, low, high));
  }
  return { constants, bands: differences.flatMap((difference) => bandOf(difference, constants)) };
}

/** The constants that some variant has. */
function constantsOf(variants: readonly Variant[]): readonly UncertainConstant[] {
  return UNCERTAIN_CONSTANTS.filter((constant) => variants.some(({ scenario }) => withConstant(scenario, constant, 0) !== scenario));
}

function withAll(variants: readonly Variant[], constant: UncertainConstant, value: number): Variant[] {
  return variants.map((variant) => ({ ...variant, scenario: withConstant(variant.scenario, constant, value) }));
}

function effectOf(
  { isOf: _isOf, path, ...constant }: UncertainConstant,
  differences: readonly Difference[],
  low: readonly Difference[],
  high: readonly Difference[],
): ConstantEffect {
  return {
    ...constant,
    path: path.join("."),
    effects: differences.map(({ from, to }, index) => ({ from, to, atLow: figuresOf(low[index]), atHigh: figuresOf(high[index]) })),
  };
}

/** Mean differences; undefined if nothing is concluded from the pair. */
function figuresOf(difference: Difference | undefined): Effect | undefined {
  if (difference === undefined || difference.withheld !== undefined) return undefined;
  const [total, pages, downtime] = FIGURES.map((name) => difference.figures.totals[name]);
  if (total === undefined || pages === undefined || downtime === undefined) return undefined;
  return { totalSeconds: total.mean, pagesSent: pages.mean, downtimeSeconds: downtime.mean };
}

/** None for a pair of which nothing is concluded, at the defaults or at the end of some range. */
function bandOf(difference: Difference, constants: readonly ConstantEffect[]): DifferenceBand[] {
  const { from, to } = difference;
  const own = constants.flatMap(({ effects }) => effects.filter((effect) => effect.from === from && effect.to === to));
  const all = [figuresOf(difference), ...own.flatMap(({ atLow, atHigh }) => [atLow, atHigh])];
  if (all.some((effect) => effect === undefined)) return [];
  const range = (name: keyof Effect): readonly [number, number] => {
    const values = (all as Effect[]).map((effect) => effect[name]);
    return [Math.min(...values), Math.max(...values)];
  };
  return [{ from, to, totalSeconds: range("totalSeconds"), pagesSent: range("pagesSent"), downtimeSeconds: range("downtimeSeconds") }];
}
