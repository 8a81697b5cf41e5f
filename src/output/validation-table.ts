/** A validation report as text: measured and simulated figures, negative controls, error percentiles. */
import type { CaseReport, EngineReport, ErrorSpread, FigureReport, GroupReport, ValidationReport } from "../validation/report.js";
import type { FigureUnit, Tolerance } from "../validation/validation-case.js";
import { formatCount } from "./quantities.js";
import type { TableOptions } from "./table.js";
import { layOutTable, PLAIN_STYLE, type Style, type TableColumn, wrap } from "./text.js";

const DEFAULT_WIDTH = 100;
const NARROWEST_WIDTH = 20;
const INDENT = "  ";

const COLUMNS: readonly TableColumn<FigureReport>[] = [
  { title: "Figure", align: "left", rank: 0, value: (figure) => figure.label },
  { title: "Measured", align: "right", rank: 1, value: (figure) => formatFigure(figure.measured, figure.unit) },
  { title: "Simulated", align: "right", rank: 2, value: (figure) => formatFigure(figure.simulated, figure.unit) },
  { title: "Error", align: "right", rank: 0, value: errorOf },
  { title: "Tolerance", align: "right", rank: 3, value: (figure) => formatTolerance(figure.tolerance, figure.unit) },
  { title: "Verdict", align: "left", rank: 0, value: (figure) => (figure.verdict === "miss" ? "MISS" : figure.verdict) },
];

const ENGINE_COLUMNS: readonly TableColumn<EngineReport>[] = [
  { title: "Engine", align: "left", rank: 0, value: ({ engine }) => engine },
  { title: "Cases", align: "right", rank: 3, value: ({ cases }) => formatCount(cases) },
  { title: "Figures", align: "right", rank: 2, value: ({ errors }) => (errors === undefined ? "-" : formatCount(errors.figures)) },
  { title: "P50", align: "right", rank: 0, value: ({ errors }) => percentOrDash(errors?.p50Ratio) },
  { title: "P90", align: "right", rank: 0, value: ({ errors }) => percentOrDash(errors?.p90Ratio) },
  { title: "P50*", align: "right", rank: 1, value: ({ independentErrors }) => percentOrDash(independentErrors?.p50Ratio) },
  { title: "P90*", align: "right", rank: 1, value: ({ independentErrors }) => percentOrDash(independentErrors?.p90Ratio) },
];

function percentOrDash(ratio: number | undefined): string {
  return ratio === undefined ? "-" : formatPercent(ratio);
}

