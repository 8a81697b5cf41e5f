/** From the pages that traffic was seen to dirty per window to validation cases: one for each channel and kind of guest. */
import { MEASURED_RUNS, type MeasuredChannel, type MeasuredRun } from "../channel/validation/measured-linux-6.1.js";
import type { ExpectedFigure, ValidationCase } from "./validation-case.js";

export const CHANNEL_WINDOWS_GROUP = "channels-windows";
export const CHANNEL_WINDOWS_TITLE = "Pages that a guest's traffic dirties per window, measured under Xen 4.17";

/** A quarter at the 90th percentile, 15 % at the median, over all runs and windows. */
const TOLERANCE = { relative: 0.25, percentile: 0.9, medianRelative: 0.15 };

const KINDS: Readonly<Record<MeasuredChannel, string>> = {
  idle: "idle",
  tcp: "netfront",
  "tcp-without-gso": "netfront",
  udp: "netfront",
  xenvmc: "xenvmc",
  "xenvmc-exact-staging": "xenvmc",
  "xenvmc-modified": "xenvmc-modified",
};

export function channelWindowCases(): ValidationCase[] {
  const byName = new Map<string, MeasuredRun[]>();
  for (const run of MEASURED_RUNS) {
    const name = `${CHANNEL_WINDOWS_GROUP}-${run.guestMode}-${KINDS[run.channel]}`;
    byName.set(name, [...(byName.get(name) ?? []), run]);
  }
  return [...byName].map(([name, windows]) => ({
    name,
    group: CHANNEL_WINDOWS_GROUP,
    evidence: "B",
    tag: "derived",
    source:
      "log-dirty of Xen 4.17.7, read window by window while Linux 6.1 talks to a second guest, measured for this project (docs/sources/validation.md#channels-windows)",
    note: "One set of constants for all runs, the calibration linux-6.1: those of netfront were fitted to all of these runs at once, those of the rings follow from sizes and the pacing of the sender.",
    checks: [],
    windows,
    figures: windows.flatMap((run, index) => figuresOf(run, repetitionOf(windows, index))),
    variants: [],
    distributions: [],
  }));
}

/** Runs that were made twice bear the same name. */
function repetitionOf(runs: readonly MeasuredRun[], index: number): number {
  return runs.slice(0, index).filter(({ name }) => name === runs[index]?.name).length;
}

function figuresOf({ name, windows }: MeasuredRun, repetition: number): ExpectedFigure[] {
  const run = repetition === 0 ? name : `${name} again`;
  return windows.map(({ seconds, meanPages }) => ({
    label: `${run}, ${Math.round(seconds * 1000)} ms`,
    path: "windows",
    unit: "pages",
    measured: meanPages,
    tolerance: TOLERANCE,
    criterion: "pages per window",
  }));
}
