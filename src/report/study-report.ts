/** The report of a study: its verdict, totals against its axes, and which settings meet its goals. */
import type { SummaryEntry } from "../result/result.js";
import type { PairedDifference } from "../statistics/paired.js";
import type { ShareEstimate } from "../statistics/share.js";
import { totalLabel } from "./answers.js";
import { reportHtml } from "./html.js";
import { againstFigure, type Setting, type SettingValue } from "./plot/against.js";
import { cdfFigure, type Sample } from "./plot/cdf.js";
import type { Figure, FigureTable } from "./plot/figure.js";
import { goalMapFigure } from "./plot/goals.js";
import { formatMean, kindOf } from "./plot/units.js";
import type { ReportOptions } from "./run-report.js";

/** An axis of a study with its settings in order. */
export interface StudyReportAxis {
  /** Its name in tables: `receive`, `link.bandwidth`. */
  readonly name: string;
  readonly settings: readonly Setting[];
  /** Default: logarithmic if the settings spread over more than a factor of 8. */
  readonly scale?: "linear" | "log";
}

/** One point of a study under one variant. */
export interface StudyCell {
  /** Index of the setting of each axis, in the order of the axes. */
  readonly settings: readonly number[];
  /** Index of the variant. */
  readonly variant: number;
  /** Runs whose figures are summarized. */
  readonly runs: number;
  /** Every total that all of them have; empty where none moved the guest. */
  readonly totals: Readonly<Record<string, SummaryEntry>>;
  /** Runs that met every goal; absent without goals. */
  readonly met?: ShareEstimate;
  /** Differences to the first variant at the same point; absent for the first. */
  readonly differences?: Readonly<Record<string, PairedDifference>>;
}

/** A goal in words: `downtime < 1 s`. */
export interface StudyGoal {
  readonly figure: string;
  readonly words: string;
}

/** A figure that the study asks for. Default: total time and downtime against the axis with most settings. */
export interface StudyFigure {
  /** Name of an axis. */
  readonly x: string;
  /** Name of a total. */
  readonly y: string;
  /** `variant` (the default) or the name of another axis. */
  readonly lines?: string;
  /** Name of an axis, or `variant`, that leads the order of figures: there is one for each combination of what is neither x nor lines. */
  readonly panels?: string;
}

/** The runs of every variant at one point, for a distribution. */
export interface StudyDistribution {
  /** Name of the total. */
  readonly figure: string;
  /** The point: `link.bandwidth 1 Gbit/s`; empty if there is one only. */
  readonly where: string;
  readonly samples: readonly Sample[];
}

/** What `studyReport` needs of a study. */
export interface StudyReportInput {
  readonly name?: string;
  readonly question?: string;
  /** What was run, in a line or two: engine, guest, number of points and runs. */
  readonly facts: readonly string[];
  /** The verdict first. */
  readonly answer: readonly string[];
  readonly warnings: readonly string[];
  /** At least one; a study that varies nothing has one with a single setting. */
  readonly axes: readonly StudyReportAxis[];
  /** The first is the base. */
  readonly variants: readonly string[];
  readonly cells: readonly StudyCell[];
  readonly goals: readonly StudyGoal[];
  readonly figures?: readonly StudyFigure[];
  /** The two figures of the table, which are drawn unless `figures` names others. Default: total time and downtime. */
  readonly headline?: readonly [string, string];
  readonly distributions?: readonly StudyDistribution[];
  /** The study as a text that runs again, and a name for its file. */
  readonly study: string;
  readonly studyFile: string;
  readonly version: string;
  readonly core: string;
}

/** More figures of one kind than this are not drawn; the report says so. */
const PANELS_MOST = 12;
/** Lines of a figure that nobody asked for. */
const LINES_MOST = 8;
const VARIANT = "variant";
const TIMES = ["totalSeconds", "downtimeSeconds"] as const;

