/** Validation cases from the project's own measurements of Xen 4.17 (validation/xen-4.17.json). */
import type { Scenario } from "../index.js";
import { logChecks, type MigrationLog } from "../logs/xen-identities.js";
import type { ExpectedFigure, ValidationCase } from "./validation-case.js";

/** One real migration, from the log of `xl -vvv migrate`. */
interface MeasuredMigration {
  readonly liveRounds: number;
  readonly pagesSent: number;
  /** Dirty pages found by the scan after each round; at the last one the guest is suspended. */
  readonly dirtyPerScan: readonly number[];
  readonly pagesPerRound: readonly number[];
  readonly sendSeconds: readonly number[];
}

export interface MeasuredXenFile {
  readonly cases: readonly {
    readonly name: string;
    readonly scenario: Scenario;
    readonly measured: readonly MeasuredMigration[];
  }[];
}

/** Simulated runs per case: each figure is their mean. */
const RUNS = 10;
const SCAN_TOLERANCE = { relative: 0.05, absolute: 60 };
const NOTE = `Measured for each case: the link speed is that of round 0 for a PV guest, and of the later rounds for a PVH guest, whose time per hole is from round 0. Fitted once for all cases: the engine's time per slot, and the pages that suspending dirties. Mean of ${RUNS} runs.`;
const UNIFORM_PARAVIRTUAL = "pv u";

export function measuredXenCases(file: MeasuredXenFile, group: string): ValidationCase[] {
  return file.cases.flatMap(({ name, scenario, measured }) =>
    measured.map((migration, index): ValidationCase => {
      const suffix = measured.length > 1 ? `-${index + 1}` : "";
      return {
        name: `${group}-${name.replace(" ", "-")}${suffix}`,
        group,
        evidence: "B",
        tag: "measured",
        source:
          "xl migrate under Xen 4.17.7 on an emulated machine whose clock counts instructions, measured for this project (docs/sources/validation.md#xen-4.17)",
        note: NOTE,
        checks: logChecks(logOf(migration)),
        scenario: { ...scenario, runs: RUNS },
        figures: figuresOf(migration),
        variants: name.startsWith(UNIFORM_PARAVIRTUAL) && migration.liveRounds === 5 ? [WITH_SKIP] : [],
        distributions: [],
      };
    }),
  );
}

/** Negative control for guests that write at random to the end: an engine that skips re-dirtied pages leaves fewer for the last round. */
const WITH_SKIP = { name: "an engine with skip", set: ["engine=xen-3.3"], mustMiss: ["dirty in scan 5"] };

function logOf({ pagesPerRound, dirtyPerScan, pagesSent }: MeasuredMigration): MigrationLog {
  const rounds = pagesPerRound.map((sent, round) => {
    const dirty = dirtyPerScan[round];
    return dirty === undefined ? { sent } : { sent, dirty };
  });
  return { rounds, totalSent: pagesSent };
}

function figuresOf({ liveRounds, sendSeconds, pagesSent, dirtyPerScan }: MeasuredMigration): ExpectedFigure[] {
  const seconds = sendSeconds.reduce((sum, each) => sum + each, 0);
  return [
    { label: "live rounds", path: "liveRounds", unit: "rounds", measured: liveRounds, tolerance: { absolute: 0 } },
    { label: "sending time", path: "sendSeconds", unit: "s", measured: seconds, tolerance: { relative: 0.01, percentile: 0.9 } },
    { label: "pages sent", path: "totals.pagesSent", unit: "pages", measured: pagesSent, tolerance: { relative: 0.006, percentile: 0.9 } },
    ...dirtyPerScan.map(
      (measured, index): ExpectedFigure => ({
        label: `dirty in scan ${index + 1}`,
        path: `rounds[${index}].pagesDirtied`,
        unit: "pages",
        measured,
        tolerance: SCAN_TOLERANCE,
      }),
    ),
  ];
}
