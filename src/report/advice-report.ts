/** The report of advice: the answer, the table of the choice, total time against downtime, what each choice costs the guest, what to type. */
import type { Advice } from "../advice/advise.js";
import type { TriedSettings } from "../advice/search.js";
import { advisedSentences, goalsSentence, missedSentences, percent } from "../output/advice-words.js";
import { mergedTraces } from "../output/merged-traces.js";
import { guestFact } from "./answers.js";
import { reportHtml } from "./html.js";
import { cdfFigure } from "./plot/cdf.js";
import { type Choice, choicesFigure } from "./plot/choices.js";
import type { Figure, FigureTable } from "./plot/figure.js";
import { priceFigure } from "./plot/price.js";
import { formatKind } from "./plot/units.js";
import type { ReportOptions } from "./run-report.js";

/** Options of a report of advice. */
export interface AdviceReportOptions extends ReportOptions {
  /** The scenario that advice was asked for, as a text that runs again, and a name for its file. */
  readonly scenario: string;
  readonly scenarioFile: string;
  /** The command that simulates the settings found. */
  readonly simulateCommand: string;
}

/** Choices whose price is drawn at most; the table has all. */
const PRICED_MOST = 12;

/** The report of `advise`'s result as one HTML file. */
export function adviceReport(advice: Advice, options: AdviceReportOptions): string {
  const { scenario, advised, system, words, generator } = advice;
  const { command, againCommand, simulateCommand } = options;
  const answer = advised === undefined ? missedSentences(advice) : advisedSentences(advice);
  return reportHtml({
    title: scenario.name ?? "Advice for a live migration",
    facts: [guestFact(scenario), goalsSentence(advice), ...mergedTraces(scenario)],
    answer,
    warnings: warningsOf(advice),
    totals: choiceTable(advice),
    totalsTitle: "The choice",
    figures: figuresOf(advice),
    toType: [
      { title: `${advised === undefined ? "What comes nearest" : "What to type"}, for ${system}`, text: words.join("\n") },
      { title: "To simulate these settings", text: simulateCommand },
    ],
    command,
    scenario: options.scenario,
    scenarioFile: options.scenarioFile,
    againCommand,
    generator: `${generator.name} ${generator.version}`,
  });
}

function warningsOf({ triedSettings, pareto }: Advice): string[] {
  const unmoved = triedSettings.filter(({ moved }) => !moved).length;
  return [
    ...(pareto.length === 0 ? ["No combination moves the guest."] : []),
    ...(unmoved === 0
      ? []
      : [`${unmoved} of ${triedSettings.length} combinations do not move the guest, or were given up, and are in no figure.`]),
    "Figures of the choice are of one run each, with expected counts where these can be; the answer is of the runs with every page.",
  ];
}

/** A row per choice of the Pareto set, and the settings advised, with what each costs. */
function choiceTable(advice: Advice): FigureTable {
  const choices = shownOf(advice);
  const hasFlows = choices.some(({ application }) => application !== undefined);
  const hasWaits = choices.some(({ faults }) => faults !== undefined);
  return {
    columns: [
      "Settings",
      "Total time",
      "Downtime",
      "Guest loses",
      "Share",
      ...(hasFlows ? ["Flows"] : []),
      ...(hasWaits ? ["Pages waited for"] : []),
      "Cost",
      "Goals",
    ],
    rows: choices.map((choice) => [
      nameOf(advice, choice),
      formatKind("seconds", choice.totalSeconds),
      formatKind("seconds", choice.downtimeSeconds),
      formatKind("seconds", choice.guestTimeTakenSeconds),
      percent(choice.guestShareRatio),
      ...(hasFlows ? [choice.application === undefined ? "-" : percent(choice.application.throughputRatio)] : []),
      ...(hasWaits ? [choice.faults === undefined ? "-" : formatKind("count", Math.round(choice.faults))] : []),
      choice.weight,
      choice.meetsGoals ? "met" : "missed",
    ]),
  };
}

/** The Pareto set in the order of the total time; the settings advised first where they are not in it. */
function shownOf(advice: Advice): readonly TriedSettings[] {
  const { pareto, advised } = advice;
  return advised === undefined || pareto.some((choice) => isAdvised(advice, choice)) ? pareto : [advised, ...pareto];
}

/** With the number that it has in the figure of the choice. */
function nameOf(advice: Advice, choice: TriedSettings): string {
  const place = advice.pareto.indexOf(choice);
  return `${place < 0 ? "" : `${place + 1}. `}${choice.label}${isAdvised(advice, choice) ? " (advised)" : ""}`;
}

/** Copies are compared by what they set. */
function isAdvised({ advised }: Advice, { set }: TriedSettings): boolean {
  return advised !== undefined && JSON.stringify(advised.set) === JSON.stringify(set);
}

function figuresOf(advice: Advice): Figure[] {
  const { goals, triedSettings, pareto, advised, stoppedSeconds } = advice;
  const best = new Set(pareto.map(({ set }) => JSON.stringify(set)));
  const choices = triedSettings
    .filter(({ moved }) => moved)
    .map(
      (tried): Choice => ({
        ...tried,
        isPostcopy: tried.faults !== undefined,
        isPareto: best.has(JSON.stringify(tried.set)),
        isAdvised: isAdvised(advice, tried),
      }),
    );
  const map = choicesFigure({ id: "choices", ...goals, choices });
  const priced = shownOf(advice).slice(0, PRICED_MOST);
  return [
    ...(map === undefined ? [] : [map]),
    ...(priced.length === 0
      ? []
      : [
          priceFigure(
            "price",
            priced.map((choice) => ({ name: nameOf(advice, choice), guestTimeTakenSeconds: choice.guestTimeTakenSeconds })),
            stoppedSeconds,
          ),
        ]),
    ...(advised === undefined
      ? []
      : [
          cdfFigure("confirmed", "downtimeSeconds", "Downtime", [
            { name: "the settings advised", values: advised.runs.map(({ downtimeSeconds }) => downtimeSeconds) },
          ]),
        ]),
  ];
}
