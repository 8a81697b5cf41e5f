/** A fleet's plans in sentences: which is best in which respect, what each comes to, and what ruled it. */
import type { PlanFigure, PlanResult, PlanRun } from "../fleet/fleet-result.js";
import { pairedDifference } from "../statistics/paired.js";
import { type SummaryEntry, summaryOfOne } from "../statistics/summarize.js";
import { formatEstimate, scaleFor } from "./estimate.js";
import { formatBytes, formatCount, formatSeconds } from "./quantities.js";
import { printable } from "./text.js";

/** The figures in which plans are compared, the best being the least. */
const CLAIMS: readonly { readonly figure: PlanFigure; readonly words: (amount: string) => string; readonly ofPairs?: true }[] = [
  { figure: "makespanSeconds", words: (amount) => `ends first (${amount})` },
  { figure: "pagesSent", words: (amount) => `sends the fewest pages (${amount})` },
  { figure: "longestApartSeconds", words: (amount) => `keeps guests that talk apart for the least time (${amount})`, ofPairs: true },
  { figure: "worstDowntimeSeconds", words: (amount) => `has the shortest worst downtime (${amount})` },
];

/** Which plan is best in which respect: one sentence for each plan that is. Empty for a single plan. */
export function plansVerdict(plans: readonly PlanResult[]): string {
  if (plans.length < 2) return "";
  const hasPairs = plans.some(({ pairs }) => pairs.length > 0);
  const claims = CLAIMS.filter(({ ofPairs }) => hasPairs || ofPairs === undefined).map(({ figure, words }) => {
    const best = plans.reduce((least, plan) => (meanOf(plan, figure).mean < meanOf(least, figure).mean ? plan : least));
    const equals = plans.filter((plan) => plan !== best && !isApart(best, plan, figure)).map(({ name }) => `"${printable(name)}"`);
    const caution = equals.length === 0 ? "" : `; no difference to ${inWords(equals)} shown`;
    return { plan: best.name, words: words(`${amountOf(best, figure)}${caution}`) };
  });
  const names = [...new Set(claims.map(({ plan }) => plan))];
  return names
    .map((plan) => `Plan "${printable(plan)}" ${inWords(claims.filter((claim) => claim.plan === plan).map(({ words }) => words))}.`)
    .join(" ");
}

/** Statistics of a figure of a plan; of a single run the value alone. */
export function meanOf({ replications, ...run }: PlanResult, figure: PlanFigure): SummaryEntry {
  return replications?.summary[figure] ?? summaryOfOne(run[figure]);
}

/** `29.6 s`, or with several runs `29.612 ± 0.011 s`. */
export function amountOf(plan: PlanResult, figure: PlanFigure): string {
  return entryText(figure, meanOf(plan, figure));
}

/** An estimate with its unit, by the name of its figure. */
export function entryText(figure: string, entry: SummaryEntry): string {
  const { mean, confidence95 } = entry;
  const kind = figure.endsWith("Seconds") ? "seconds" : figure.endsWith("Bytes") ? "bytes" : "count";
  if (confidence95 === undefined || confidence95[0] === confidence95[1]) {
    return { seconds: formatSeconds, bytes: formatBytes, count: formatCount }[kind](mean);
  }
  const scale = scaleFor(kind, [mean]);
  return `${formatEstimate(entry, scale)}${scale.symbol === "" ? "" : ` ${scale.symbol}`}`;
}

/** Whether runs show that two plans differ in a figure. A single run shows what it shows. */
function isApart(one: PlanResult, other: PlanResult, figure: PlanFigure): boolean {
  if (one.replications === undefined || other.replications === undefined) return true;
  const [base, compared] = [one, other].map(({ replications }) => replications?.runs.map((run) => run[figure]) ?? []);
  return pairedDifference(base as number[], compared as number[]).verdict !== "no difference shown";
}

/** The plan in a sentence or two; the guests and pairs that it names are those of its first run. */
export function planAnswer(plan: PlanResult): string {
  const { guests, pairs, longestApartSeconds, worstDowntimeSeconds, replications } = plan;
  const moves = `${movesText(plan)} in ${amountOf(plan, "makespanSeconds")}`;
  const longest = guests.find(({ totals }) => totals.downtimeSeconds === worstDowntimeSeconds);
  const named = longest === undefined || guests.length === 1 || replications !== undefined ? "" : ` (${longest.name})`;
  const downtime = `the longest downtime is ${amountOf(plan, "worstDowntimeSeconds")}${named}`;
  const apart = pairs.find(({ apartSeconds }) => apartSeconds === longestApartSeconds);
  const parting =
    apart === undefined || longestApartSeconds === 0
      ? []
      : [
          `${apart.guests.join(" and ")} are apart for ${amountOf(plan, "longestApartSeconds")} and exchange ${amountOf(plan, "apartBytes")} over the link meanwhile${pairs.length > 1 ? " (all pairs)" : ""}`,
        ];
  return [`${moves}; ${[downtime, ...parting].join("; ")}.`, ...queueSentences(plan)].join(" ");
}

/** What was tried again, and what never began. */
function queueSentences({ guests, unmoved = [] }: PlanRun): string[] {
  const again = guests.filter(({ earlierAttempts }) => earlierAttempts !== undefined);
  const times = again.reduce((sum, { earlierAttempts = [] }) => sum + earlierAttempts.length, 0);
  const [first, ...others] = unmoved;
  const tried = again.length === 0 ? [] : [`${again.map(({ name }) => name).join(", ")}: tried again, ${countedTimes(times)} in all.`];
  if (first === undefined) return tried;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return [...tried, `${first.name} never left for ${printable(first.to)}${more}: ${printable(first.reason)}.`];
}

function countedTimes(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

function movesText({ guests, movedGuests, replications }: PlanResult): string {
  const { length } = guests;
  const runs = replications?.runs ?? [];
  if (runs.length > 0) {
    const whole = runs.filter((run) => run.movedGuests === length).length;
    return whole === runs.length ? countOf(length) : `All ${countOf(length)} in ${whole} of ${runs.length} runs,`;
  }
  return movedGuests === length ? countOf(length) : `${movedGuests} of ${length} guests move`;
}

/** What ruled the plan: the busiest card, and the limits of the migration that ended last. Empty if there is none. */
export function planRuling({ links, switches = [], guests, makespanSeconds }: PlanRun): string {
  const used = Math.max(...links.map(({ usedRatio }) => usedRatio));
  const busiest = links.find(({ usedRatio }) => usedRatio === used);
  const last = guests.find(({ endSeconds }) => endSeconds === makespanSeconds);
  const limits = last?.ruledBy.map(({ detail }) => printable(detail)).join(" ");
  if (busiest === undefined || last === undefined) return "";
  const fuller = switches.find(({ usedRatio }) => usedRatio > used && usedRatio === Math.max(...switches.map((each) => each.usedRatio)));
  const place = fuller === undefined ? `the card of ${printable(busiest.host)}` : `the switch ${printable(fuller.name)}`;
  const card = `${place} was ${Math.round(100 * (fuller?.usedRatio ?? used))} % used`;
  return `Ruled by: ${card}; ${last.name} ended last${limits === undefined || limits === "" ? "." : `: ${limits}`}`;
}

function countOf(guests: number): string {
  return guests === 1 ? "1 guest moves" : `${guests} guests move`;
}

export function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
