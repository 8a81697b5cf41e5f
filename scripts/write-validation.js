/**
 * Writes the results of `xenvmc-sim validate` into docs/validation.md, between its two markers. Usage, after a build:
 * node scripts/write-validation.js
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const PAGE = new URL("../docs/validation.md", import.meta.url);
const [BEGIN, END] = ["<!-- results: written by scripts/write-validation.js -->", "<!-- end of results -->"];
const MOST_BYTES = 2 ** 26;

const { stdout } = spawnSync(process.execPath, ["dist/cli.js", "validate", "--json", "-"], {
  cwd: new URL("..", import.meta.url),
  encoding: "utf8",
  maxBuffer: MOST_BYTES,
  stdio: ["ignore", "pipe", "inherit"],
});
const report = JSON.parse(stdout);
const page = readFileSync(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error("docs/validation.md has lost its markers");
writeFileSync(PAGE, `${before}${BEGIN}\n\n${[...report.groups.map(groupText), overallText()].join("\n\n")}\n\n${END}${after}`);

function groupText(group) {
  const cases = report.cases.filter((each) => each.group === group.name);
  const notes = [...new Set(cases.map((each) => each.note))];
  const sources = [...new Set(cases.map((each) => each.source))];
  const rows = cases.flatMap((each) => each.figures.map((figure) => figureRow(each, figure)));
  const identities = cases.flatMap((each) => each.identities);
  const broken = identities.filter((identity) => identity.verdict === "miss").length;
  const controls = cases.flatMap((each) => each.variants.map((variant) => controlRow(each, variant)));
  const distributions = cases.flatMap((each) => each.distributions.map(distributionText));
  return [
    `### ${group.title} (\`${group.name}\`): ${group.passed ? "passed" : "missed"}`,
    `Sources: ${sources.join("; ")}.`,
    `What is fitted:\n\n${notes.map((note) => `- ${note}`).join("\n")}`,
    `Exact identities: ${identities.length - broken} of ${identities.length} hold.`,
    ...(rows.length === 0 ? [] : [table(["Case", "Figure", "Measured", "Simulated", "Error", "Tolerance", "Verdict"], rows)]),
    ...(controls.length === 0 ? [] : [table(["Case", "Variant", "Figures", "Verdict"], controls)]),
    ...distributions,
    ...group.criteria.map(criterionText),
  ].join("\n\n");
}

function figureRow(each, { label, unit, measured, simulated, errorRatio, tolerance, verdict }) {
  const error = errorRatio === undefined ? "-" : percent(errorRatio, true);
  return [
    each.name,
    label,
    quantity(measured, unit),
    quantity(simulated, unit),
    error,
    limits(tolerance, unit),
    verdict === "miss" ? "**miss**" : verdict,
  ];
}

function controlRow(each, { name, figures, mustMiss, passed }) {
  const shown = figures.filter((figure) => (mustMiss.length > 0 ? mustMiss.includes(figure.label) : figure.verdict !== "not judged"));
  const errors = shown.map(({ label, errorRatio }) => `${label} ${errorRatio === undefined ? "absent" : percent(errorRatio, true)}`);
  return [each.name, name, errors.join(", "), mustMiss.length === 0 ? "shown" : passed ? "misses, as it must" : "**does not miss**"];
}

function distributionText({ label, measured, counts }) {
  const rows = counts.map(({ value, runs }) => [String(value), String(runs)]);
  return `Distribution of the ${label} (measured: ${measured}):\n\n${table(["Value", "Runs"], rows)}`;
}

function criterionText({ label, percentile, limitRatio, errorRatio, passed }) {
  const verdict = passed ? "passed" : "**missed**";
  return `P${percentile * 100} of the errors of "${label}": ${percent(errorRatio)}, at most ${percent(limitRatio)}: ${verdict}.`;
}

function overallText() {
  const line = (name, errors) => [name, String(errors.figures), percent(errors.p50Ratio), percent(errors.p90Ratio)];
  const groups = report.groups.filter((group) => group.errors).map((group) => line(group.name, group.errors));
  const all = [line("all, evidence B", report.errors), line("all but derived cases", report.independentErrors)];
  return `### Absolute relative errors of judged figures\n\n${table(["Group", "Figures", "P50", "P90"], [...groups, ...all])}`;
}

function table(titles, rows) {
  return [titles, titles.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function percent(ratio, isSigned = false) {
  const text = `${Math.abs(ratio * 100).toFixed(2)} %`;
  return isSigned ? `${ratio < 0 ? "-" : "+"}${text}` : text;
}

function quantity(value, unit) {
  if (value === undefined) return "-";
  const digits = { s: 3, MiB: 1 }[unit] ?? 0;
  return `${value.toLocaleString("en-US", { maximumFractionDigits: digits })} ${unit}`;
}

function limits(tolerance, unit) {
  if (tolerance === undefined) return "-";
  const { relative, absolute, percentile } = tolerance;
  if (relative === undefined) return absolute === 0 ? "exact" : quantity(absolute, unit);
  const share = percentile === undefined ? "" : ` at P${percentile * 100}`;
  return `${Number((relative * 100).toFixed(2))} %${absolute === undefined ? "" : ` or ${quantity(absolute, unit)}`}${share}`;
}
