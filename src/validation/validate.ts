/** Simulates validation cases and compares the figures with the measured ones. */
import { cellsInOrder, inThisThread, type Job, runCells } from "../cells/run-cells.js";
import {
  type FinishedRun,
  type PagesImplementation,
  type ResolvedScenario,
  type RunExecutor,
  type RunResult,
  type Scenario,
  simulateRun,
  VERSION,
} from "../index.js";
import { quantile } from "../statistics/quantile.js";
import { parseScenario } from "../text.js";
import { type CaseSet, findCases, VALIDATION_GROUPS } from "./cases.js";
import { simulateWindows } from "./compare-windows.js";
import { brokenRounds, figureOf, judge, judgeCheck, simulatedFigure } from "./figures.js";
import type {
  CaseReport,
  DistributionReport,
  FigureReport,
  GroupCriterion,
  GroupReport,
  ValidationReport,
  VariantReport,
} from "./report.js";
import { engineReports, errorSpread } from "./report.js";
import type { CaseVariant, ExactCheck, ExpectedDistribution, ExpectedFigure, ValidationCase } from "./validation-case.js";

export interface ValidateOptions {
  /** When aborted, the promise rejects with the signal's reason, unless `keepFinishedCases` is set and a case has finished. */
  readonly signal?: AbortSignal;
  /** If aborted after at least one case, resolve with the finished ones. Default false. */
  readonly keepFinishedCases?: boolean;
  readonly pages?: PagesImplementation;
  /** The cases to choose from. Default: those that the package carries. */
  readonly from?: CaseSet;
  /** Carries out the runs in place of this thread, with pages of its own. */
  readonly executor?: RunExecutor;
  /** Called after each case, in the order of the cases. */
  readonly onCase?: (report: CaseReport, done: number, total: number) => void;
}

/**
 * Validates the cases selected by `names`: cases, groups, or prefixes of either; all cases if `names` is empty.
 * @throws ConfigError for a name that selects no case
 */
export async function validate(names: readonly string[] = [], options: ValidateOptions = {}): Promise<ValidationReport> {
  const { from } = options;
  const chosen = from === undefined ? findCases(names) : findCases(names, from);
  const cases = await validateCases(chosen, options);
  if (cases.length < chosen.length && !(options.keepFinishedCases && cases.length > 0)) throw options.signal?.reason;
  return assembleReport(cases, from?.titles);
}

/** Validates one case, with its variants and distributions. */
export async function validateCase(each: ValidationCase, options: ValidateOptions = {}): Promise<CaseReport> {
  const [report] = await validateCases([each], options);
  if (report === undefined) throw options.signal?.reason;
  return report;
}

/** Reports of the cases, in order; if aborted, of those before the first that is not finished. */
async function validateCases(chosen: readonly ValidationCase[], options: ValidateOptions): Promise<readonly CaseReport[]> {
  const { signal, pages, executor, onCase } = options;
  const benches = chosen.map((each) => createBench(each));
  const owners = benches.flatMap((bench) => bench.cells.map((scenario, cell) => ({ bench, cell, scenario })));
  const reports: CaseReport[] = [];
  const reportFinished = (): void => {
    for (let bench = benches[reports.length]; bench?.isFinished(); bench = benches[reports.length]) {
      reports.push(reportOf(chosen[reports.length] as ValidationCase, bench));
      bench.forget();
      onCase?.(reports.at(-1) as CaseReport, reports.length, chosen.length);
    }
  };
  const queue = cellsInOrder<FinishedRun>(
    owners.map(({ scenario }) => scenario.runs),
    ({ cell: index, run }, { result }) => {
      const { bench, cell } = owners[index] as (typeof owners)[number];
      bench.put(cell, run, result);
      reportFinished();
    },
  );
  const own = { ...(signal && { signal }), ...(pages && { pages }) };
  reportFinished();
  const simulateJob = ({ cell, run }: Job) => simulateRun((owners[cell] as (typeof owners)[number]).scenario, run, own);
  await runCells(queue, executor?.(owners.map(({ scenario }) => ({ scenario }))) ?? inThisThread(simulateJob), signal);
  return reports;
}

function reportOf(each: ValidationCase, bench: Bench): CaseReport {
  const { name, group, evidence, tag, source, note } = each;
  const simulated = simulatedCase(each, bench);
  const identities = [...each.checks, ...simulated.checks].map(judgeCheck);
  const isMissed = [...simulated.figures, ...identities].some((figure) => figure.verdict === "miss");
  const { figures, variants, distributions } = simulated;
  const passed = !isMissed && variants.every((variant) => variant.passed);
  const engine = each.scenario === undefined ? {} : { engine: parseScenario(each.scenario).engine.preset };
  return { name, group, evidence, tag, source, note, ...engine, identities, figures, variants, distributions, passed };
}

interface SimulatedCase {
  readonly checks: readonly ExactCheck[];
  readonly figures: readonly FigureReport[];
  readonly variants: readonly VariantReport[];
  readonly distributions: readonly DistributionReport[];
}

function simulatedCase(each: ValidationCase, bench: Bench): SimulatedCase {
  const { scenario, windows, figures } = each;
  if (scenario === undefined) return { ...NOTHING_SIMULATED, figures: figures.map((figure) => judge(figure, undefined)) };
  if (windows === undefined) return simulatedMigrations(each, bench);
  const pages = windows.flatMap((run) => simulateWindows(scenario, run));
  return { ...NOTHING_SIMULATED, figures: figures.map((figure, index) => judge(figure, pages[index])) };
}

const NOTHING_SIMULATED = { checks: [], variants: [], distributions: [] };

