/** Validation cases from 355 migrations of KVM guests over 1 Gbit/s that others measured (validation/kvm-sysbench.json). */
import type { Scenario } from "../index.js";
import type { ExpectedFigure, ValidationCase } from "./validation-case.js";

/** What a cell of the measurement, one guest and one method, came to. */
interface MeasuredCell {
  readonly runs: number;
  readonly meanTotalSeconds: number;
  readonly medianDowntimeSeconds: number;
}

export interface MeasuredKvmFile {
  readonly cells: readonly {
    readonly campaign: string;
    readonly vcpus: number;
    readonly memoryBytes: number;
    /** Median over the post-copy and hybrid runs of this guest, which send each page once. */
    readonly zeroPages: number;
    readonly precopy: MeasuredCell;
    readonly postcopy: MeasuredCell;
    readonly hybrid: MeasuredCell;
  }[];
}

const RUNS = 5;
const PAGE_BYTES = 4096;
const METHODS = ["precopy", "postcopy", "hybrid"] as const;
type Method = (typeof METHODS)[number];
const NAMES: Readonly<Record<Method, string>> = { precopy: "pre-copy", postcopy: "post-copy", hybrid: "hybrid" };

/** One load for all guests. Set once so that pre-copy re-sends about as many pages as measured, which differs by campaign. */
const LOAD: NonNullable<Scenario["workload"]> = [
  { kind: "hot-cold", hot: { size: "8 MiB", rate: "1 k/s" }, cold: { size: "256 MiB", rate: "500/s" } },
];
const NOTE = `One set of constants for all cells: those of the presets, 935 Mbit/s of goodput, and one load. Zero pages are counted from the post-copy and hybrid runs of the same guest. Hybrid switches after a second: its runs sent no more pages than post-copy. Mean of ${RUNS} runs.`;
const SOURCE =
  "github.com/Sxmindu/Live-Migration, December 2023: QEMU 8.1.2 with KVM, two hosts, 1 Gbit/s (docs/sources/validation.md#kvm-sysbench)";

export function measuredKvmCases(file: MeasuredKvmFile, group: string): ValidationCase[] {
  return file.cells.flatMap((cell) =>
    METHODS.map((method): ValidationCase => {
      const gibibytes = Math.round(cell.memoryBytes / 2 ** 30);
      return {
        name: `${group}-${cell.campaign}-${gibibytes}-gib-${NAMES[method]}`,
        group,
        evidence: "B",
        tag: "published",
        source: SOURCE,
        note: NOTE,
        checks: [],
        scenario: scenarioOf(cell, method),
        figures: figuresOf(cell[method], method),
        variants: [],
        distributions: [],
      };
    }),
  );
}

function scenarioOf({ vcpus, memoryBytes, zeroPages }: MeasuredKvmFile["cells"][number], method: Method): Scenario {
  const engines: Readonly<Record<Method, Scenario["engine"]>> = {
    precopy: { preset: "qemu-7.2", maxBandwidth: 0 },
    postcopy: { preset: "qemu-7.2", postcopy: { afterSyncs: 0 } },
    hybrid: { preset: "qemu-7.2", maxBandwidth: 0, postcopy: { afterSeconds: "1 s" } },
  };
  return {
    version: 1,
    vm: {
      memory: `${memoryBytes} B`,
      vcpus,
      content: { zero: zeroPages / (memoryBytes / PAGE_BYTES), where: "outside the workload", layout: "linux" },
    },
    workload: LOAD,
    link: { bandwidth: "935 Mbit/s", efficiency: 1 },
    engine: engines[method],
    runs: RUNS,
  };
}

function figuresOf({ meanTotalSeconds, medianDowntimeSeconds }: MeasuredCell, method: Method): ExpectedFigure[] {
  return [
    {
      label: "total time",
      path: "totals.totalSeconds",
      unit: "s",
      measured: meanTotalSeconds,
      tolerance: { relative: 0.04, percentile: 0.9 },
    },
    {
      label: "downtime",
      criterion: `downtime, ${NAMES[method]}`,
      path: "totals.downtimeSeconds",
      unit: "s",
      measured: medianDowntimeSeconds,
      tolerance: { relative: 0.35, percentile: 0.5 },
    },
  ];
}
