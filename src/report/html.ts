/** A report as one file of HTML: nothing is loaded, nothing is run, everything can be printed and saved. */
import { csvCell } from "../output/csv-cell.js";
import type { Cell, Figure, FigureTable } from "./plot/figure.js";
import { FIGURE_STYLE } from "./plot/style.js";
import { escaped, tag } from "./plot/svg.js";

export interface Report {
  readonly title: string;
  /** What was simulated, in a line or two. */
  readonly facts: readonly string[];
  /** The answer in words, the most important first. */
  readonly answer: readonly string[];
  /** What limits it: runs that failed, reconstructions, what is not concluded. */
  readonly warnings: readonly string[];
  /** Totals with their intervals. */
  readonly totals: FigureTable;
  /** The heading of that table. Default: Totals. */
  readonly totalsTitle?: string;
  /** Texts to type, each under a heading, after the figures. */
  readonly toType?: readonly { readonly title: string; readonly text: string }[];
  readonly figures: readonly Figure[];
  /** The command as typed. */
  readonly command: string;
  /** The scenario or study that was run, as a text that runs again, and the name of a file for it. */
  readonly scenario: string;
  readonly scenarioFile: string;
  /** The command that makes the report again from that file. */
  readonly againCommand: string;
  readonly generator: string;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const PAGE_STYLE = [
  "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}",
  "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}",
  "header,main,footer{max-width:54rem;margin:0 auto;padding:0 1rem}",
  "h1{font-size:1.6rem;line-height:1.2;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0 0 .25rem;overflow-wrap:anywhere}",
  ".facts,figcaption,.note{color:var(--ink);font-size:.9rem;margin:.25rem 0}.answer p:first-child{font-size:1.15rem;font-weight:600}",
  ".warning{border-left:.25rem solid currentColor;padding-left:.75rem}",
  "figure{margin:0 0 2.5rem;break-inside:avoid-page}.scroll{overflow-x:auto;max-width:100%}.scroll:focus-visible{outline:2px solid currentColor}",
  "svg.fig{display:block;width:100%;min-width:34rem;max-width:45rem;height:auto}",
  "table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums;margin:.5rem 0}th,td{padding:.15rem .6rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}th:first-child,td:first-child{text-align:left;padding-left:0}thead th{border-bottom:2px solid var(--ink)}tbody th{font-weight:400}",
  "a{color:inherit}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;background:var(--shade);padding:.75rem;margin:.5rem 0}",
  "@media print{body{font-size:10pt}.save{display:none}h2{break-after:avoid}.scroll{overflow:visible}svg.fig{min-width:0;max-width:14.5cm}table{font-size:7.5pt}th,td{padding:.1rem .35rem;white-space:normal}tr{break-inside:avoid}thead{display:table-header-group}figure{break-inside:avoid;margin-bottom:1rem}pre{font-size:7pt;line-height:1.25}}",
].join("");

/** Rows of a table that are shown; the rest are in its CSV file. */
const ROWS_MOST = 24;
/** A longer scenario is only in the file to save. */
const SCENARIO_CHARACTERS_MOST = 60_000;

export function reportHtml(report: Report): string {
  const { title, facts, answer, warnings, totals, totalsTitle = "Totals", figures, toType = [], generator } = report;
  const parts = [
    tag("header", {}, tag("h1", {}, escaped(title)), ...facts.map((fact) => tag("p", { class: "facts" }, escaped(fact)))),
    tag(
      "main",
      {},
      tag("section", { class: "answer" }, ...answer.map((sentence) => tag("p", {}, escaped(sentence)))),
      ...warnings.map((warning) => tag("p", { class: "warning" }, escaped(warning))),
      tag("h2", {}, escaped(totalsTitle)),
      tableHtml(totals, totalsTitle),
      tag("p", { class: "note save" }, "Save: ", saveLink("totals.csv", "text/csv", csvOf(totals), "CSV of the totals", "CSV")),
      ...(figures.length === 0 ? [] : [tag("h2", {}, "Figures"), ...figures.map(figureHtml)]),
      ...toType.flatMap((each) => [tag("h2", {}, escaped(each.title)), tag("pre", { tabindex: "0" }, escaped(each.text))]),
      ...againParts(report),
    ),
    tag("footer", {}, tag("p", { class: "note" }, escaped(generator))),
  ];
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="color-scheme" content="light dark">`,
    `<title>${escaped(title)}</title><style>${FIGURE_STYLE}${PAGE_STYLE}</style></head><body>`,
    ...parts,
    "</body></html>",
    "",
  ].join("\n");
}

function figureHtml(figure: Figure): string {
  const { id, title, description, svg, table, data } = figure;
  const drawn = svg.replace(`<style>${FIGURE_STYLE}</style>`, "");
  return tag(
    "figure",
    {},
    tag("h3", { id }, escaped(title)),
    tag("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `Picture: ${title}` }, drawn),
    tag("figcaption", {}, escaped(description)),
    tableHtml(table, title),
    tag(
      "p",
      { class: "note save" },
      "Save: ",
      saveLink(`${id}.svg`, "image/svg+xml", svg, `SVG of ${title}`, "SVG"),
      " ",
      saveLink(`${id}.csv`, "text/csv", csvOf(data), `CSV of ${title}`, "CSV"),
    ),
  );
}

/** The first and the last rows; the first column names each row. */
function tableHtml({ columns, rows }: FigureTable, name: string): string {
  const half = ROWS_MOST / 2;
  const isCut = rows.length > ROWS_MOST;
  const body = isCut
    ? [...rows.slice(0, half).map(rowHtml), gapHtml(rows.length - ROWS_MOST, columns.length), ...rows.slice(-half).map(rowHtml)]
    : rows.map(rowHtml);
  const head = tag("tr", {}, ...columns.map((column) => (column === "" ? tag("td", {}) : tag("th", { scope: "col" }, escaped(column)))));
  const table = tag("table", {}, tag("thead", {}, head), tag("tbody", {}, ...body));
  return tag("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": `Table: ${name}` }, table);
}

function rowHtml([first, ...cells]: readonly Cell[]): string {
  return tag(
    "tr",
    {},
    tag("th", { scope: "row" }, escaped(String(first ?? ""))),
    ...cells.map((cell) => tag("td", {}, escaped(String(cell ?? "")))),
  );
}

function gapHtml(rows: number, columns: number): string {
  return tag("tr", {}, tag("td", { colspan: String(columns) }, `… ${rows.toLocaleString("en-US")} more rows, in the CSV file`));
}

function csvOf({ columns, rows }: FigureTable): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

/** A link whose file is in its address, so that it needs neither script nor server. */
function saveLink(file: string, type: string, content: string, name: string, words: string): string {
  const address = `data:${type};charset=utf-8,${encodeAddress(content)}`;
  return `<a href="${escaped(address)}" download="${escaped(file)}" aria-label="${escaped(name)}">${words}</a>`;
}

/** As short as an address may be: only what would end or change it is encoded. */
function encodeAddress(text: string): string {
  return text.replace(/[%#"<>&'\\^`{|}\s\u0080-\u{10ffff}]/gu, (character) => (character === " " ? "%20" : encodeURIComponent(character)));
}

function againParts({ command, againCommand, scenario, scenarioFile }: Report): string[] {
  const shown = scenario.length <= SCENARIO_CHARACTERS_MOST ? [tag("pre", { tabindex: "0" }, escaped(scenario))] : [];
  return [
    tag("h2", {}, "How to make this report again"),
    tag("p", {}, "It was made by"),
    tag("pre", {}, escaped(command)),
    tag("p", {}, `With what was run, saved as ${escaped(scenarioFile)}, this makes the same numbers:`),
    tag("pre", {}, escaped(againCommand)),
    tag(
      "p",
      { class: "note save" },
      "Save: ",
      saveLink(scenarioFile, "application/json", scenario, `Scenario: ${scenarioFile}`, escaped(scenarioFile)),
    ),
    ...shown,
  ];
}
