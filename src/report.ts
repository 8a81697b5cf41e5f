/**
 * Reports of results as single HTML files, and their figures as SVG: pure functions, apart from the library because few programs need them.
 * @module xenvmc-sim/report
 */
export { resultJson } from "./output/json.js";
export { type AdviceReportOptions, adviceReport } from "./report/advice-report.js";
export { calibrationReport } from "./report/calibration-report.js";
export { type CompareReportOptions, compareReport } from "./report/compare-report.js";
export { type FleetReportOptions, fleetReport } from "./report/fleet-report.js";
export { type Followed, followPages, type PageRounds } from "./report/follow-pages.js";
export { type Against, againstFigure, type Setting, type SettingLine, type SettingValue } from "./report/plot/against.js";
export { attributionFigure } from "./report/plot/attribution.js";
export { cdfFigure, type Sample } from "./report/plot/cdf.js";
export { roundTripFigure, throughputFigure } from "./report/plot/channel.js";
export { type Choice, type Choices, choicesFigure } from "./report/plot/choices.js";
export type { Cell, Figure, FigureTable } from "./report/plot/figure.js";
export { type Gantt, type GanttApart, type GanttMigration, ganttFigure } from "./report/plot/gantt.js";
export { type GoalCell, type GoalMap, goalMapFigure } from "./report/plot/goals.js";
export { type LinkChart, type LinkRates, linkFigure } from "./report/plot/links.js";
export { pageMapFigure, timesFigure } from "./report/plot/pages.js";
export { type PricedChoice, priceFigure } from "./report/plot/price.js";
export { roundsFigure } from "./report/plot/rounds.js";
export { downtimeFigure, type PhasedBar, phasesFigure } from "./report/plot/stacked.js";
export { guestSpeedFigure, type NamedRounds, ratesFigure, remainingFigure } from "./report/plot/time.js";
export { type ConstantEnds, tornadoFigure } from "./report/plot/tornado.js";
export { type ReportOptions, type RunReportOptions, runReport } from "./report/run-report.js";
export { REPORT_CELLS_MOST, StudyCells, type StudyReportFacts } from "./report/study-cells.js";
export {
  type StudyCell,
  type StudyDistribution,
  type StudyFigure,
  type StudyGoal,
  type StudyReportAxis,
  type StudyReportInput,
  studyReport,
} from "./report/study-report.js";
