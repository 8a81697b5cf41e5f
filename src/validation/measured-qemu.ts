/** Validation cases from the project's own measurements of QEMU (validation/qemu.json). */
import type { Scenario } from "../index.js";
import type { ExactCheck, ExpectedFigure, Tolerance, ValidationCase } from "./validation-case.js";

/** One real migration, as QEMU's trace points and `query-migrate` give it. */
interface MeasuredRun {
  readonly status: "completed" | "cancelled";
  /** False if other work slowed the machine down; such runs are kept but not compared. */
  readonly quiet: boolean;
  /** Bitmap syncs, without that of the setup. */
  readonly syncs: number;
  /** Present for completed runs. */
  readonly pagesSent?: number;
  readonly totalSeconds?: number;
  readonly downtimeSeconds?: number;
  readonly secondsToLastSync?: number;
  /** Seconds from one sync to the next; the last entry of a completed run is the stop-and-copy. */
  readonly roundSeconds: readonly number[];
  readonly pagesPerRound: readonly number[];
  /** Dirty pages unsent at each sync; `newDirtyAtSync` has those that the sync added. */
  readonly leftAtSync: readonly number[];
  readonly newDirtyAtSync: readonly number[];
}

interface MeasuredQemuCase {
  readonly name: string;
  readonly origin: string;
  readonly scenario: Scenario & { readonly vm: { readonly memory: number }; readonly engine: Readonly<Record<string, unknown>> };
  readonly measured: readonly MeasuredRun[];
}

export interface MeasuredQemuFile {
  readonly cases: readonly MeasuredQemuCase[];
}

/** Simulated runs per case: each figure is their mean. */
const RUNS = 10;
const PAGE_BYTES = 4096;
/**
 * Share of its CPU time that the measured guest needs at its rate: it paces its writes by the clock, so that throttling costs it only what
 * it cannot catch up. One constant for all cases: least squares over the throttled rounds of the quiet runs with auto-converge, whose
 * writes per second were `rate` x min(1, (1 - throttle) / c) (docs/sources/validation.md#qemu; a test repeats the fit).
 */
export const PACED_CPU = 0.95;
const TIME = "time";
const PAGES = "pages sent";
const NOTE = `No parameter is fitted to a single case. Fixed for all cases: a rate-limit window that ends in a sleep lasts 100.2 ms, the destination takes 11 us for a page it never had, 1 ms of the stop-and-copy is constant, and the guest's writer needs ${PACED_CPU} of its CPU time at its rate. Mean of ${RUNS} runs. A cancelled migration is compared up to its last sync.`;

/** Features beyond the plain algorithm whose figures are shown but not judged, with the reason. */
const UNJUDGED: Readonly<Record<string, string>> = {
  xbzrle:
    "the bytes that the measured guest changed per page between two sends were not recorded; the preset's value, one cache line, is used",
  multifd: "two connections exceed the quota by the bytes in flight in their threads, which the measurements do not show separately",
};
const AUTO_CONVERGE_TOLERANCE: Tolerance = { relative: 0.03 };
/** Tolerance over all quiet runs of the plain algorithm. */
const PLAIN_TIME_TOLERANCE: Tolerance = { relative: 0.01, percentile: 0.9 };
const PLAIN_PAGES_TOLERANCE: Tolerance = { relative: 0.006, percentile: 0.9 };
const SYNC_TOLERANCE: Tolerance = { absolute: 1 };
/** Tolerance of runs over a relay with an exact speed, where the bytes determine the length of the stop-and-copy. */
const WIRE_DOWNTIME_TOLERANCE: Tolerance = { relative: 0.1 };

export function measuredQemuCases(file: MeasuredQemuFile, group: string): ValidationCase[] {
  return file.cases.map((each) => ({
    name: `${group}-${each.name}`,
    group,
    evidence: "B",
    tag: "measured",
    source: `${each.origin}, software emulation, two processes on one machine, measured for this project (docs/sources/validation.md#qemu)`,
    note: NOTE,
    checks: each.measured.flatMap((run, index) => identitiesOf(each, run, index)),
    scenario: { ...each.scenario, ...paced(each.scenario), runs: RUNS },
    figures: each.measured.flatMap((run, index) => (run.quiet ? figuresOf(each, run, index) : [])),
    variants: [],
    distributions: [],
  }));
}

function paced({ workload = [] }: Scenario): Pick<Scenario, "workload"> {
  return { workload: workload.map((source) => ({ ...source, cpu: PACED_CPU })) };
}

/** Identities: pages left at a sync plus those found are what the next round has to send, and it sends each at most once. */
function identitiesOf({ scenario }: MeasuredQemuCase, run: MeasuredRun, index: number): ExactCheck[] {
  const { pagesPerRound, leftAtSync, newDirtyAtSync, pagesSent } = run;
  const check = (label: string, measured: number, computed: number): ExactCheck => ({
    label: `${label}, run ${index + 1}`,
    unit: "pages",
    measured,
    computed,
  });
  const checks = pagesPerRound.map((sent, round) => {
    const toSend = round === 0 ? scenario.vm.memory / PAGE_BYTES : (leftAtSync[round - 1] ?? 0) + (newDirtyAtSync[round - 1] ?? 0);
    return check(`left unsent in round ${round}`, leftAtSync[round] ?? 0, toSend - sent);
  });
  return pagesSent === undefined ? checks : [...checks, check("sent in all", pagesSent, sumOf(pagesPerRound))];
}

function figuresOf({ name, scenario }: MeasuredQemuCase, run: MeasuredRun, index: number): ExpectedFigure[] {
  const { syncs, pagesPerRound, downtimeSeconds, pagesSent = sumOf(pagesPerRound) } = run;
  const seconds = run.totalSeconds ?? run.secondsToLastSync ?? sumOf(run.roundSeconds);
  const figure = judgedBy(scenario.engine, index);
  const isWire = name.startsWith("wire-");
  return [
    figure(TIME, { path: "totals.totalSeconds", unit: "s", measured: seconds }, PLAIN_TIME_TOLERANCE),
    figure(PAGES, { path: "totals.pagesSent", unit: "pages", measured: pagesSent }, PLAIN_PAGES_TOLERANCE),
    // QEMU's count includes the sync of the setup.
    figure("syncs", { path: "totals.dirtySyncCount", unit: "syncs", measured: syncs + 1 }, SYNC_TOLERANCE),
    ...(isWire && downtimeSeconds !== undefined
      ? [figure("downtime", { path: "totals.downtimeSeconds", unit: "s", measured: downtimeSeconds }, WIRE_DOWNTIME_TOLERANCE)]
      : []),
  ];
}

/** How figures of a run are judged for an engine: by the given tolerance, by that of auto-converge, or not at all. */
function judgedBy(engine: Readonly<Record<string, unknown>>, index: number) {
  const reason = Object.keys(UNJUDGED).find((feature) => feature in engine);
  return (criterion: string, found: Pick<ExpectedFigure, "path" | "unit" | "measured">, plain: Tolerance): ExpectedFigure => {
    const figure = { ...found, label: `${criterion}, run ${index + 1}`, criterion };
    if (reason !== undefined) return { ...figure, unjudged: UNJUDGED[reason] ?? reason };
    return { ...figure, tolerance: "autoConverge" in engine && plain.absolute === undefined ? AUTO_CONVERGE_TOLERANCE : plain };
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