/** The whole report; sources and notes of the cases are in the JSON report and in docs/validation-results.md. */
export function formatValidation(report: ValidationReport, options: TableOptions = {}): string {
  const width = Math.max(NARROWEST_WIDTH, options.width ?? DEFAULT_WIDTH);
  const style = options.style ?? PLAIN_STYLE;
  const blocks = report.groups.flatMap((group) => [
    wrap(group.title, width).map(style.title),
    ...report.cases.filter((each) => each.group === group.name).map((each) => caseLines(each, width, style)),
    groupLines(group, width, style),
  ]);
  return `${[...blocks, engineLines(report, width, style), overallLines(report, width, style)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function caseLines(report: CaseReport, width: number, style: Style): string[] {
  const heading = `${report.name} (${report.tag}, evidence ${report.evidence})`;
  const [header = "", ...rows] = layOutTable(COLUMNS, report.figures, width);
  const figures =
    report.figures.length === 0 ? [] : [style.faint(header), ...rows.map((row, index) => coloured(row, report.figures[index], style))];
  return [
    ...wrap(heading, width).map(report.passed ? style.good : style.warning),
    ...identityLines(report, width, style),
    ...figures,
    ...controlLines(report, width, style),
  ];
}

function coloured(row: string, figure: FigureReport | undefined, style: Style): string {
  if (figure?.verdict === "miss") return style.warning(row);
  return figure?.verdict === "not judged" ? style.faint(row) : row;
}

function identityLines({ identities }: CaseReport, width: number, style: Style): string[] {
  const broken = identities.filter((identity) => identity.verdict === "miss");
  const summary = `${identities.length - broken.length} of ${identities.length} identities hold exactly`;
  const lines = broken.map(
    ({ label, measured, simulated, unit }) => `MISS ${label}: ${formatFigure(measured, unit)}, computed ${formatFigure(simulated, unit)}`,
  );
  return [...wrap(summary, width), ...lines.flatMap((line) => wrap(line, width)).map(style.warning)];
}

/** Variants (for negative controls only the figures that must miss) and distributions. */
function controlLines({ variants, distributions }: CaseReport, width: number, style: Style): string[] {
  const inner = width - INDENT.length;
  const controls = variants.flatMap(({ name, figures, mustMiss, passed }) => {
    const isControl = mustMiss.length > 0;
    const shown = figures.filter((figure) => (isControl ? mustMiss.includes(figure.label) : figure.verdict !== "not judged"));
    const text = `${isControl ? "Must miss" : "Shown"}: ${name}: ${shown.map((figure) => `${figure.label} ${errorOf(figure)}`).join(", ")}`;
    return wrap(passed ? text : `${text}: IT DOES NOT MISS`, inner).map(
      (line) => INDENT + (passed ? style.faint(line) : style.warning(line)),
    );
  });
  const spreads = distributions.flatMap(({ label, measured, counts }) => {
    const text = `${label}: measured ${measured}; simulated ${counts.map(({ value, runs }) => `${value} in ${runs} ${runs === 1 ? "run" : "runs"}`).join(", ")}`;
    return wrap(text, inner).map((line) => INDENT + style.faint(line));
  });
  return [...controls, ...spreads];
}

function groupLines(group: GroupReport, width: number, style: Style): string[] {
  const criteria = group.criteria.map(({ label, percentile, limitRatio, errorRatio, passed }) => ({
    passed,
    text: `${passed ? "Pass" : "MISS"}: ${label}, P${percentile * 100} of the errors ${formatPercent(errorRatio)}, at most ${formatPercent(limitRatio)}`,
  }));
  return [
    ...wrap(`${group.name}: ${group.passed ? "passed" : "MISSED"}${spreadText(group.errors)}`, width).map(
      group.passed ? style.good : style.warning,
    ),
    ...criteria.flatMap(({ passed, text }) => wrap(text, width).map(passed ? style.good : style.warning)),
  ];
}

/** Errors by engine; nothing without a judged figure of evidence B. */
function engineLines({ engines }: ValidationReport, width: number, style: Style): string[] {
  const judged = engines.filter(({ errors }) => errors !== undefined);
  if (judged.length === 0) return [];
  const [header = "", ...rows] = layOutTable(ENGINE_COLUMNS, judged, width);
  return [...wrap("Errors by engine, evidence B (* without derived cases)", width).map(style.title), style.faint(header), ...rows];
}

function overallLines(report: ValidationReport, width: number, style: Style): string[] {
  const failed = report.cases.filter((each) => !each.passed).map((each) => each.name);
  const verdict =
    failed.length === 0
      ? report.cases.length === 1
        ? "The case passed"
        : `All ${report.cases.length} cases passed`
      : `${failed.length} of ${report.cases.length} cases missed: ${failed.join(", ")}`;
  return [
    ...wrap(verdict, width).map(report.passed ? style.good : style.warning),
    ...wrap(`Evidence B${spreadText(report.errors)}`, width),
    ...wrap(`Evidence B without derived cases${spreadText(report.independentErrors)}`, width),
  ];
}

function spreadText(errors: ErrorSpread | undefined): string {
  if (errors === undefined) return ": no figures";
  return `: ${errors.figures} figures, absolute relative error P50 ${formatPercent(errors.p50Ratio)}, P90 ${formatPercent(errors.p90Ratio)}`;
}

function errorOf({ errorRatio, measured, simulated, unit }: FigureReport): string {
  if (simulated === undefined) return "absent";
  if (errorRatio === undefined) return formatFigure(simulated - measured, unit);
  return `${errorRatio >= 0 ? "+" : "-"}${formatPercent(Math.abs(errorRatio))}`;
}

function formatPercent(ratio: number): string {
  return Number.isFinite(ratio) ? `${(ratio * 100).toFixed(ratio < 1 ? 2 : 0)} %` : "infinite";
}

const DECIMALS: Readonly<Record<FigureUnit, number>> = {
  pages: 0,
  KiB: 1,
  rounds: 0,
  syncs: 0,
  "mean syncs": 1,
  ratio: 3,
  runs: 1,
  MiB: 1,
  s: 3,
  ms: 0,
  us: 0,
  "Mbit/s": 0,
};

function formatFigure(value: number | undefined, unit: FigureUnit): string {
  if (value === undefined) return "-";
  const scale = 10 ** DECIMALS[unit];
  return `${formatCount(Math.round(value * scale) / scale)} ${unit}`;
}

function formatTolerance(tolerance: Tolerance | undefined, unit: FigureUnit): string {
  if (tolerance === undefined) return "-";
  const { relative, absolute, factor, percentile } = tolerance;
  if (factor !== undefined) return `factor ${factor}`;
  if (relative === undefined) return absolute === 0 ? "exact" : formatFigure(absolute, unit);
  const share = percentile === undefined ? "" : ` at P${percentile * 100}`;
  return `${Number((relative * 100).toFixed(2))} %${absolute === undefined ? "" : ` or ${formatFigure(absolute, unit)}`}${share}`;
}
