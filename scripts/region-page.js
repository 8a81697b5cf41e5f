/** The tables of docs/region-map.md, from docs/region-map.csv and the same cells under version 0.2.0. */
import { readFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const VERSIONS = [
  ["0.2.0", "docs/region-map-0.2.0.csv"],
  ["now", "docs/region-map.csv"],
];
const CLASSES = [
  ["<= -30 %", (ratio) => ratio <= -0.3],
  ["<= -10 %", (ratio) => ratio <= -0.1],
  ["<= -5 %", (ratio) => ratio <= -0.05],
  ["within 1 %", (ratio) => Math.abs(ratio) <= 0.01],
  ["worse by > 1 %", (ratio) => ratio > 0.01],
];
const ROWS = [
  ["netfront>xenvmc", "totalSeconds", "XenVMC, total time"],
  ["netfront>xenvmc-modified", "totalSeconds", "XenVMC-M, total time"],
  ["netfront>xenvmc", "pagesSent", "XenVMC, pages"],
  ["netfront>xenvmc-modified", "pagesSent", "XenVMC-M, pages"],
  ["netfront>xenvmc-modified", "downtimeSeconds", "XenVMC-M, downtime"],
  ["xenvmc>xenvmc-modified", "totalSeconds", "XenVMC-M against XenVMC, time"],
  ["xenvmc>xenvmc-modified", "pagesSent", "XenVMC-M against XenVMC, pages"],
];
const MARK = (name, edge) => `<!-- ${name}: ${edge === "end" ? "end" : "written by scripts/write-region-map.js"} -->`;

/** The page with its tables written anew. */
export function pageWithTables(page) {
  const rows = VERSIONS.map(([name, file]) => [name, parse(readFileSync(new URL(file, root), "utf8"))]);
  const classes = rows.map(([name, list]) => classTable(name, list)).join("\n\n");
  return written(written(page, "classes", classes), "causes", causeTable(rows));
}

function written(page, name, text) {
  const [start, end] = [MARK(name), MARK(name, "end")];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/region-map.md: expected ${start} before ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function classTable(version, rows) {
  const near = rows.filter((row) => row.place === "source");
  const counted = near.filter((row) => row.end === "moved");
  const refused = near.filter((row) => row.end.startsWith("refused")).length;
  const lines = ROWS.map(([pair, figure, label]) => {
    const ratios = ratiosOf(counted, pair, figure);
    const counts = CLASSES.map(([, is]) => ratios.filter(is).length);
    return `| ${[label, ...counts, `${percent(Math.min(...ratios))} .. ${percent(Math.max(...ratios))}`].join(" | ")} |`;
  });
  const notMoved = near.length - counted.length - refused;
  const excluded = [
    ...(notMoved > 0 ? [`${notMoved} in which some channel did not move the guest`] : []),
    ...(refused > 0 ? [`${refused} that it refuses`] : []),
  ];
  const title = `**${version === "now" ? "This version" : `Version ${version}`}**, ${counted.length} cells with the peer on the source${excluded.length > 0 ? ` (not counted: ${excluded.join(", ")})` : ""}:`;
  return `${title}\n\n| Against netfront | ${CLASSES.map(([name]) => name).join(" | ")} | range |\n| --- |${" ---: |".repeat(CLASSES.length + 1)}\n${lines.join("\n")}`;
}

/** Cells in which the total time is at least a tenth shorter, by the cause that shortens it more. */
function causeTable(versions) {
  const lines = versions.map(([name, rows]) => {
    const pair = "netfront>xenvmc-modified";
    const large = rows.filter((row) => row.place === "source" && row.end === "moved" && Number(row[`${pair} totalSeconds`]) <= -0.1);
    const byPages = large.filter((row) => Number(row[`${pair} pagesCauseSeconds`]) <= Number(row[`${pair} speedCauseSeconds`]));
    const parts = [...new Set(large.map(({ part }) => part))].map((part) => `${part} ${large.filter((row) => row.part === part).length}`);
    const label = name === "now" ? "this version" : name;
    return `| ${label} | ${large.length} | ${byPages.length} | ${large.length - byPages.length} | ${parts.join(", ") || "-"} |`;
  });
  return [
    "| Version | Total time <= -10 % | most by pages | most by speed | in which part of the map |",
    "| --- | ---: | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}

function ratiosOf(rows, pair, figure) {
  return rows.flatMap((row) => (row[`${pair} ${figure}`] === "" ? [] : [Number(row[`${pair} ${figure}`])]));
}

function percent(ratio) {
  return `${ratio >= 0 ? "+" : ""}${(ratio * 100).toFixed(1)} %`;
}

/** Rows of a CSV with quoted cells, as objects by column. */
function parse(text) {
  const [header, ...lines] = text.trimEnd().split("\n").map(cellsOf);
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]])));
}

function cellsOf(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
