/** Simulates validation cases and compares the figures with the measured ones. */
import { type PagesImplementation, type RunResult, type Scenario, simulate, VERSION } from "../index.js";
import { quantile } from "../statistics/quantile.js";
import { parseScenario } from "../text.js";
import { findCases, VALIDATION_GROUPS } from "./cases.js";
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
import { errorSpread } from "./report.js";
import type { CaseVariant, ExactCheck, ExpectedDistribution, ExpectedFigure, ValidationCase } from "./validation-case.js";

export interface ValidateOptions {
  /** When aborted, the promise rejects with the signal's reason, unless `keepFinishedCases` is set and a case has finished. */
  readonly signal?: AbortSignal;
  /** If aborted after at least one case, resolve with the finished ones. Default false. */
  readonly keepFinishedCases?: boolean;
  readonly pages?: PagesImplementation;
  /** Called after each case. */
  readonly onCase?: (report: CaseReport, done: number, total: number) => void;
}

/**
 * Validates the cases selected by `names`: cases, groups, or prefixes of either; all cases if `names` is empty.
 * @throws ConfigError for a name that selects no case
 */
export async function validate(names: readonly string[] = [], options: ValidateOptions = {}): Promise<ValidationReport> {
  const chosen = findCases(names);
  const cases: CaseReport[] = [];
  for (const each of chosen) {
    const report = await validateCase(each, options).catch((error: unknown) => {
      if (options.signal?.aborted && options.keepFinishedCases && cases.length > 0) return undefined;
      throw error;
    });
    if (report === undefined) break;
    cases.push(report);
    options.onCase?.(report, cases.length, chosen.length);
  }
  return assembleReport(cases);
}

/** Validates one case, with its variants and distributions. */
export async function validateCase(each: ValidationCase, options: ValidateOptions = {}): Promise<CaseReport> {
  const { name, group, evidence, tag, source, note } = each;
  const simulated = await simulateCase(each, options);
  const identities = [...each.checks, ...simulated.checks].map(judgeCheck);
  const isMissed = [...simulated.figures, ...identities].some((figure) => figure.verdict === "miss");
  const { figures, variants, distributions } = simulated;
  const passed = !isMissed && variants.every((variant) => variant.passed);
  return { name, group, evidence, tag, source, note, identities, figures, variants, distributions, passed };
}

interface SimulatedCase {
  readonly checks: readonly ExactCheck[];
  readonly figures: readonly FigureReport[];
  readonly variants: readonly VariantReport[];
  readonly distributions: readonly DistributionReport[];
}

async function simulateCase(each: ValidationCase, options: ValidateOptions): Promise<SimulatedCase> {
  const { scenario, windows, figures } = each;
  if (scenario === undefined) return { ...NOTHING_SIMULATED, figures: figures.map((figure) => judge(figure, undefined)) };
  if (windows === undefined) return simulateMigrations(each, createBench(scenario, options));
  const pages = windows.flatMap((run) => simulateWindows(scenario, run));
  return { ...NOTHING_SIMULATED, figures: figures.map((figure, index) => judge(figure, pages[index])) };
}

const NOTHING_SIMULATED = { checks: [], variants: [], distributions: [] };

async function simulateMigrations(each: ValidationCase, bench: Bench): Promise<SimulatedCase> {
  const figures = await bench.figures(each.figures, []);
  const checks = [brokenRounds(await bench.runs([]))];
  const variants: VariantReport[] = [];
  for (const variant of each.variants) variants.push(variantReport(variant, await bench.figures(each.figures, variant.set)));
  const distributions: DistributionReport[] = [];
  for (const expected of each.distributions) distributions.push(distributionReport(expected, await bench.runs(expected.set)));
  return { checks, figures, variants, distributions };
}

interface Bench {
  /** Runs of the scenario with some fields set; each setting is simulated only once. */
  runs(set: readonly string[]): Promise<readonly RunResult[]>;
  figures(expected: readonly ExpectedFigure[], set: readonly string[]): Promise<FigureReport[]>;
}

function createBench(scenario: Scenario, { signal, pages }: ValidateOptions): Bench {
  const finished = new Map<string, readonly RunResult[]>();
  const { pageBytes } = parseScenario(scenario).vm;
  const runs: Bench["runs"] = async (set) => {
    const key = set.join("\n");
    const known = finished.get(key);
    if (known) return known;
    const result = await simulate(parseScenario(scenario, { overrides: set }), { ...(signal && { signal }), ...(pages && { pages }) });
    finished.set(key, result.runs);
    return result.runs;
  };
  const figures: Bench["figures"] = async (expected, set) => {
    const reports: FigureReport[] = [];
    for (const figure of expected) {
      const found = await runs([...set, ...(figure.set ?? [])]);
      reports.push(judge(figure, simulatedFigure(found, figure.path, figure.unit, pageBytes, figure.above)));
    }
    return reports;
  };
  return { runs, figures };
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
