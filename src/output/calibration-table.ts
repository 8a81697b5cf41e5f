/** A calibration as text: what was fitted, measured beside simulated, what the log cannot tell. */
import type { CalibratedFigure, Calibration, FittedParameter } from "../calibrate/calibrate.js";
import { intervalWords } from "../calibrate/scenario-text.js";
import { formatBytes, formatCount, formatSeconds } from "./quantities.js";
import type { TableOptions } from "./table.js";
import { layOutTable, PLAIN_STYLE, printable, type Style, type TableColumn, wrap } from "./text.js";

const DEFAULT_WIDTH = 100;
const FIGURES_MOST = 40;

export function formatCalibration(calibration: Calibration, { width = DEFAULT_WIDTH, style = PLAIN_STYLE }: TableOptions = {}): string {
  const columns = Math.max(40, width);
  const { logs, parameters, figures, unknowns, tried, settings } = calibration;
  const heading = logs.map(({ name, title }) => `${name}: ${title}`).join("; ");
  const assumed = settings.filter(({ origin, path }) => origin === "assumed" && path !== "version");
  const blocks = [
    [
      ...wrap(printable(heading), columns).map(style.title),
      ...wrap(`${formatCount(tried)} simulations of the search; then each page simulated, and compared with the log`, columns).map(
        style.faint,
      ),
    ],
    ["Fitted, with 95 % interval", ...parameters.map(parameterLine)],
    figureLines(figures, columns, style),
    ...(assumed.length === 0
      ? []
      : [["Assumed", ...assumed.flatMap(({ path, value, reason }) => listed(`${path}: ${JSON.stringify(value)}; ${reason}`, columns))]]),
    ...(unknowns.length === 0
      ? []
      : [
          [
            "What cannot be known from the log",
            ...unknowns.flatMap(({ what, command }) =>
              listed(command === undefined ? what : `${what}. To measure it: ${command}`, columns),
            ),
          ],
        ]),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

function parameterLine(parameter: FittedParameter): string {
  return `  ${parameter.name.padEnd(26)}${intervalWords(parameter)}`;
}

function listed(text: string, width: number): string[] {
  return wrap(printable(text), width - 4).map((line, at) => `${at === 0 ? "  - " : "    "}${line}`);
}

function figureLines(figures: readonly CalibratedFigure[], width: number, style: Style): string[] {
  const isOne = new Set(figures.map(({ migration }) => migration)).size === 1;
  const columns: TableColumn<CalibratedFigure>[] = [
    ...(isOne
      ? []
      : [{ title: "migration", value: ({ migration }: CalibratedFigure) => printable(migration), align: "left", rank: 1 } as const]),
    { title: "figure", value: ({ label }) => label, align: "left", rank: 0 },
    { title: "log", value: ({ observed, unit }) => shown(observed, unit), align: "right", rank: 0 },
    {
      title: "simulated",
      value: ({ simulated, unit }) => (simulated === undefined ? "-" : shown(simulated, unit)),
      align: "right",
      rank: 0,
    },
    { title: "error", value: errorOf, align: "right", rank: 0 },
  ];
  const rest = figures.length - FIGURES_MOST;
  return [
    ...layOutTable(columns, figures.slice(0, FIGURES_MOST), width).map((line, at) => (at === 0 ? style.title(line) : line)),
    ...(rest > 0 ? [`and ${formatCount(rest)} more figures: --json has them all`] : []),
  ];
}

function errorOf({ error }: CalibratedFigure): string {
  return error === undefined ? "-" : `${error >= 0 ? "+" : ""}${(100 * error).toFixed(1)} %`;
}

function shown(value: number, unit: CalibratedFigure["unit"]): string {
  if (unit === "s") return formatSeconds(value);
  return unit === "bytes" ? formatBytes(value) : formatCount(Math.round(value));
}
