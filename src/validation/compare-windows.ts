/** Compares measured and simulated pages per window that a guest's traffic dirties without a migration. */
import { createChannel } from "../channel/channels.js";
import type { Scenario } from "../index.js";
import { createReferencePages } from "../reference/pages.js";
import { parseScenario } from "../text.js";
import { measureDirtyWindows } from "../traffic/measure-traffic.js";
import { steadyPairs } from "../traffic/steady-pairs.js";
import type { ExpectedFigure, WindowsRun } from "./validation-case.js";

/** Limits on the errors over all runs of a group: 25 % at the 90th percentile, 15 % at the median. */
const TOLERANCE = { relative: 0.25, percentile: 0.9, medianRelative: 0.15 };

/** One figure for each window length of each run, in order. */
export function windowFigures(runs: readonly WindowsRun[]): ExpectedFigure[] {
  return runs.flatMap(({ name, measured }, index) => {
    const isRepetition = runs.slice(0, index).some((earlier) => earlier.name === name);
    return measured.map(({ seconds, meanPages }) => ({
      label: `${name}${isRepetition ? " again" : ""}, ${Math.round(seconds * 1000)} ms`,
      path: "windows",
      unit: "pages",
      measured: meanPages,
      tolerance: TOLERANCE,
      criterion: "pages per window",
    }));
  });
}

/** Mean distinct pages per window of each measured length. @throws ConfigError if `scenario` with the run's settings is invalid */
export function simulateWindows(scenario: Scenario, { peers = [], set = [], measured }: WindowsRun): number[] {
  const resolved = parseScenario({ ...scenario, peers }, { overrides: set });
  if (resolved.channel === undefined) throw new Error("a case with windows must name its channel");
  const channel = createChannel(resolved.channel);
  const lengths = measured.map(({ seconds }) => seconds);
  const windows = measureDirtyWindows(createReferencePages, channel, steadyPairs(resolved, channel), resolved, lengths);
  return windows.map(({ distinctPages }) => distinctPages.mean);
}
