/** The report of `compare`'s result. */
import type { ComparedVariant, Comparison, Difference } from "../analysis/comparison.js";
import { conclusionOf, shownName } from "../output/compare-reading.js";
import { formatChange } from "../output/estimate.js";
import { reportJson } from "../output/json.js";
import { constantRange } from "../output/sensitivity-table.js";
import { movedGuest } from "../result/moved-guest.js";
import type { RunResult } from "../result/result.js";
import type { PairedDifference } from "../statistics/paired.js";
import { scenarioFacts, totalLabel } from "./answers.js";
import { reportHtml } from "./html.js";
import { attributionFigure } from "./plot/attribution.js";
import { cdfFigure } from "./plot/cdf.js";
import { roundTripFigure, throughputFigure } from "./plot/channel.js";
import type { Figure, FigureTable } from "./plot/figure.js";
import { downtimeFigure, phasesFigure } from "./plot/stacked.js";
import { remainingFigure } from "./plot/time.js";
import { tornadoFigure } from "./plot/tornado.js";
import { formatMean, kindOf } from "./plot/units.js";
import { meanPhases, type ReportOptions } from "./run-report.js";

/** Options of a comparison's report. */
export interface CompareReportOptions extends ReportOptions {
  /** The first run of each variant, in their order, as `onRun` gives them: their rounds and their traffic over time. */
  readonly firstRuns?: readonly RunResult[];
}

/** The report of a comparison as one HTML file: the conclusion in words, the totals with their differences, the figures. */
export function compareReport(comparison: Comparison, { command, againCommand, firstRuns = [] }: CompareReportOptions): string {
  const { scenario, variants, differences, generator, finishedRuns } = comparison;
  const { conclusion, notes } = conclusionOf(comparison);
  return reportHtml({
    title: scenario.name ?? "A comparison",
    facts: [
      ...scenarioFacts(scenario, generator.core),
      `${variants.length} variants, ${finishedRuns} ${finishedRuns === 1 ? "run" : "paired runs"} of each.`,
    ],
    answer: [conclusion, ...variants.map(variantAnswer), ...notes],
    warnings: [
      ...variants.flatMap(variantWarnings),
      ...differences.flatMap(({ reading, withheld }) => [reading, withheld].flatMap((text) => text ?? [])),
    ],
    totals: comparedTotals(comparison),
    figures: [
      ...variantFigures(variants),
      ...attributionFigures(comparison),
      ...tornadoFigures(comparison),
      ...firstRunFigures(comparison, firstRuns),
    ],
    command,
    scenario: [...reportJson(scenario)].join(""),
    scenarioFile: "scenario.json",
    againCommand,
    generator: `xenvmc-sim ${generator.version}, core ${generator.core}`,
  });
}

function variantAnswer(variant: ComparedVariant): string {
  const { totalSeconds, downtimeSeconds } = variant.summary.totals;
  const ruling = (variant.runs[0]?.ruledBy ?? []).map(({ detail }) => detail).join(" ");
  const times =
    totalSeconds && downtimeSeconds
      ? `${formatMean("seconds", totalSeconds)} in all, ${formatMean("seconds", downtimeSeconds)} of downtime.`
      : "never moves the guest.";
  return `${shownName(variant)}: ${times}${ruling === "" ? "" : ` ${ruling}`}`;
}

function variantWarnings(variant: ComparedVariant): string[] {
  const { failedRuns, faultyRuns, runs, whatIf } = variant;
  return [
    ...(failedRuns > 0
      ? [`${shownName(variant)}: ${failedRuns} of ${runs.length} runs did not move the guest and are left out of its means.`]
      : []),
    ...(faultyRuns > 0 ? [`${shownName(variant)}: ${faultyRuns} of ${runs.length} runs have a fault of the channel.`] : []),
    ...(whatIf === undefined ? [] : [`${shownName(variant)}: ${whatIf}`]),
  ];
}

