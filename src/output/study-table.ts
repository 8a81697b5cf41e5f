/** The table of a study: one row per point and variant, on the terminal, in Markdown and in LaTeX. */
import { figureWords } from "../result/figure-words.js";
import { figuresOf } from "../study/figures.js";
import type { PointSummary } from "../study/points.js";
import { type Study, valuesAt } from "../study/study.js";
import { formatSeconds } from "./quantities.js";
import { layOutTable, printable, type Style, type TableColumn, wrap } from "./text.js";

interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  readonly value: (summary: PointSummary) => string;
}

/** Axes, variant, runs, total time and downtime (or what stands for them) with half widths, differences of the first, goals. */
function columnsOf(study: Study): Column[] {
  const hasVariants = study.variants.length > 1;
  const asked = new Set([...study.goals.map(({ figure }) => figure), ...study.figures.map(({ y }) => y)]);
  const { point, headline } = figuresOf(study);
  const others = point.filter((name) => asked.has(name) && !headline.includes(name));
  return [
    ...study.axes.map(
      ({ name }, index): Column => ({
        title: name,
        align: study.axes[index]?.kind === "number" ? "right" : "left",
        value: ({ point }) => printable(valuesAt(study, point)[index]?.label ?? ""),
      }),
    ),
    ...(hasVariants
      ? [{ title: "variant", align: "left" as const, value: ({ variant }: PointSummary) => printable(study.variants[variant]?.name ?? "") }]
      : []),
    { title: "n", align: "right", value: ({ runs, movedRuns }) => (runs === movedRuns ? String(runs) : `${movedRuns} of ${runs}`) },
    ...[...headline, ...others].map(
      (figure): Column => ({ title: figureWords(figure), align: "right", value: (summary) => meanText(summary, figure) }),
    ),
    ...(hasVariants
      ? [{ title: "to base", align: "right" as const, value: (summary: PointSummary) => differenceText(summary, headline[0]) }]
      : []),
    ...study.goals.map(
      ({ figure, text }, index): Column => ({
        title: `${figureWords(figure)} ${text}`,
        align: "right",
        value: ({ goals }) => shareText(goals[index]),
      }),
    ),
  ];
}

/** `9.21 s +- 31.0 ms`: the mean and the half width of its 95 % interval. */
function meanText({ figures }: PointSummary, figure: string): string {
  const entry = figures[figure];
  if (entry === undefined) return "-";
  const shown = (value: number): string => (figure.endsWith("Seconds") ? formatSeconds(value) : String(Number(value.toPrecision(4))));
  const { mean, confidence95 } = entry;
  return confidence95 === undefined ? shown(mean) : `${shown(mean)} +- ${shown((confidence95[1] - confidence95[0]) / 2)}`;
}

/** `-12.3 % (-12.9 .. -11.7)`. */
function differenceText({ differences }: PointSummary, figure: string): string {
  const entry = differences?.[figure];
  if (entry?.relativeRatio === undefined) return "";
  const { mean, relativeRatio, confidence95, verdict } = entry;
  if (verdict === "equal in every run" || mean === 0) return "equal";
  const percent = (value: number): string => `${value > 0 ? "+" : ""}${(((value * relativeRatio) / mean) * 100).toFixed(1)}`;
  const interval = confidence95 === undefined ? "" : ` (${percent(confidence95[0])} .. ${percent(confidence95[1])})`;
  return `${percent(mean)} %${interval}`;
}

/** `100 % (84 .. 100)`: the share of runs and its 95 % interval; of a single run `yes` or `no`. */
function shareText(share: PointSummary["goals"][number] | undefined): string {
  if (share === undefined) return "";
  if (share.count === 1) return share.met === 1 ? "yes" : "no";
  const percent = (ratio: number): string => (ratio * 100).toFixed(0);
  return `${percent(share.shareRatio)} % (${share.confidence95.map(percent).join(" .. ")})`;
}

const NOTE = (moved: string): string =>
  `n: runs that moved ${moved}; +-: half width of the mean's 95 % interval; goals: share of the runs, with its 95 % interval.`;
const TO_BASE = (figure: string, base: string): string =>
  `To base: ${figureWords(figure)} against ${base}, run by run on the same seeds, with its 95 % interval.`;

function notesOf(study: Study): string[] {
  const { headline } = figuresOf(study);
  const note = NOTE(study.fleet === undefined ? "the guest" : "every guest");
  return [note, ...(study.variants.length > 1 ? [TO_BASE(headline[0], printable(study.variants[0]?.name ?? ""))] : [])];
}

/** The verdict, and the table below it. */
export function formatStudy(
  study: Study,
  verdict: readonly string[],
  summaries: readonly PointSummary[],
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  const columns: TableColumn<PointSummary>[] = columnsOf(study).map((column) => ({ ...column, rank: 0 }));
  const [header = "", ...lines] = layOutTable(columns, summaries, width);
  return `${[...verdictLines(study, verdict, width, style), "", style.title(header), ...lines, "", ...notesOf(study).flatMap((note) => wrap(note, width).map(style.faint))].join("\n")}\n`;
}

/** The question and what was found. */
export function verdictLines(study: Study, verdict: readonly string[], width: number, style: Style): string[] {
  const title = study.question ?? study.name;
  return [
    ...(title === undefined ? [] : wrap(printable(title), width).map(style.title)),
    ...verdict.flatMap((sentence) => wrap(printable(sentence), width)),
  ];
}

/** Lines of a table in Markdown: what comes before its rows, one row, what comes after. */
export function markdownTable(study: Study) {
  const columns = columnsOf(study);
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return {
    *head(verdict: readonly string[]): Generator<string> {
      const title = study.question ?? study.name;
      if (title !== undefined) yield `**${printable(title)}**\n\n`;
      for (const sentence of verdict) yield `- ${printable(sentence)}\n`;
      if (verdict.length > 0) yield "\n";
      yield line(columns.map(({ title: name }) => name));
      yield line(columns.map(({ align }) => (align === "right" ? "---:" : "---")));
    },
    row: (summary: PointSummary): string => line(columns.map(({ value }) => value(summary))),
    tail: (): string => `\n${notesOf(study).join("\n")}\n`,
  };
}

const LATEX_SPECIAL = /[\\&%$#_{}~^<>]/g;
const LATEX_TEXT: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "$<$",
  ">": "$>$",
};

/** Lines of a `tabular` in LaTeX, with rules of the package booktabs. */
export function latexTable(study: Study) {
  const columns = columnsOf(study);
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(" & ")} \\\\\n`;
  return {
    head: (): string =>
      [
        "% needs \\usepackage{booktabs}\n",
        `\\begin{tabular}{${columns.map(({ align }) => (align === "right" ? "r" : "l")).join("")}}\n`,
        "\\toprule\n",
        line(columns.map(({ title }) => title)),
        "\\midrule\n",
      ].join(""),
    row: (summary: PointSummary): string => line(columns.map(({ value }) => value(summary))),
    tail: (): string => `\\bottomrule\n\\end{tabular}\n% ${notesOf(study).join("\n% ")}\n`,
  };
}

function latexText(text: string): string {
  return text
    .replace(LATEX_SPECIAL, (character) => LATEX_TEXT[character] ?? `\\${character}`)
    .replaceAll("+-", "$\\pm$")
    .replaceAll(" .. ", " to ");
}
