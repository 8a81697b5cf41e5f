/** Plans a study: reads the `study:` block of a scenario file, fills in its defaults, or lists every fault. */
import { parseScenario, writtenScenario } from "../input/parse-scenario.js";
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { FAULTS_LISTED } from "../scenario/limits.js";
import type { Path } from "../scenario/origin.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { showValue } from "../scenario/show-value.js";
import { Faults, isMapping, type StudyFault } from "./faults.js";
import { readAxes } from "./read-axes.js";
import { readFigures, readGoals, readUntil } from "./read-goals.js";
import { readFields, reportTrial } from "./set-fields.js";
import { mostRuns, pointCount, pointName, type Study, type StudyFigure, type StudyVariant, valuesAt } from "./study.js";
import { Bench } from "./trial.js";

/** A study, and the scenario of each of its cells. */
export interface StudyPlan {
  readonly study: Study;
  readonly points: number;
  /** The scenario at a point under a variant. @throws ConfigError if the values of the point contradict each other */
  cell(point: number, variant: number): ResolvedScenario;
}

const DEFAULT_RUNS = 10;
const POINTS_MAX = 1e6;
const RUNS_MAX = 1e8;
/** Cells checked before the first run; of larger studies each value is checked by itself, and a cell when its runs begin. */
const CELLS_CHECKED = 10_000;
const LONGEST_NAME = 100;
const SCENARIO_ITSELF: StudyVariant = { name: "scenario", set: {} };

/** Options of `planStudy`: those of `parseScenario`. */
export type PlanOptions = ParseOptions;

/**
 * Plans the study in a scenario, as an object; for YAML and JSON text give its `origin`.
 * @throws ConfigError with every fault of the scenario and of the study
 */
export function planStudy(input: object, options: PlanOptions = {}): StudyPlan {
  const base = readBase(input, options);
  const { study: block, ...written } = (writtenScenario(input, options) ?? {}) as Readonly<Record<string, unknown>>;
  const bench = new Bench(written, withoutOrigin(options), base.issues);
  const faults = new Faults();
  if (!isMapping(block)) {
    if (block === undefined || block === null) faults.add([], "a study: axes, variants and runs", "a scenario without one");
    throw faultsOf(base.issues, faults.list, options);
  }
  const study = readStudy(block, base.scenario, bench, faults);
  if (faults.list.length === 0 && base.scenario !== undefined) checkCells(study, bench, faults);
  if (faults.list.length > 0 || base.issues.length > 0) throw faultsOf(base.issues, faults.list, options);
  return { study, points: pointCount(study), cell: (point, variant) => scenarioOf(study, bench, point, variant) };
}

/** The scenario without its study, or its faults. */
function readBase(input: object, options: PlanOptions): { readonly scenario?: ResolvedScenario; readonly issues: readonly ConfigIssue[] } {
  try {
    // The notice that a study is left out would not be true here.
    return { scenario: parseScenario(input, { ...options, onNotice: undefined }), issues: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { issues: error.issues };
  }
}

function withoutOrigin({ loadText }: PlanOptions): ParseOptions {
  return { loadText };
}

function readStudy(block: Readonly<Record<string, unknown>>, base: ResolvedScenario | undefined, bench: Bench, faults: Faults): Study {
  const { question, vary, variants, runs, until, goals, figures } = block;
  const axes = isMapping(vary) ? readAxes(vary, bench, faults) : [];
  if (runs !== undefined && until !== undefined) faults.add(["until"], "either runs or until, not both", "both");
  const rule = isMapping(until) ? readUntil(until, faults) : undefined;
  return {
    ...(base?.name === undefined ? {} : { name: base.name }),
    ...(typeof question === "string" ? { question } : {}),
    // Without a base there are faults, and the study is not used.
    scenario: base as ResolvedScenario,
    axes,
    variants: isMapping(variants) ? readVariants(variants, bench, faults) : [SCENARIO_ITSELF],
    ...(rule === undefined ? { runs: typeof runs === "number" ? runs : defaultRuns(base) } : { until: rule }),
    goals: isMapping(goals) ? readGoals(goals, faults) : [],
    figures: Array.isArray(figures) ? readFigures(figures as readonly StudyFigure[], axes, faults) : [],
  };
}

function defaultRuns(base: ResolvedScenario | undefined): number {
  if (base === undefined || base.runs > 1) return base?.runs ?? 1;
  return base.fidelity === "expected" ? 1 : DEFAULT_RUNS;
}

function readVariants(variants: Readonly<Record<string, unknown>>, bench: Bench, faults: Faults): StudyVariant[] {
  if (Object.keys(variants).length === 0) faults.add(["variants"], "at least one variant", "none");
  return Object.entries(variants).flatMap(([name, given]) => {
    const at = ["variants", name];
    if (name.trim() === "" || name.length > LONGEST_NAME) {
      faults.add(at, `a name of 1 to ${LONGEST_NAME} characters`, showValue(name), undefined, true);
    }
    const set = readFields(given, at, faults);
    if (set === undefined) return [];
    reportTrial(bench, set, at, faults);
    const isModified = bench.try(set).scenario?.channel?.kind === "xenvmc-modified";
    return [{ name, set, ...(isModified ? { reconstruction: true as const } : {}) }];
  });
}

/** Checks the number of cells and, if there are not too many, each of them: two values may contradict each other. */
function checkCells(study: Study, bench: Bench, faults: Faults): void {
  const points = pointCount(study);
  const runs = points * study.variants.length * mostRuns(study);
  if (points > POINTS_MAX) faults.add(["vary"], `at most ${POINTS_MAX} points`, String(points));
  else if (runs > RUNS_MAX) faults.add(["runs"], `at most ${RUNS_MAX} runs over all points and variants`, String(runs));
  else if (points * study.variants.length <= CELLS_CHECKED) {
    for (let point = 0; point < points; point++) {
      for (const { name, set } of study.variants) {
        const [issue] = bench.try(...valuesAt(study, point).map((value) => value.set), set).issues;
        if (issue === undefined) continue;
        const where = `${pointName(study, point)}${study.variants.length > 1 ? `, variant ${name}` : ""}`;
        faults.add([], `${issue.path}: ${issue.expected}`, `${issue.received} at ${where}`, issue.suggestion);
      }
    }
  }
}

function scenarioOf(study: Study, bench: Bench, point: number, variant: number): ResolvedScenario {
  const { set } = study.variants[variant] as StudyVariant;
  const { scenario, issues } = bench.try(...valuesAt(study, point).map((value) => value.set), set);
  if (scenario === undefined) throw new ConfigError(issues, `the point ${pointName(study, point)}`);
  return scenario;
}

/** One error with the faults of the scenario and of its study, in the order of the text. */
function faultsOf(own: readonly ConfigIssue[], faults: readonly StudyFault[], { origin, fileName }: PlanOptions): ConfigError {
  const places = origin?.locate(faults.map(({ steps, atKey }) => ({ steps: steps as Path, atKey }))) ?? [];
  const located = faults.map(({ issue }, index) => ({ ...issue, ...places[index] }));
  const lineOf = ({ line }: ConfigIssue): number => line ?? Number.MAX_SAFE_INTEGER;
  const all = [...own, ...located].sort((left, right) => lineOf(left) - lineOf(right) || (left.column ?? 0) - (right.column ?? 0));
  return new ConfigError(all.slice(0, FAULTS_LISTED), fileName, Math.max(0, all.length - FAULTS_LISTED));
}
