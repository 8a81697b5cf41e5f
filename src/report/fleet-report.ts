/** The report of a fleet: which plan is best in what, then for each plan its migrations over time and what its links carried. */
import type { FleetGuestResult, FleetLinkSeries, FleetResult, PlanResult } from "../fleet/fleet-result.js";
import { meanOf, planAnswer, planRuling, plansVerdict } from "../output/fleet-words.js";
import { PLAN_KEYS } from "../result/figure-names.js";
import type { Phases } from "../result/result.js";
import { totalLabel } from "./answers.js";
import { reportHtml } from "./html.js";
import type { Figure, FigureTable } from "./plot/figure.js";
import { type GanttMigration, ganttFigure } from "./plot/gantt.js";
import { type LinkRates, linkFigure } from "./plot/links.js";
import { formatMean, kindOf } from "./plot/units.js";
import type { ReportOptions } from "./run-report.js";

/** Options of a fleet's report. */
export interface FleetReportOptions extends ReportOptions {
  /** The fleet as a text that runs again, and a name for its file. */
  readonly fleet: string;
  readonly fleetFile: string;
}

/** Plans and links of each that have figures. The report says so where there are more. */
const PLANS_MOST = 8;
const LINKS_MOST = 4;
/** The phases before the pause, and those of it. */
const BEFORE: readonly (keyof Phases)[] = ["setupSeconds", "liveSeconds", "switchSeconds"];
const SERIES = [
  ["copiesSentBytes", "copies sent"],
  ["copiesReceivedBytes", "copies received"],
  ["flowsSentBytes", "flows sent"],
  ["flowsReceivedBytes", "flows received"],
] as const;

/** The report of `simulateFleet`'s result as one HTML file; links are drawn if they were followed (`followLinks`). */
export function fleetReport(result: FleetResult, { command, againCommand, fleet, fleetFile }: FleetReportOptions): string {
  const { name, seed, runs, plans, generator } = result;
  const verdict = plansVerdict(plans);
  return reportHtml({
    title: name ?? "A fleet",
    facts: [
      `${plans.length === 1 ? "One plan" : `${plans.length} plans`}, ${runs === 1 ? "one run" : `${runs} runs on the same seeds`}, seed ${seed}.`,
    ],
    answer: [...(verdict === "" ? [] : [verdict]), ...plans.flatMap((plan) => answersOf(plan, plans.length > 1))],
    warnings: warningsOf(result),
    totals: totalsTable(plans),
    figures: plans.slice(0, PLANS_MOST).flatMap((plan, index) => planFigures(plan, index, plans.length > 1)),
    command,
    scenario: fleet,
    scenarioFile: fleetFile,
    againCommand,
    generator: `xenvmc-sim ${generator.version}, core ${generator.core}`,
  });
}

function answersOf(plan: PlanResult, isNamed: boolean): string[] {
  const ruling = planRuling(plan);
  const answer = planAnswer(plan);
  if (!isNamed) return [answer, ...(ruling === "" ? [] : [ruling])];
  return [`${plan.name}: ${answer}${ruling === "" ? "" : ` ${ruling}`}`];
}

function warningsOf({ plans, runs }: FleetResult): string[] {
  const left = plans.length - PLANS_MOST;
  const stay = plans.flatMap(({ name, guests, movedGuests, unmoved = [] }) => {
    const all = guests.length + unmoved.length;
    return movedGuests === all ? [] : [`${name}: ${all - movedGuests} of ${all} moves left a guest where it was.`];
  });
  return [
    ...stay,
    ...(runs === 1
      ? ["One run: there is no interval. More runs (--runs 20) show how much of this is chance."]
      : ["Figures over time are of the first run."]),
    ...(left > 0 ? [`Figures of ${left} more plans are not drawn; the table has them.`] : []),
  ];
}

/** A row per plan. */
function totalsTable(plans: readonly PlanResult[]): FigureTable {
  return {
    columns: ["Plan", ...PLAN_KEYS.map(totalLabel)],
    rows: plans.map((plan) => [plan.name, ...PLAN_KEYS.map((figure) => formatMean(kindOf(figure), meanOf(plan, figure)))]),
  };
}

function planFigures(plan: PlanResult, index: number, isNamed: boolean): Figure[] {
  const where = isNamed ? plan.name : "";
  const apart = plan.pairs.flatMap(({ guests, apart: stretches }) => stretches.map((stretch) => ({ guests, ...stretch })));
  return [
    ganttFigure({ id: `gantt-${index}`, where, migrations: plan.guests.flatMap(ganttMigrations), apart }),
    ...busiestLinks(plan).map((series, link) =>
      linkFigure({
        id: `link-${index}-${link}`,
        host: series.host,
        where,
        binSeconds: plan.linkUse?.binSeconds ?? 1,
        endSeconds: plan.makespanSeconds,
        linkBytesPerSecond: series.linkBytesPerSecond,
        rates: ratesOf(series, plan),
      }),
    ),
  ];
}

/** The attempts that were given up, and the last one. */
function ganttMigrations(guest: FleetGuestResult): GanttMigration[] {
  const { name, from, to, startSeconds, endSeconds, phases, totals, moved, earlierAttempts = [] } = guest;
  const pauseSeconds = startSeconds + BEFORE.reduce((sum, phase) => sum + phases[phase], 0);
  return [
    ...earlierAttempts.map((attempt) => ({
      ...{ name, from, to, startSeconds: attempt.startSeconds, endSeconds: attempt.endSeconds, moved: false },
      ...{ pauseSeconds: attempt.endSeconds, resumeSeconds: attempt.endSeconds },
    })),
    { name, from, to, startSeconds, pauseSeconds, resumeSeconds: pauseSeconds + totals.downtimeSeconds, endSeconds, moved },
  ];
}

/** The links that carried most, in the order of the hosts' names. */
function busiestLinks({ links, linkUse }: PlanResult): FleetLinkSeries[] {
  const usedOf = (host: string): number => links.find((link) => link.host === host)?.usedRatio ?? 0;
  const used = (linkUse?.links ?? []).filter(({ host }) => usedOf(host) > 0);
  const busiest = new Set([...used].sort((one, other) => usedOf(other.host) - usedOf(one.host)).slice(0, LINKS_MOST));
  return used.filter((link) => busiest.has(link));
}

function ratesOf(series: FleetLinkSeries, { linkUse, makespanSeconds }: PlanResult): LinkRates[] {
  const { binSeconds = 1 } = linkUse ?? {};
  return SERIES.flatMap(([key, name]) => {
    const bytes = series[key];
    if (!bytes.some((amount) => amount > 0)) return [];
    // The last bin ends with the plan.
    const bytesPerSecond = bytes.map((amount, bin) => amount / Math.max(1e-9, Math.min(binSeconds, makespanSeconds - bin * binSeconds)));
    return [{ name, column: key.replace(/Bytes$/, "BytesPerSecond"), bytesPerSecond }];
  });
}