/** The report of a study as one HTML file. */
export function studyReport(input: StudyReportInput, { command, againCommand }: ReportOptions): string {
  const { name, question, facts, answer, warnings, study, studyFile, version, core } = input;
  const dimensions = dimensionsOf(input);
  const drawn = (input.figures ?? defaultFigures(input)).flatMap((figure, index) => panelFigures(input, dimensions, figure, index));
  const maps = input.goals.length === 0 ? [] : goalMaps(input, dimensions);
  const shown = [drawn, maps].map((figures) => figures.slice(0, 2 * PANELS_MOST));
  const left = drawn.length + maps.length - shown.flat().length;
  return reportHtml({
    title: name ?? "A study",
    facts: [...(question === undefined ? [] : [question]), ...facts],
    answer,
    warnings: [...warnings, ...(left > 0 ? [`${left} more figures are not drawn: name those wanted in the study's \`figures\`.`] : [])],
    totals: pointsTable(input),
    figures: [...shown.flat(), ...distributionFigures(input)],
    command,
    scenario: study,
    scenarioFile: studyFile,
    againCommand,
    generator: `xenvmc-sim ${version}, core ${core}`,
  });
}

/** An axis or the variants: what a cell is placed by. */
interface Dimension {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly scale?: "linear" | "log";
  readonly indexOf: (cell: StudyCell) => number;
}

function dimensionsOf({ axes, variants }: StudyReportInput): readonly Dimension[] {
  return [
    ...axes.map((axis, index) => ({ ...axis, indexOf: ({ settings }: StudyCell) => settings[index] as number })),
    { name: VARIANT, settings: variants.map((name) => ({ name })), indexOf: ({ variant }: StudyCell) => variant },
  ];
}

/** Along the longest axis. A single variant leaves the lines to another axis: the longest with few enough settings for one figure. */
function defaultFigures({ axes, variants, headline = TIMES }: StudyReportInput): StudyFigure[] {
  const [x, ...others] = axes.toSorted((one, other) => other.settings.length - one.settings.length) as [
    StudyReportAxis,
    ...StudyReportAxis[],
  ];
  const lines = variants.length > 1 ? undefined : others.find(({ settings }) => settings.length > 1 && settings.length <= LINES_MOST);
  return headline.map((y) => ({ x: x.name, y, ...(lines === undefined ? {} : { lines: lines.name }) }));
}

/** One figure for each combination of the dimensions that are neither x nor lines. @throws RangeError for an unknown name */
function panelFigures({ cells }: StudyReportInput, dimensions: readonly Dimension[], figure: StudyFigure, index: number): Figure[] {
  const named = (name: string): Dimension => {
    const found = dimensions.find((dimension) => dimension.name === name);
    if (found === undefined)
      throw new RangeError(`figures[${index}]: expected ${dimensions.map((each) => each.name).join(", ")}, received ${name}`);
    return found;
  };
  const [x, lines] = [named(figure.x), named(figure.lines ?? VARIANT)];
  const first = figure.panels === undefined ? undefined : named(figure.panels);
  const rest = dimensions.filter((each) => each !== x && each !== lines && each.settings.length > 1);
  const others = [...rest.filter((each) => each === first), ...rest.filter((each) => each !== first)];
  return combinations(others).map((combination, panel) => {
    const here = cells.filter((cell) => combination.every(({ dimension, setting }) => dimension.indexOf(cell) === setting));
    const where = whereOf(combination);
    return againstFigure({
      id: `figure-${index}-${panel}`,
      axis: x.name,
      settings: x.settings,
      ...(x.scale === undefined ? {} : { axisScale: x.scale }),
      figure: figure.y,
      label: totalLabel(figure.y),
      ...(where === "" ? {} : { where }),
      lines: lines.settings.map(({ name }, line) => ({
        name: lines.name === VARIANT ? name : `${lines.name} ${name}`,
        values: here.filter((cell) => lines.indexOf(cell) === line).flatMap((cell) => valueAt(cell, x.indexOf(cell), figure.y)),
      })),
    });
  });
}

