/**
 * How much of a difference between two channels comes from the pages they write and how much from how fast they exchange:
 * the two causes that are named for the modified protocol, told apart by a 2 x 2 factorial of simulations.
 *
 * With y(times, pages), base A and other B: pages = y(A, B) - y(A, A), speed = y(B, A) - y(A, A), and the interaction is
 * what y(B, B) - y(A, A) is beyond their sum. Run by run, on the same seeds.
 */
import type { AttributedFigure, Figures } from "./comparison.js";
import { differenceOf } from "./paired.js";

/** Figures of all runs of the four cells, named by whose times and whose pages they have. */
export interface FactorialCells {
  readonly base: readonly Figures<number>[];
  /** Times of the base, pages of the other. */
  readonly otherPages: readonly Figures<number>[];
  /** Times of the other, pages of the base. */
  readonly otherTimes: readonly Figures<number>[];
  readonly other: readonly Figures<number>[];
}

const TOTALS = ["totalSeconds", "pagesSent", "downtimeSeconds"] as const;

/** A figure that is missing in a single run of any cell is left out. */
export function attribute(cells: FactorialCells): Readonly<Record<string, AttributedFigure>> {
  const picks: (readonly [name: string, pick: (figures: Figures<number>) => number | undefined])[] = [
    ...TOTALS.map((name) => [name, ({ totals }: Figures<number>) => totals[name]] as const),
    ["completedSeconds", ({ channel }) => channel?.completedSeconds],
  ];
  return Object.fromEntries(
    picks.flatMap(([name, pick]) => {
      const [base, otherPages, otherTimes, other] = [cells.base, cells.otherPages, cells.otherTimes, cells.other].map((list) =>
        allOf(list.map(pick)),
      );
      return base && otherPages && otherTimes && other ? [[name, attributeFigure(base, otherPages, otherTimes, other)]] : [];
    }),
  );
}

function allOf(values: readonly (number | undefined)[]): readonly number[] | undefined {
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