/** Means of every total that some variant has, then the difference of each variant to the first. */
function comparedTotals({ variants, differences }: Comparison): FigureTable {
  const names = [...new Set(variants.flatMap(({ summary }) => Object.keys(summary.totals)))];
  const [base, ...others] = variants;
  const toBase = others.map(({ label }) => differences.find(({ from, to }) => from === base?.label && to === label));
  return {
    columns: ["Total", ...variants.map(shownName), ...others.map((variant) => `${shownName(variant)} - ${base ? shownName(base) : ""}`)],
    rows: names.map((name) => [
      totalLabel(name),
      ...variants.map(({ summary }) => {
        const entry = summary.totals[name];
        return entry === undefined ? "-" : formatMean(kindOf(name), entry);
      }),
      ...toBase.map((difference) => changeText(difference, name)),
    ]),
  };
}

function changeText(difference: Difference | undefined, name: string): string {
  const entry: PairedDifference | undefined = difference?.figures.totals[name];
  if (entry === undefined || difference?.withheld !== undefined) return "-";
  const { verdict, relativeRatio } = entry;
  if (verdict === "no difference shown" || verdict === "equal in every run" || relativeRatio === undefined) return verdict ?? "-";
  return formatChange(relativeRatio);
}

function variantFigures(variants: readonly ComparedVariant[]): Figure[] {
  const bars = variants.map((variant) => ({ name: shownName(variant), phases: meanPhases(variant.runs) }));
  const samples = (name: "totalSeconds" | "downtimeSeconds") =>
    variants.map((variant) => ({ name: shownName(variant), values: variant.runs.filter(movedGuest).map(({ totals }) => totals[name]) }));
  const hasRuns = samples("totalSeconds").some(({ values }) => values.length > 1);
  return [
    phasesFigure("phases", bars),
    downtimeFigure("downtime-phases", bars),
    ...(hasRuns
      ? [
          cdfFigure("total-distribution", "totalSeconds", "Total time", samples("totalSeconds")),
          cdfFigure("downtime-distribution", "downtimeSeconds", "Downtime", samples("downtimeSeconds")),
        ]
      : []),
  ];
}

function attributionFigures({ attribution, variants }: Comparison): Figure[] {
  const nameOf = (label: string): string => {
    const variant = variants.find((candidate) => candidate.label === label);
    return variant ? shownName(variant) : label;
  };
  return attribution.flatMap(({ from, to, figures }, index) =>
    (["totalSeconds", "downtimeSeconds"] as const).flatMap((name) => {
      const figure = figures[name];
      if (figure === undefined) return [];
      return [attributionFigure(`causes-${index}-${name}`, nameOf(from), nameOf(to), name, totalLabel(name), figure)];
    }),
  );
}

/** Of each pair with the first variant, as the other differences follow from these. */
function tornadoFigures({ sensitivity, differences, variants }: Comparison): Figure[] {
  if (sensitivity === undefined) return [];
  const [base, ...others] = variants;
  return others.flatMap((variant, index) => {
    const difference = differences.find(({ from, to }) => from === base?.label && to === variant.label);
    const mean = difference?.figures.totals.totalSeconds?.mean;
    if (base === undefined || mean === undefined || difference?.withheld !== undefined) return [];
    const constants = sensitivity.constants.map((constant) => {
      const effect = constant.effects.find(({ from, to }) => from === base.label && to === variant.label);
      const ends = { atLow: effect?.atLow?.totalSeconds, atHigh: effect?.atHigh?.totalSeconds };
      return { name: constant.name, range: constantRange(constant), ...ends };
    });
    const figure = tornadoFigure(
      `sensitivity-${index}`,
      shownName(base),
      shownName(variant),
      "totalSeconds",
      totalLabel("totalSeconds"),
      mean,
      constants,
    );
    return figure === undefined ? [] : [figure];
  });
}

function firstRunFigures({ variants, scenario }: Comparison, firstRuns: readonly RunResult[]): Figure[] {
  const named = firstRuns.map((run, index) => ({ run, name: shownName(variants[index] as ComparedVariant) }));
  if (named.length === 0) return [];
  const rounds = named.map(({ run, name }) => ({ name, rounds: run.rounds }));
  return [
    remainingFigure("remaining", rounds, scenario.vm.pageBytes),
    ...named.flatMap(({ run: { channel } }, index) => {
      if (channel === undefined || channel.series.length === 0) return [];
      const roundTrip = roundTripFigure(`round-trip-${index}`, channel);
      return [throughputFigure(`channel-${index}`, channel), ...(roundTrip === undefined ? [] : [roundTrip])];
    }),
  ];
}
