/** From the project's own measurements of QEMU (validation/qemu.json) to validation cases. */
import type { Scenario } from "../index.js";
import type { ExactCheck, ExpectedFigure, Tolerance, ValidationCase } from "./validation-case.js";

/** One real migration, as QEMU's trace points and `query-migrate` give it. */
interface MeasuredRun {
  readonly status: "completed" | "cancelled";
  /** False where other work slowed the machine down: kept, and not compared. */
  readonly quiet: boolean;
  /** Those of the set-up not counted. */
  readonly syncs: number;
  /** Of completed runs. */
  readonly pagesSent?: number;
  readonly totalSeconds?: number;
  readonly downtimeSeconds?: number;
  readonly secondsToLastSync?: number;
  /** From one sync to the next; the stop-and-copy is the last of a completed run. */
  readonly roundSeconds: readonly number[];
  readonly pagesPerRound: readonly number[];
  /** Dirty pages not yet sent when the sync came, and those it found on top. */
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

/** Single runs of the simulation scatter: each figure is the mean of these. */
const RUNS = 10;
const PAGE_BYTES = 4096;
const TIME = "time";
const PAGES = "pages sent";
const NOTE = `Nothing is fitted to a case. Set once for all of them: a rate-limit window that ends in a sleep lasts 100.2 ms, a page that the destination never had takes it 11 us, 1 ms of the stop-and-copy is fixed. Mean of ${RUNS} runs. A migration that was given up is compared up to its last sync.`;

/** Features beside the plain algorithm: their figures are held to bars of their own, or shown. */
const UNJUDGED: Readonly<Record<string, string>> = {
  xbzrle: "how many bytes of a page the measured guest changed between two sends was not recorded: the preset's line of a cache stands in",
  multifd: "two connections overshoot the quota by what is in flight in their threads, which the measurements do not tell apart",
};
const AUTO_CONVERGE_TOLERANCE: Tolerance = { relative: 0.05 };
/** Over all quiet runs of the plain algorithm. */
const PLAIN_TIME_TOLERANCE: Tolerance = { relative: 0.01, percentile: 0.9 };
const PLAIN_PAGES_TOLERANCE: Tolerance = { relative: 0.006, percentile: 0.9 };
const SYNC_TOLERANCE: Tolerance = { absolute: 1 };
/** A relay of exact speed: the stop-and-copy is as long as its bytes. */
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
    scenario: { ...each.scenario, runs: RUNS },
    figures: each.measured.flatMap((run, index) => (run.quiet ? figuresOf(each, run, index) : [])),
    variants: [],
    distributions: [],
  }));
}

/** What is left at a sync and what it finds is what the next round has to send; a page goes at most once in between. */
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
    // QEMU's own count has the sync of the set-up in it.
    figure("syncs", { path: "totals.dirtySyncCount", unit: "syncs", measured: syncs + 1 }, SYNC_TOLERANCE),
    ...(isWire && downtimeSeconds !== undefined
      ? [figure("downtime", { path: "totals.downtimeSeconds", unit: "s", measured: downtimeSeconds }, WIRE_DOWNTIME_TOLERANCE)]
      : []),
  ];
}

/** How figures of a run are judged under an engine: by the tolerance given, that of auto-converge, or not at all. */
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
