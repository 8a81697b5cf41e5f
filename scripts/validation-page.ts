/** Writes docs/validation-results.md, and the summary between the markers of docs/validation.md. */
import type { CaseReport, ErrorSpread, FigureReport, GroupReport, ValidationReport, VariantReport } from "../src/validation/report.js";
import type { FigureUnit, Tolerance } from "../src/validation/validation-case.js";
import { linkSources } from "./source-links.js";

export { validate } from "../src/validation/validate.js";

const [BEGIN, END] = ["<!-- summary: written by scripts/write-validation.js -->", "<!-- end of summary -->"];

const HEAD = `# Results of the validation

Written by \`node scripts/write-validation.js\`; a test compares. What these figures allow to claim, what was fitted and why each miss misses:
[validation.md](validation.md).`;

/** `page` with the summary of `report` between its markers. */
export function withSummary(page: string, report: ValidationReport): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error("docs/validation.md has lost its markers");
  return `${before}${BEGIN}\n\n${summaryTable(report)}\n\n${END}${after}`;
}

/** Every figure of `report`, group by group. */
export function resultsPage(report: ValidationReport): string {
  const texts = report.groups.map((group) => groupText(group, casesOf(report, group)));
  return `${[HEAD, ...texts].join("\n\n")}\n`;
}

function summaryTable(report: ValidationReport): string {
  const groups = report.groups.map((group) => {
    const cases = casesOf(report, group);
    const kept = cases.filter((each) => each.passed).length;
    const verdict = group.passed ? "passed" : "**missed**";
    const link = `[${group.name}](validation-results.md#${anchor(group)})`;
    return [link, group.title, `${kept} of ${cases.length}`, ...spreadCells(group.errors), verdict];
  });
  const passedCases = report.cases.filter((each) => each.passed).length;
  const all = ["All, evidence B", "", `${passedCases} of ${report.cases.length}`, ...spreadCells(report.errors), ""];
  const independent = ["All but derived cases", "", "", ...spreadCells(report.independentErrors), ""];
  return table(["Group", "What it is", "Cases passed", "Figures", "P50", "P90", "Verdict"], [...groups, all, independent]);
}

/** How many figures are judged, and the median and 90th percentile of their absolute relative errors. */
function spreadCells(errors: ErrorSpread | undefined): string[] {
  return errors === undefined ? ["-", "-", "-"] : [String(errors.figures), percent(errors.p50Ratio), percent(errors.p90Ratio)];
}

function casesOf(report: ValidationReport, group: GroupReport): readonly CaseReport[] {
  return report.cases.filter((each) => each.group === group.name);
}

/** The anchor of a group's heading in rendered Markdown: its name without the dots. */
function anchor({ name }: GroupReport): string {
  return name.replaceAll(".", "");
}

function groupText(group: GroupReport, cases: readonly CaseReport[]): string {
  const notes = [...new Set(cases.map((each) => each.note))];
  const sources = [...new Set(cases.map((each) => each.source))];
  const rows = cases.flatMap((each) => each.figures.map((figure) => figureRow(each, figure)));
  const identities = cases.flatMap((each) => each.identities);
  const broken = identities.filter((identity) => identity.verdict === "miss").length;
  const controls = cases.flatMap((each) => each.variants.map((variant) => controlRow(each, variant)));
  return [
    `## ${group.name}`,
    `${group.title}: ${group.passed ? "passed" : "**missed**"}.`,
    `Sources: ${linkSources(sources.join("; "))}.`,
    `What is fitted:\n\n${notes.map((note) => `- ${note}`).join("\n")}`,
    `Exact identities: ${identities.length - broken} of ${identities.length} hold.`,
    ...(rows.length === 0 ? [] : [table(["Case", "Figure", "Measured", "Simulated", "Error", "Tolerance", "Verdict"], rows)]),
    ...(controls.length === 0 ? [] : [table(["Case", "Variant", "Figures", "Verdict"], controls)]),
    ...cases.flatMap((each) => each.distributions.map(distributionText)),
    ...group.criteria.map(criterionText),
  ].join("\n\n");
}

function figureRow({ name }: CaseReport, { label, unit, measured, simulated, errorRatio, tolerance, verdict }: FigureReport): string[] {
  const error = errorRatio === undefined ? "-" : percent(errorRatio, true);
  const limits = tolerance === undefined ? "-" : toleranceText(tolerance, unit);
  return [name, label, quantity(measured, unit), quantity(simulated, unit), error, limits, verdict === "miss" ? "**miss**" : verdict];
}

function controlRow(each: CaseReport, { name, figures, mustMiss, passed }: VariantReport): string[] {
  const shown = figures.filter((figure) => (mustMiss.length > 0 ? mustMiss.includes(figure.label) : figure.verdict !== "not judged"));
  const errors = shown.map(({ label, errorRatio }) => `${label} ${errorRatio === undefined ? "absent" : percent(errorRatio, true)}`);
  return [each.name, name, errors.join(", "), mustMiss.length === 0 ? "shown" : passed ? "misses, as it must" : "**does not miss**"];
}

function distributionText({ label, measured, counts }: CaseReport["distributions"][number]): string {
  const rows = counts.map(({ value, runs }) => [String(value), String(runs)]);
  return `Distribution of the ${label} (measured: ${measured}):\n\n${table(["Value", "Runs"], rows)}`;
}

function criterionText({ label, percentile, limitRatio, errorRatio, passed }: GroupReport["criteria"][number]): string {
  const verdict = passed ? "passed" : "**missed**";
  return `P${percentile * 100} of the errors of "${label}": ${percent(errorRatio)}, at most ${percent(limitRatio)}: ${verdict}.`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function percent(ratio: number, isSigned = false): string {
  const text = `${Math.abs(ratio * 100).toFixed(2)} %`;
  return isSigned ? `${ratio < 0 ? "-" : "+"}${text}` : text;
}

function quantity(value: number | undefined, unit: FigureUnit): string {
  if (value === undefined) return "-";
  const digits = unit === "s" || unit === "ratio" ? 3 : unit === "MiB" ? 1 : 0;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}`;
}

function toleranceText({ relative, absolute, factor, percentile }: Tolerance, unit: FigureUnit): string {
  if (factor !== undefined) return `factor ${factor}`;
  if (relative === undefined) return absolute === 0 ? "exact" : quantity(absolute, unit);
  const share = percentile === undefined ? "" : ` at P${percentile * 100}`;
  return `${Number((relative * 100).toFixed(2))} %${absolute === undefined ? "" : ` or ${quantity(absolute, unit)}`}${share}`;
}
