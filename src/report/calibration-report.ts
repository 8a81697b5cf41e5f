/** The report of a calibration: the curves of the log and of the calibrated scenario over each other, and how far apart the figures are. */
import type { CalibratedFigure, Calibration } from "../calibrate/calibrate.js";
import type { Observation } from "../calibrate/observation.js";
import { intervalWords } from "../calibrate/scenario-text.js";
import { reportHtml } from "./html.js";
import type { Figure, FigureTable } from "./plot/figure.js";
import { overlayFigure, teeth } from "./plot/time.js";
import { formatKind } from "./plot/units.js";
import type { ReportOptions } from "./run-report.js";

/** The report of a calibration as one HTML file: what was found, log and simulation over each other, what the log cannot tell. */
export function calibrationReport(calibration: Calibration, { command, againCommand }: ReportOptions): string {
  const { logs, parameters, figures, unknowns, settings, scenario, generator, run, observations } = calibration;
  const [first] = observations;
  const worst = figures.reduce<CalibratedFigure | undefined>(
    (most, each) => (Math.abs(each.error ?? 0) > Math.abs(most?.error ?? 0) ? each : most),
    undefined,
  );
  const assumed = settings.filter(({ origin, path }) => origin === "assumed" && path !== "version");
  return reportHtml({
    title: "A scenario from a log",
    facts: [
      logs.map(({ name, title }) => `${name}: ${title}.`).join(" "),
      `${calibration.tried} simulations of the search; then every page of the scenario found, compared with the log.`,
    ],
    answer: [
      worst?.error === undefined
        ? "No figure of the log can be compared."
        : `The simulation comes within ${(100 * Math.abs(worst.error)).toFixed(1)} % of every figure of the log; furthest off: ${worst.label}.`,
      ...parameters.map((parameter) => `Fitted ${parameter.name}: ${intervalWords(parameter)}.`),
      ...assumed.map(({ path, value, reason }) => `Assumed ${path} ${JSON.stringify(value)}: ${reason}.`),
    ],
    warnings: unknowns.map(
      ({ what, command: measure }) => `Not known: ${what}.${measure === undefined ? "" : ` To measure it: ${measure}.`}`,
    ),
    totals: tableOf(figures),
    figures: first === undefined ? [] : figuresOf(first, run),
    command,
    scenario: `${JSON.stringify(scenario, null, 2)}\n`,
    scenarioFile: "scenario.json",
    againCommand,
    generator: `${generator.name} ${generator.version}`,
  });
}

function tableOf(figures: readonly CalibratedFigure[]): FigureTable {
  const shown = (value: number, unit: CalibratedFigure["unit"]) => formatKind(unit === "s" ? "seconds" : unit, value);
  return {
    columns: ["Figure", "Migration", "Log", "Simulated", "Error"],
    rows: figures.map(({ label, migration, unit, observed, simulated, error }) => [
      label,
      migration,
      shown(observed, unit),
      simulated === undefined ? "-" : shown(simulated, unit),
      error === undefined ? "-" : `${(100 * error).toFixed(1)} %`,
    ]),
  };
}

function figuresOf({ remaining, looks, pageBytes }: Observation, { rounds }: Calibration["run"]): Figure[] {
  const dirtied = looks.flatMap(({ endSeconds, dirtiedPages }): (readonly [number, number])[] =>
    endSeconds === undefined || dirtiedPages === undefined ? [] : [[endSeconds, dirtiedPages]],
  );
  const found = rounds.flatMap(({ startSeconds, durationSeconds, pagesDirtied }): (readonly [number, number])[] =>
    pagesDirtied === undefined ? [] : [[startSeconds + durationSeconds, pagesDirtied]],
  );
  return [
    ...(remaining.length < 2
      ? []
      : [
          overlayFigure({
            id: "remaining",
            title: "Remaining to be sent, in the log and simulated",
            description: "Memory of the pages still to send: the samples of the log, and the start and the end of each simulated round.",
            label: "remaining",
            kind: "bytes",
            measured: remaining.map(({ seconds, bytes }) => [seconds, bytes] as const),
            simulated: teeth(rounds, pageBytes),
          }),
        ]),
    ...(dirtied.length < 2
      ? []
      : [
          overlayFigure({
            id: "dirtied",
            title: "Pages found dirty, in the log and simulated",
            description: "Distinct pages found at each read of the dirty log.",
            label: "pages found dirty",
            kind: "pages",
            measured: dirtied,
            simulated: found,
          }),
        ]),
  ];
}
