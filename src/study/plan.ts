/** Plans a study: reads the `study:` block of a scenario or fleet file, fills in its defaults, or lists every fault. */
import { readVariants } from "../input/read-variants.js";
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { FAULTS_LISTED } from "../scenario/limits.js";
import type { Path } from "../scenario/origin.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { Faults, isMapping, type StudyFault } from "./faults.js";
import { figuresOf } from "./figures.js";
import { readAxes } from "./read-axes.js";
import { readFigures, readGoals, readUntil } from "./read-goals.js";
import { takenNames } from "./rows.js";
import { reportTrial } from "./set-fields.js";
import { mostRuns, pointCount, pointName, type Study, type StudyFigure, type StudyVariant, valuesAt } from "./study.js";
import { type StudySubject, scenarioSubject } from "./subject.js";
import { Bench, type Trial } from "./trial.js";

/** A study, and the scenario, or the fleet with one plan, of each of its cells. */
export interface StudyPlan<Cell = ResolvedScenario> {
  readonly study: Study;
  readonly subject: StudySubject<Cell>;
  readonly points: number;
  /** What is simulated at a point under a variant. @throws ConfigError if the values of the point contradict each other */
  cell(point: number, variant: number): Cell;
}

const DEFAULT_RUNS = 10;
const POINTS_MAX = 1e6;
const RUNS_MAX = 1e8;
/** Cells checked before the first run; of larger studies each value is checked by itself, and a cell when its runs begin. */
const CELLS_CHECKED = 10_000;

/** Options of `planStudy`: those of `parseScenario`, and whether the study has been planned before. */
export interface PlanOptions extends ParseOptions {
  /** True for a study that was planned without a fault, as in another thread: its cells are not checked again. Default false. */
  readonly isChecked?: boolean;
}

/**
 * Plans the study in a scenario, or with `subject` that in a fleet, as an object; for YAML and JSON text give its `origin`.
 * @throws ConfigError with every fault of the scenario and of the study
 */
export function planStudy(input: object, options?: PlanOptions): StudyPlan;
export function planStudy<Cell>(input: object, options: PlanOptions, subject: StudySubject<Cell>): StudyPlan<Cell>;
export function planStudy(
  input: object,
  options: PlanOptions = {},
  subject: StudySubject<unknown> = scenarioSubject as StudySubject<unknown>,
): StudyPlan<unknown> {
  const base = readBase(input, options, subject);
  const { study: block, ...written } = (subject.written(input, options) ?? {}) as Readonly<Record<string, unknown>>;
  const bench = new Bench(written, withoutOrigin(options), base.issues, subject);
  const faults = new Faults();
  if (!isMapping(block)) {
    if (block === undefined || block === null) faults.add([], "a study: axes, variants and runs", "a scenario without one");
    throw faultsOf(base.issues, faults.list, options);
  }
  const study = new StudyReader(subject, bench, faults).read(block, base.cell);
  const isToCheck = faults.list.length === 0 && base.cell !== undefined && options.isChecked !== true;
  if (isToCheck) checkCells(study, subject, bench, faults);
  if (faults.list.length > 0 || base.issues.length > 0) throw faultsOf(base.issues, faults.list, options);
  return { study, subject, points: pointCount(study), cell: (point, variant) => cellOf(study, subject, bench, point, variant) };
}

