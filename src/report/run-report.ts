/** The report of `simulate`'s result. */

import { reportJson } from "../output/json.js";
import { movedGuest } from "../result/moved-guest.js";
import type { MigrationResult, Phases, RunResult } from "../result/result.js";
import { runAnswer, scenarioFacts, totalsTable } from "./answers.js";
import type { PageRounds } from "./follow-pages.js";
import { reportHtml } from "./html.js";
import { cdfFigure } from "./plot/cdf.js";
import { roundTripFigure, throughputFigure } from "./plot/channel.js";
import type { Figure } from "./plot/figure.js";
import { pageMapFigure, timesFigure } from "./plot/pages.js";
import { roundsFigure } from "./plot/rounds.js";
import { downtimeFigure, phasesFigure } from "./plot/stacked.js";
import { guestSpeedFigure, ratesFigure, remainingFigure } from "./plot/time.js";

/** What a report says about its making. */
export interface ReportOptions {
  /** The command as typed, for the end of the report. */
  readonly command: string;
  /** The command that makes the same numbers from the saved file: `scenario.json`, for a study its `studyFile`. */
  readonly againCommand: string;
}

/** Options of a run's report. */
export interface RunReportOptions extends ReportOptions {
  /** The first run followed page by page, from `followPages`. Without it there is no map of pages. */
  readonly pages?: PageRounds | undefined;
}

/** The report of a result as one HTML file: the answer in words, the totals, the figures of its first run and of all its runs. */
export function runReport(result: MigrationResult, { command, againCommand, pages }: RunReportOptions): string {
  const { scenario, runs, summary, generator } = result;
  const [first] = runs;
  if (first === undefined) throw new RangeError("runReport: expected a result with at least one run, received none");
  const failed = runs.filter((run) => !movedGuest(run)).length;
  const fault = first.channel?.fault;
  const { whatIf } = first.channel ?? {};
  return reportHtml({
    title: scenario.name ?? "Live migration",
    facts: scenarioFacts(scenario, generator.core),
    answer: runAnswer(result),
    warnings: [
      ...(failed > 0 && runs.length > 1 ? [`${failed} of ${runs.length} runs did not move the guest; the means include them.`] : []),
      ...(fault === undefined ? [] : [`Fault of the channel: ${fault}`]),
      ...(whatIf === undefined ? [] : [whatIf]),
      ...(runs.length === 1 ? ["One run: there is no interval. More runs (--runs 20) show how much of this is chance."] : []),
    ],
    totals: totalsTable({ ...summary }),
    figures: [...firstRunFigures(first, scenario.vm.pageBytes, pages), ...allRunsFigures(runs)],
    command,
    scenario: [...reportJson(scenario)].join(""),
    scenarioFile: "scenario.json",
    againCommand,
    generator: `xenvmc-sim ${generator.version}, core ${generator.core}`,
  });
}

function firstRunFigures(run: RunResult, pageBytes: number, pages: PageRounds | undefined): Figure[] {
  const { rounds, guest, totals, channel } = run;
  const roundTrip = channel && roundTripFigure("round-trip", channel);
  return [
    ...(rounds.length === 0
      ? []
      : [
          roundsFigure("rounds", rounds),
          remainingFigure("remaining", [{ name: "remaining", rounds }], pageBytes),
          ratesFigure("rates", rounds, pageBytes),
        ]),
    ...(guest.speed.length === 0 ? [] : [guestSpeedFigure("guest-speed", guest.speed, rounds, totals.totalSeconds)]),
    ...(pages === undefined || pages.rounds.length === 0
      ? []
      : [pageMapFigure("page-map", pages, pageBytes), timesFigure("page-rounds", pages)]),
    ...(channel === undefined || channel.series.length === 0 ? [] : [throughputFigure("channel", channel)]),
    ...(roundTrip === undefined ? [] : [roundTrip]),
  ];
}

function allRunsFigures(runs: readonly RunResult[]): Figure[] {
  const bars = [{ name: runs.length === 1 ? "the run" : `mean of ${runs.length} runs`, phases: meanPhases(runs) }];
  const moved = runs.filter(movedGuest);
  const values = (name: "totalSeconds" | "downtimeSeconds") => [{ name: "runs", values: moved.map(({ totals }) => totals[name]) }];
  return [
    phasesFigure("phases", bars),
    ...(moved.length === 0 ? [] : [downtimeFigure("downtime-phases", bars)]),
    ...(moved.length < 2
      ? []
      : [
          cdfFigure("total-distribution", "totalSeconds", "Total time", values("totalSeconds")),
          cdfFigure("downtime-distribution", "downtimeSeconds", "Downtime", values("downtimeSeconds")),
        ]),
  ];
}

/** Means over the runs; they add up to the mean total time. */
export function meanPhases(runs: readonly { readonly phases: Phases }[]): Phases {
  const names = Object.keys(runs[0]?.phases ?? {}) as (keyof Phases)[];
  const mean = (name: keyof Phases): number => runs.reduce((sum, { phases }) => sum + phases[name], 0) / runs.length;
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as unknown as Phases;
}
