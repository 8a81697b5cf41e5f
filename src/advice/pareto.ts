/** What is best in one figure or another: trials that no other beats in all. */

/** Figures to keep low. */
export interface Price {
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  readonly guestTimeTakenSeconds: number;
}

/** Figures that differ by less are called equal, so that the set is short: two significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

/** The entries that none beats, each as good in every figure and better in one. Of equal ones the first stays. */
export function paretoSet<Entry extends Price>(entries: readonly Entry[]): Entry[] {
  return paretoBy(entries, ({ totalSeconds, downtimeSeconds, guestTimeTakenSeconds }) => [
    totalSeconds,
    downtimeSeconds,
    guestTimeTakenSeconds,
  ]);
}

/** The same for any figures to keep low. */
export function paretoBy<Entry>(entries: readonly Entry[], figuresOf: (entry: Entry) => readonly number[]): Entry[] {
  const figures = entries.map((entry) => figuresOf(entry).map(rounded));
  return entries.filter((_, own) =>
    figures.every((other, index) => {
      if (index === own) return true;
      const mine = figures[own] as number[];
      const isNoWorse = other.every((value, figure) => value <= (mine[figure] as number));
      const isBetter = other.some((value, figure) => value < (mine[figure] as number));
      return !(isNoWorse && (isBetter || index < own));
    }),
  );
}