function valueAt({ totals, runs }: StudyCell, setting: number, figure: string): SettingValue[] {
  const entry = totals[figure];
  if (entry === undefined) return [];
  const { mean, confidence95 } = entry;
  return [{ setting, runs, mean, ...(confidence95 === undefined ? {} : { confidence95 }) }];
}

interface Fixed {
  readonly dimension: Dimension;
  readonly setting: number;
}

/** Every choice of one setting per dimension. */
function combinations(dimensions: readonly Dimension[]): Fixed[][] {
  return dimensions.reduce<Fixed[][]>(
    (found, dimension) => found.flatMap((fixed) => dimension.settings.map((_, setting) => [...fixed, { dimension, setting }])),
    [[]],
  );
}

function whereOf(combination: readonly Fixed[]): string {
  return combination.map(({ dimension, setting }) => `${dimension.name} ${dimension.settings[setting]?.name}`).join(", ");
}

/** The two dimensions with most settings against each other, one map for each combination of the others. */
function goalMaps({ cells, goals }: StudyReportInput, dimensions: readonly Dimension[]): Figure[] {
  const bySize = [...dimensions].sort(
    (left, right) => Number(left.name === VARIANT) - Number(right.name === VARIANT) || right.settings.length - left.settings.length,
  );
  const [x, y] = bySize as [Dimension, Dimension];
  const others = bySize.slice(2).filter(({ settings }) => settings.length > 1);
  return combinations(others).map((combination, panel) =>
    goalMapFigure({
      id: `goals-${panel}`,
      goals: goals.map(({ words }) => words).join(", "),
      where: whereOf(combination),
      xAxis: x.name,
      yAxis: y.name,
      xSettings: x.settings,
      ySettings: y.settings,
      cells: cells
        .filter((cell) => combination.every(({ dimension, setting }) => dimension.indexOf(cell) === setting))
        .flatMap((cell) => (cell.met === undefined ? [] : [{ x: x.indexOf(cell), y: y.indexOf(cell), share: cell.met }])),
    }),
  );
}

function distributionFigures({ distributions = [] }: StudyReportInput): Figure[] {
  return distributions.map(({ figure, where, samples }, index) =>
    cdfFigure(
      `distribution-${index}`,
      figure,
      totalLabel(figure),
      samples,
      where === "" ? undefined : `at the point where runs differ most: ${where}`,
    ),
  );
}

/** A row per point and variant. */
function pointsTable({ axes, variants, cells, goals, headline = TIMES, figures = [] }: StudyReportInput): FigureTable {
  const names = [...new Set([...headline, ...figures.map(({ y }) => y)])];
  const shown = (entry: SummaryEntry | undefined, name: string): string => (entry === undefined ? "-" : formatMean(kindOf(name), entry));
  const change = (difference: PairedDifference | undefined): string => {
    if (difference === undefined) return "-";
    const { verdict, relativeRatio } = difference;
    if (verdict === "no difference shown" || verdict === "equal in every run" || relativeRatio === undefined) return verdict ?? "-";
    return `${relativeRatio >= 0 ? "+" : ""}${(100 * relativeRatio).toFixed(2)} %`;
  };
  return {
    columns: [
      ...axes.map(({ name }) => name),
      VARIANT,
      "Runs",
      ...names.flatMap((name) => [totalLabel(name), "To the base"]),
      ...(goals.length === 0 ? [] : ["Met the goals"]),
    ],
    rows: cells.map(({ settings, variant, runs, totals, differences, met }) => [
      ...axes.map((axis, index) => axis.settings[settings[index] as number]?.name),
      variants[variant],
      runs,
      ...names.flatMap((name) => [shown(totals[name], name), change(differences?.[name])]),
      ...(goals.length === 0 ? [] : [met === undefined ? "-" : `${met.met} of ${met.count}`]),
    ]),
  };
}
