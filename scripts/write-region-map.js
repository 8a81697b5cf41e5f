/**
 * Simulates the 441 cells of the region map over three channels, and writes docs/region-map.csv and the tables of docs/region-map.md; takes some
 * minutes. Build first. Usage: node scripts/write-region-map.js [--library DIST/index.js --csv FILE]: with another version's library the
 * rows alone are written, to the file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { channelsOf, regionCells, scenarioOf } from "./region-cells.js";
import { pageWithTables } from "./region-page.js";

const root = new URL("..", import.meta.url);
const { values } = parseArgs({ options: { library: { type: "string" }, csv: { type: "string" } } });
const { compare } = await import(
  values.library === undefined ? new URL("dist/index.js", root).href : pathToFileURL(resolve(values.library)).href
);

const SETTINGS = [
  "part",
  "engine",
  "memory",
  "link",
  "guest",
  "calibration",
  "place",
  "peers",
  "flow",
  "message",
  "direction",
  "rate",
  "hotSet",
];
const OTHERS = ["domid", "outstanding", "volume", "reader", "dom0Cpus", "modified"];
const PAIRS = [
  ["netfront", "xenvmc"],
  ["netfront", "xenvmc-modified"],
  ["xenvmc", "xenvmc-modified"],
];
const FIGURES = ["totalSeconds", "pagesSent", "downtimeSeconds"];

/** A row of the CSV: the cell's settings, then per pair the relative differences, and the total's part that is due to pages. */
async function rowOf(cell) {
  const settings = SETTINGS.map((name) => cell[name] ?? "");
  const others = OTHERS.filter((name) => cell[name] !== undefined).map((name) => `${name}=${JSON.stringify(cell[name])}`);
  const own = [...settings, others.join(" ")];
  try {
    const { differences, attribution, variants } = await compare(scenarioOf(cell), { channels: channelsOf(cell), runs: 1 });
    const moved = variants.every(({ failedRuns }) => failedRuns === 0);
    const figures = PAIRS.flatMap(([from, to]) => {
      const starts = (label, name) => label === name || label.startsWith(`${name}(`);
      const of = (entry) => starts(entry.from, from) && starts(entry.to, to);
      const totals = differences.find(of)?.figures.totals ?? {};
      const base = attribution.find(of)?.figures.totalSeconds;
      const ratios = FIGURES.map((name) => totals[name]?.relativeRatio ?? "");
      return [...ratios, base === undefined ? "" : base.pages.mean, base === undefined ? "" : base.speed.mean];
    });
    return [...own, moved ? "moved" : "not moved", ...figures];
  } catch (error) {
    return [
      ...own,
      `refused: ${String(error.message).split("\n").slice(0, 2).join(" ").trim()}`,
      ...PAIRS.flatMap(() => ["", "", "", "", ""]),
    ];
  }
}

const columns = PAIRS.flatMap(([from, to]) =>
  [...FIGURES, "pagesCauseSeconds", "speedCauseSeconds"].map((name) => `${from}>${to} ${name}`),
);
const cells = regionCells();
const rows = [];
for (const [index, cell] of cells.entries()) {
  rows.push(await rowOf(cell));
  if (index % 20 === 0) console.error(`${index} of ${cells.length}`);
}
const quoted = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const number = (value) => (typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value);
const csv = [[...SETTINGS, "others", "end", ...columns], ...rows]
  .map((row) => row.map((value) => quoted(number(value))).join(","))
  .join("\n");
writeFileSync(values.csv ?? new URL("docs/region-map.csv", root), `${csv}\n`);
if (values.csv === undefined) {
  const page = new URL("docs/region-map.md", root);
  writeFileSync(page, pageWithTables(readFileSync(page, "utf8")));
}
