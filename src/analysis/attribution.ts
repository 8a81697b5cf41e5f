/**
 * Splits the difference between two channels into the part due to the pages they write and the part due to their exchange speed:
 * the two causes that the paper on the modified protocol claims, separated by a 2 x 2 factorial of simulations.
 *
 * With y(times, pages), base A and other B: pages = y(A, B) - y(A, A), speed = y(B, A) - y(A, A), and the interaction is
 * the rest of y(B, B) - y(A, A). Computed run by run, on the same seeds.
 */

import { differenceOf } from "../statistics/paired.js";
import type { AttributedFigure, Figures } from "./comparison.js";

/** Figures of all runs of the four cells, named by the channel that sets the times and the one that sets the pages. */
export interface FactorialCells {
  readonly base: readonly Figures<number>[];
  /** Times of the base channel, pages of the other. */
  readonly otherPages: readonly Figures<number>[];
  /** Times of the other channel, pages of the base. */
  readonly otherTimes: readonly Figures<number>[];
  readonly other: readonly Figures<number>[];
}

const TOTALS = ["totalSeconds", "pagesSent", "downtimeSeconds"] as const;

/** Attributes every figure that all runs of all four cells have. */
export function attribute(cells: FactorialCells): Readonly<Record<string, AttributedFigure>> {
  const picks: (readonly [name: string, pick: (figures: Figures<number>) => number | undefined])[] = [
    ...TOTALS.map((name) => [name, ({ totals }: Figures<number>) => totals[name]] as const),
    ["completedSeconds", ({ channel }) => channel?.completedSeconds],
  ];
  return Object.fromEntries(
    picks.flatMap(([name, pick]) => {
      const [base, otherPages, otherTimes, other] = [cells.base, cells.otherPages, cells.otherTimes, cells.other].map((list) =>
        definedInAll(list.map(pick)),
      );
      return base && otherPages && otherTimes && other ? [[name, attributeFigure(base, otherPages, otherTimes, other)]] : [];
    }),
  );
}

function definedInAll(values: readonly (number | undefined)[]): readonly number[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly number[]) : undefined;
}

function attributeFigure(
  base: readonly number[],
  otherPages: readonly number[],
  otherTimes: readonly number[],
  other: readonly number[],
): AttributedFigure {
  const difference = minus(other, base);
  const pages = minus(otherPages, base);
  const speed = minus(otherTimes, base);
  const interaction = difference.map((value, run) => value - ((pages[run] as number) + (speed[run] as number)));
  return {
    difference: differenceOf(difference, base),
    pages: differenceOf(pages, base),
    speed: differenceOf(speed, base),
    interaction: differenceOf(interaction, base),
  };
}

function minus(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, run) => value - (right[run] as number));
}