function simulatedMigrations({ figures, variants, distributions }: ValidationCase, bench: Bench): SimulatedCase {
  return {
    checks: [brokenRounds(bench.runs([]))],
    figures: bench.figures(figures, []),
    variants: variants.map((variant) => variantReport(variant, bench.figures(figures, variant.set))),
    distributions: distributions.map((expected) => distributionReport(expected, bench.runs(expected.set))),
  };
}

/** The runs of a case's scenario with some fields set. */
interface Bench {
  /** One scenario per setting that the case needs; none if it simulates no migration. */
  readonly cells: readonly ResolvedScenario[];
  put(cell: number, run: number, result: RunResult): void;
  /** True if every run of every cell has been put. */
  isFinished(): boolean;
  /** Runs with these fields set, in order. */
  runs(set: readonly string[]): readonly RunResult[];
  figures(expected: readonly ExpectedFigure[], set: readonly string[]): FigureReport[];
  /** Frees the runs. */
  forget(): void;
}

function createBench(each: ValidationCase): Bench {
  const settings = settingsOf(each);
  const cells = [...settings.values()].map((set) => parseScenario(each.scenario as Scenario, { overrides: set }));
  const keys = [...settings.keys()];
  const results: RunResult[][] = cells.map(() => []);
  let missing = cells.reduce((sum, { runs }) => sum + runs, 0);
  const runs: Bench["runs"] = (set) => results[keys.indexOf(keyOf(set))] ?? [];
  return {
    cells,
    put(cell, run, result) {
      (results[cell] as RunResult[])[run] = result;
      missing--;
    },
    isFinished: () => missing === 0,
    runs,
    figures: (expected, set) =>
      expected.map((figure) => {
        const found = runs([...set, ...(figure.set ?? [])]);
        const { vm, engine: base } = cells[0] as ResolvedScenario;
        const report = judge(figure, simulatedFigure(found, figure.path, figure.unit, vm.pageBytes, figure.above));
        const engine = found[0]?.engine;
        return engine === undefined || engine === base.preset ? report : { ...report, engine };
      }),
    forget: () => {
      results.length = 0;
    },
  };
}

/** The settings that a case simulates, by their keys, each once; the scenario as it is comes first. */
function settingsOf({ scenario, windows, figures, variants, distributions }: ValidationCase): Map<string, readonly string[]> {
  if (scenario === undefined || windows !== undefined) return new Map();
  const outer = [[], ...variants.map(({ set }) => set)];
  const sets = [
    [],
    ...outer.flatMap((set) => figures.map((figure) => [...set, ...(figure.set ?? [])])),
    ...distributions.map(({ set }) => set),
  ];
  return new Map(sets.map((set) => [keyOf(set), set]));
}

function keyOf(set: readonly string[]): string {
  return set.join("\n");
}

function variantReport({ name, mustMiss }: CaseVariant, figures: readonly FigureReport[]): VariantReport {
  const missed = new Set(figures.filter((figure) => figure.verdict === "miss").map((figure) => figure.label));
  return { name, figures, mustMiss, passed: mustMiss.every((label) => missed.has(label)) };
}

function distributionReport({ label, path, measured }: ExpectedDistribution, runs: readonly RunResult[]): DistributionReport {
  const counts = new Map<number, number>();
  for (const run of runs) {
    const value = figureOf(run, path);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([left], [right]) => left - right).map(([value, count]) => ({ value, runs: count }));
  return { label, measured, counts: sorted };
}

/** A report of `cases`, group by group. `titles`: those of the groups, in order. */
export function assembleReport(
  cases: readonly CaseReport[],
  titles: Readonly<Record<string, string>> = VALIDATION_GROUPS,
): ValidationReport {
  const groups = Object.entries(titles)
    .map(([name, title]) => ({ name, title, members: cases.filter((each) => each.group === name) }))
    .filter(({ members }) => members.length > 0)
    .map(({ name, title, members }) => groupReport(name, title, members));
  const errors = errorSpread(cases);
  const independentErrors = errorSpread(cases.filter((each) => each.tag !== "derived"));
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    cases,
    groups,
    engines: engineReports(cases),
    ...(errors === undefined ? {} : { errors }),
    ...(independentErrors === undefined ? {} : { independentErrors }),
    passed: groups.every((group) => group.passed),
  };
}

function groupReport(name: string, title: string, cases: readonly CaseReport[]): GroupReport {
  const criteria = groupCriteria(cases.flatMap((each) => each.figures));
  const errors = errorSpread(cases);
  const passed = cases.every((each) => each.passed) && criteria.every((criterion) => criterion.passed);
  return { name, title, ...(errors === undefined ? {} : { errors }), criteria, passed };
}

/** The criteria by which figures are judged over the whole group: one per name, or two if the median has its own limit. */
function groupCriteria(figures: readonly FigureReport[]): GroupCriterion[] {
  const byGroup = figures.filter((figure) => figure.verdict === "by group");
  const names = new Set(byGroup.map(criterionOf));
  return [...names].flatMap((name) => {
    const judged = byGroup.filter((figure) => criterionOf(figure) === name);
    const { relative = 0, percentile: share = 1, medianRelative } = judged[0]?.tolerance ?? {};
    const outer = groupCriterion(name, judged, share, relative);
    return medianRelative === undefined ? [outer] : [groupCriterion(name, judged, 0.5, medianRelative), outer];
  });
}

function criterionOf({ criterion, label }: FigureReport): string {
  return criterion ?? label;
}

function groupCriterion(label: string, judged: readonly FigureReport[], share: number, limitRatio: number): GroupCriterion {
  // A figure without a simulated value counts as an infinite error.
  const errors = judged.map((figure) => Math.abs(figure.errorRatio ?? Infinity));
  const errorRatio = quantile(errors, share) ?? Infinity;
  return { label, percentile: share, limitRatio, errorRatio, passed: errorRatio <= limitRatio };
}
