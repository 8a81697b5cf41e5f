/** Validation cases from runs of SimGrid 3.32 (validation/simgrid.json): one simulator against another, with equal digits. */
import type { ExpectedFigure, ValidationCase } from "./validation-case.js";

/** One migration; `ends` is false if SimGrid never left its second stage. */
interface SimgridRow {
  readonly memoryMiB: number;
  readonly gigabits: number;
  readonly intensityPercent: number;
  readonly ends?: boolean;
  readonly totalSeconds?: number;
  /** Rounds of the second stage. */
  readonly rounds?: number;
  readonly downtimeMilliseconds?: number;
  readonly note?: string;
}

export interface SimgridFile {
  readonly group: string;
  readonly title: string;
  readonly rows: readonly SimgridRow[];
}

const TOTAL_TOLERANCE = { relative: 1e-4 };
/** Half of the last printed digit: milliseconds with two decimals. */
const DOWNTIME_TOLERANCE = { absolute: 0.0051 };
const NOTE =
  "Nothing is fitted; the constants are SimGrid's. Evidence A: no machine was measured, so these errors say nothing about real migrations.";

export function simgridCases({ group, rows }: SimgridFile): ValidationCase[] {
  return rows.map((row) => ({
    name: `${group}-${row.memoryMiB}-${row.gigabits}-${row.intensityPercent}`,
    group,
    evidence: "A",
    tag: "measured",
    source:
      "SimGrid 3.32, live_migration plug-in: one guest, two hosts, one link of 100 us, run for this project (docs/sources/validation.md#simgrid)",
    note: row.note === undefined ? NOTE : `${NOTE} ${row.note}.`,
    checks: [],
    scenario: {
      version: 1,
      vm: { memory: row.memoryMiB * 2 ** 20 },
      link: { bandwidth: row.gigabits * 1e9, efficiency: 1, latency: 1e-4 },
      engine: { preset: "simgrid", intensity: row.intensityPercent / 100 },
    },
    figures: figuresOf(row),
    variants: [],
    distributions: [],
  }));
}

function figuresOf({ ends = true, totalSeconds = 0, rounds = 0, downtimeMilliseconds = 0 }: SimgridRow): ExpectedFigure[] {
  const convergence: ExpectedFigure = {
    label: "runs that converge",
    path: "converged",
    unit: "runs",
    measured: ends ? 1 : 0,
    tolerance: { absolute: 0 },
  };
  if (!ends) return [convergence];
  return [
    convergence,
    { label: "time", path: "totals.totalSeconds", unit: "s", measured: totalSeconds, tolerance: TOTAL_TOLERANCE },
    // Here the first stage and the stop-and-copy count as rounds too.
    { label: "rounds", path: "totals.rounds", unit: "rounds", measured: rounds + 2, tolerance: { absolute: 0 } },
    { label: "downtime", path: "totals.downtimeSeconds", unit: "ms", measured: downtimeMilliseconds, tolerance: DOWNTIME_TOLERANCE },
  ];
}
