/**
 * Studies: axes, variants, runs until an interval is narrow, rows, statistics of points. Apart from the library as most programs need none.
 * @module xenvmc-sim/study
 */

export { type Executor, inThisThread, type Job, type JobQueue, LostJobError, runCells, sideBySide } from "./cells/run-cells.js";
export {
  axisColumns,
  everyPoint,
  pointsOfShard,
  rowSimulator,
  type StudyGenerator,
  type StudyOptions,
  type StudyOptionsOf,
  type StudyResult,
  study,
  studyGenerator,
  studyHash,
  whatIsStudied,
} from "./study/compute.js";
export { figuresOf, type StudyFigures } from "./study/figures.js";
export { type PlanOptions, planStudy, type StudyPlan } from "./study/plan.js";
export { type FigureStatistics, meets, meetsGoals, type PointRows, type PointSummary, summarizePoint } from "./study/points.js";
export { pointsInOrder, RowIndex, rowsOfPoint } from "./study/row-index.js";
export { type RunFacts, readCheckedRow, readRow, rowLine, type StudyRow } from "./study/rows.js";
export {
  type AxisValue,
  mostRuns,
  pointCount,
  pointName,
  type StoppingRule,
  type Study,
  type StudyAxis,
  type StudyFigure,
  type StudyGoal,
  type StudyVariant,
  valuesAt,
  type WantedFigureWidth,
} from "./study/study.js";
export { StudyQueue } from "./study/study-queue.js";
export { type RowOptions, type RunOptions, type StudySubject, scenarioSubject, valueAt } from "./study/subject.js";
export { VerdictCounts } from "./study/verdict.js";
