/**
 * Publishes the last full run of `npm run bench`: copies its figures and tables to bench/results/, and puts the most telling tables into
 * bench/README.md, from its heading "Results" on. Usage: node scripts/write-benchmarks.js
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const page = new URL("bench/README.md", root);
const HEADING = "## Results\n";

for (const type of ["json", "md"]) copyFileSync(new URL(`build/benchmarks.${type}`, root), new URL(`bench/results/latest.${type}`, root));
const printed = readFileSync(new URL("bench/results/latest.md", root), "utf8");
const text = readFileSync(page, "utf8");
writeFileSync(page, `${text.slice(0, text.indexOf(HEADING))}${HEADING}\n${results()}`);

/** The printed section of a benchmark. */
function section(name) {
  return printed.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? "";
}

/** Rows of the first table of a section, without the rule below its header. */
function rowsOf(name) {
  const lines = section(name).split("\n");
  const first = lines.findIndex((line) => line.startsWith("|"));
  const count = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  const rows = lines.slice(first, count < 0 ? undefined : first + count).filter((line) => line !== "");
  return rows
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** A table in Markdown; the first columns are words, the others numbers. */
function table(rows, wordColumns) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (column < wordColumns ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const [head, ...body] = rows.map((row) => `| ${row.map(pad).join(" | ")} |`);
  const rule = widths.map((width, column) => (column < wordColumns ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`));
  return [head, `|${rule.join("|")}|`, ...body].join("\n");
}

function chosen(rows, names) {
  const columns = names.map((name) => rows[0].indexOf(name));
  return rows.map((row) => columns.map((column) => row[column]));
}

/** A table of every competitor compared with ours. */
function peers() {
  const names = ["case", "competitor", "x ours, at best"];
  const rows = ["migration-4-gib", "dirty-mask", "scaling-writes", "expected", "bitmap"].flatMap((name) =>
    chosen(rowsOf(name), names).slice(1),
  );
  return table([names, ...rows.filter(([, competitor, ratio]) => ratio !== "" && !competitor.startsWith("core"))], 2);
}

function curve(name) {
  const ours = rowsOf(name).filter(([, competitor]) => competitor === "core" || competitor === "competitor");
  return table(chosen(ours, ["case", "median ms", "best ms", "ns per page and round"]), 1);
}

function results() {
  const accuracy = section("accuracy");
  return `${printed.split("\n")[0]}

\`measured\` gives the typical call, then the best one. All tables, with quartiles and processor times: [results/latest.md](results/latest.md);
every figure: [results/latest.json](results/latest.json).

${table(rowsOf("Targets"), 4)}

### Compared with the others

Their cost per unit over ours in the same case: of typical calls, then of the best ones. Below 1 they are faster.

${peers()}

### Cost against size and against writes

${curve("scaling-pages")}

${curve("scaling-writes")}

### Accuracy per microsecond

${accuracy.slice(accuracy.indexOf("Processor time per migration")).trim()}
`;
}
