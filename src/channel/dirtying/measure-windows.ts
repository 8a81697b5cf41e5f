/** Counts distinct pages written per window of guest time without a migration, as a log-dirty count would. */
import type { Pages, PagesConfig } from "../../pages/pages.js";
import type { WriteSource } from "../../pages/write-source.js";

export interface WindowMeasurement {
  readonly seconds: number;
  readonly windows: number;
  readonly meanPages: number;
  /** Standard deviation over single windows; 0 for one window. */
  readonly standardDeviationPages: number;
}

export interface WindowPlan {
  readonly windowSeconds: readonly number[];
  /** Minimum number of windows per length, default 2; as many as fit into a second are measured, at most 100. */
  readonly minWindows?: number;
  readonly seed: number;
  readonly run: number;
}

function measureLength(pages: Pages, seconds: number, windows: number): WindowMeasurement {
  let sum = 0;
  let squares = 0;
  for (let window = 0; window < windows; window++) {
    pages.beginRound(window, window * seconds);
    const count = pages.clean((window + 1) * seconds);
    sum += count;
    squares += count * count;
  }
  const meanPages = sum / windows;
  const variance = windows > 1 ? Math.max(0, (squares - windows * meanPages * meanPages) / (windows - 1)) : 0;
  return { seconds, windows, meanPages, standardDeviationPages: Math.sqrt(variance) };
}

/** Lets `sources` write into a guest of `guestPages` pages and counts distinct pages in consecutive windows of each length. */
export function measureWindows(
  createPages: (config: PagesConfig) => Pages,
  sources: readonly WriteSource[],
  guestPages: number,
  plan: WindowPlan,
): WindowMeasurement[] {
  return plan.windowSeconds.map((seconds) => {
    const pages = createPages({
      slots: guestPages,
      allocatedPages: guestPages,
      deferredPages: 0,
      scanOrder: "ascending",
      sources,
      writes: "masks",
      zero: { pages: 0, where: "anywhere" },
      seed: plan.seed,
      run: plan.run,
    });
    const windows = Math.max(plan.minWindows ?? 2, Math.min(100, Math.round(1 / seconds)));
    const measured = measureLength(pages, seconds, windows);
    pages.release?.();
    return measured;
  });
}