/** The file without regard to its study, or its faults. */
function readBase<Cell>(input: object, options: PlanOptions, subject: StudySubject<Cell>): Trial<Cell> {
  try {
    // The notice that a study is left out would not be true here.
    return { cell: subject.read(input, { ...options, onNotice: undefined }), issues: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { issues: error.issues };
  }
}

function withoutOrigin({ loadText }: PlanOptions): ParseOptions {
  return { loadText };
}

/** Reads the block of a study. */
class StudyReader<Cell> {
  readonly #subject: StudySubject<Cell>;
  readonly #bench: Bench<Cell>;
  readonly #faults: Faults;

  constructor(subject: StudySubject<Cell>, bench: Bench<Cell>, faults: Faults) {
    this.#subject = subject;
    this.#bench = bench;
    this.#faults = faults;
  }

  /** Without a base there are faults, and the study is not used. */
  read(block: Readonly<Record<string, unknown>>, base: Cell | undefined): Study {
    const [bench, faults] = [this.#bench, this.#faults];
    const { question, vary, variants, runs, until, goals, figures } = block;
    const facts = base === undefined ? {} : this.#subject.facts(base, bench.written);
    const { point: names } = figuresOf(facts);
    const axes = isMapping(vary) ? readAxes(vary, takenNames(facts), bench, faults) : [];
    if (runs !== undefined && until !== undefined) faults.add(["until"], "either runs or until, not both", "both");
    const rule = isMapping(until) ? readUntil(until, names, faults) : undefined;
    return {
      ...facts,
      ...(typeof question === "string" ? { question } : {}),
      axes,
      variants: isMapping(variants) ? this.#variants(variants) : base === undefined ? [] : this.#subject.variants(base, axes),
      ...(rule === undefined ? { runs: typeof runs === "number" ? runs : this.#defaultRuns(base) } : { until: rule }),
      goals: isMapping(goals) ? readGoals(goals, names, faults) : [],
      figures: Array.isArray(figures) ? readFigures(figures as readonly StudyFigure[], names, axes, faults) : [],
    };
  }

  #defaultRuns(base: Cell | undefined): number {
    if (base === undefined) return 1;
    const runs = this.#subject.runs(base);
    return runs > 1 || this.#subject.isCertain(base) ? runs : DEFAULT_RUNS;
  }

  #variants(variants: Readonly<Record<string, unknown>>): StudyVariant[] {
    const faults = this.#faults;
    if (Object.keys(variants).length === 0) faults.add(["variants"], "at least one variant", "none");
    return readVariants(variants, ["variants"], faults).map(({ name, set }) => {
      reportTrial(this.#bench, set, ["variants", name], faults);
      const { cell } = this.#bench.try(set);
      const isModified = cell !== undefined && this.#subject.isReconstruction(cell);
      return { name, set, ...(isModified ? { reconstruction: true as const } : {}) };
    });
  }
}

/** Checks the number of cells and, if there are not too many, each of them: two values may contradict each other. */
function checkCells<Cell>(study: Study, subject: StudySubject<Cell>, bench: Bench<Cell>, faults: Faults): void {
  const points = pointCount(study);
  const runs = points * study.variants.length * mostRuns(study);
  if (points > POINTS_MAX) faults.add(["vary"], `at most ${POINTS_MAX} points`, String(points));
  else if (runs > RUNS_MAX) faults.add(["runs"], `at most ${RUNS_MAX} runs over all points and variants`, String(runs));
  else if (points * study.variants.length <= CELLS_CHECKED) {
    for (let point = 0; point < points; point++) {
      for (const { name, set } of study.variants) {
        const { cell, issues } = bench.try(...valuesAt(study, point).map((value) => value.set), set);
        const issue = issues[0] ?? (cell === undefined ? undefined : subject.fault(cell));
        if (issue === undefined) continue;
        const where = `${pointName(study, point)}${study.variants.length > 1 ? `, variant ${name}` : ""}`;
        faults.add([], `${issue.path}: ${issue.expected}`, `${issue.received} at ${where}`, issue.suggestion);
      }
    }
  }
}

function cellOf<Cell>(study: Study, subject: StudySubject<Cell>, bench: Bench<Cell>, point: number, variant: number): Cell {
  const { set } = study.variants[variant] as StudyVariant;
  const { cell, issues } = bench.try(...valuesAt(study, point).map((value) => value.set), set);
  const fault = cell === undefined ? undefined : subject.fault(cell);
  if (cell === undefined || fault !== undefined) throw new ConfigError(fault ? [fault] : issues, `the point ${pointName(study, point)}`);
  return cell;
}

/** One error with the faults of the scenario and of its study, in the order of the text. */
function faultsOf(own: readonly ConfigIssue[], faults: readonly StudyFault[], { origin, fileName }: PlanOptions): ConfigError {
  const places = origin?.locate(faults.map(({ steps, atKey }) => ({ steps: steps as Path, atKey }))) ?? [];
  const located = faults.map(({ issue }, index) => ({ ...issue, ...places[index] }));
  const lineOf = ({ line }: ConfigIssue): number => line ?? Number.MAX_SAFE_INTEGER;
  const all = [...own, ...located].sort((left, right) => lineOf(left) - lineOf(right) || (left.column ?? 0) - (right.column ?? 0));
  return new ConfigError(all.slice(0, FAULTS_LISTED), fileName, Math.max(0, all.length - FAULTS_LISTED));
}
