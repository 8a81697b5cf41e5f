/** A fleet's plans for a terminal: the answer in words first, then the plans beside each other, then the guests of each. */
import type { FleetGuestResult, FleetResult, PlanResult } from "../fleet/fleet-result.js";
import { formatBytes, formatCount, formatSeconds } from "./quantities.js";
import { layOutTable, printable, type Style, type TableColumn, wrap } from "./text.js";

const PLAN_COLUMNS: readonly TableColumn<PlanResult>[] = [
  { title: "Plan", align: "left", rank: 0, value: ({ name }) => printable(name) },
  { title: "Makespan", align: "right", rank: 0, value: ({ makespanSeconds }) => formatSeconds(makespanSeconds) },
  { title: "Pages sent", align: "right", rank: 0, value: ({ pagesSent }) => formatCount(pagesSent) },
  { title: "On the wire", align: "right", rank: 2, value: ({ wireBytes }) => formatBytes(wireBytes) },
  { title: "Worst downtime", align: "right", rank: 0, value: ({ worstDowntimeSeconds }) => formatSeconds(worstDowntimeSeconds) },
  { title: "Longest apart", align: "right", rank: 1, value: ({ longestApartSeconds }) => formatSeconds(longestApartSeconds) },
  { title: "Sent while apart", align: "right", rank: 1, value: ({ apartBytes }) => formatBytes(apartBytes) },
];

const GUEST_COLUMNS: readonly TableColumn<FleetGuestResult>[] = [
  { title: "Guest", align: "left", rank: 0, value: ({ name }) => name },
  { title: "From", align: "left", rank: 2, value: ({ from }) => printable(from) },
  { title: "To", align: "left", rank: 1, value: ({ to, moved }) => (moved ? printable(to) : "stays") },
  { title: "Start", align: "right", rank: 1, value: ({ startSeconds }) => formatSeconds(startSeconds) },
  { title: "End", align: "right", rank: 1, value: ({ endSeconds }) => formatSeconds(endSeconds) },
  { title: "Total time", align: "right", rank: 0, value: ({ totals }) => formatSeconds(totals.totalSeconds) },
  { title: "Pages sent", align: "right", rank: 0, value: ({ totals }) => formatCount(totals.pagesSent) },
  { title: "Downtime", align: "right", rank: 0, value: ({ totals }) => formatSeconds(totals.downtimeSeconds) },
  { title: "Apart", align: "right", rank: 2, value: ({ apart }) => (apart.length === 0 ? "-" : formatSeconds(longestApart(apart))) },
  { title: "Stop", align: "left", rank: 3, value: ({ stop }) => stop.kind },
];

export function formatFleet({ name, seed, generator, plans }: FleetResult, width: number, style: Style): string {
  const heading = `seed ${seed}, xenvmc-sim ${generator.version}, core ${generator.core}`;
  const title = name === undefined ? [] : wrap(printable(name), width).map(style.title);
  const verdict = plans.length > 1 ? [...wrap(verdictOf(plans), width), "", ...table(PLAN_COLUMNS, plans, width, style), ""] : [];
  const lines = [
    ...title,
    style.faint(heading),
    "",
    ...verdict,
    ...plans.flatMap((plan) => planLines(plan, plans.length > 1, width, style)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function table<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], width: number, style: Style): string[] {
  const [header = "", ...lines] = layOutTable(columns, rows, width);
  return [style.title(header), ...lines];
}

/** Which plan is best in which respect. */
function verdictOf(plans: readonly PlanResult[]): string {
  const fewest = best(
    plans,
    ({ pagesSent }) => pagesSent,
    ({ pagesSent }) => `sends the fewest pages (${formatCount(pagesSent)})`,
  );
  const soonest = best(
    plans,
    ({ makespanSeconds }) => makespanSeconds,
    ({ makespanSeconds }) => `ends first (${formatSeconds(makespanSeconds)})`,
  );
  const least = best(
    plans,
    ({ longestApartSeconds }) => longestApartSeconds,
    ({ longestApartSeconds }) => `keeps guests that talk apart for the least time (${formatSeconds(longestApartSeconds)})`,
  );
  const shortest = best(
    plans,
    ({ worstDowntimeSeconds }) => worstDowntimeSeconds,
    ({ worstDowntimeSeconds }) => `has the shortest worst downtime (${formatSeconds(worstDowntimeSeconds)})`,
  );
  const hasPairs = plans.some(({ pairs }) => pairs.length > 0);
  const claims = [soonest, fewest, ...(hasPairs ? [least] : []), shortest];
  const names = [...new Set(claims.map(({ plan }) => plan))];
  return names
    .map((plan) => `Plan "${printable(plan)}" ${inWords(claims.filter((claim) => claim.plan === plan).map(({ words }) => words))}.`)
    .join(" ");
}

function best(plans: readonly PlanResult[], amountOf: (plan: PlanResult) => number, words: (plan: PlanResult) => string) {
  const least = Math.min(...plans.map(amountOf));
  const plan = plans.find((each) => amountOf(each) === least) as PlanResult;
  return { plan: plan.name, words: words(plan) };
}

function planLines(plan: PlanResult, isNamed: boolean, width: number, style: Style): string[] {
  const answer = `${isNamed ? `${printable(plan.name)}: ` : ""}${answerOf(plan)}`;
  const ruling = rulingOf(plan);
  return [
    ...wrap(answer, width).map(style.title),
    ...(ruling === "" ? [] : wrap(ruling, width).map(style.faint)),
    ...table(GUEST_COLUMNS, plan.guests, width, style),
    "",
  ];
}

/** The plan in a sentence or two. */
function answerOf({ guests, pairs, makespanSeconds, worstDowntimeSeconds, longestApartSeconds, apartBytes }: PlanResult): string {
  const moved = guests.filter((guest) => guest.moved).length;
  const longest = guests.find(({ totals }) => totals.downtimeSeconds === worstDowntimeSeconds);
  const moves =
    moved === guests.length ? inWords([countOf(moved, "guest moves", "guests move")]) : `${moved} of ${guests.length} guests move`;
  const apart = pairs.find(({ apartSeconds }) => apartSeconds === longestApartSeconds);
  const parting =
    apart === undefined || longestApartSeconds === 0
      ? []
      : [
          `${apart.guests.join(" and ")} are apart for ${formatSeconds(longestApartSeconds)} and exchange ${formatBytes(apartBytes)} over the link meanwhile${pairs.length > 1 ? " (all pairs)" : ""}`,
        ];
  const downtime = `the longest downtime is ${formatSeconds(worstDowntimeSeconds)}${longest === undefined || guests.length === 1 ? "" : ` (${longest.name})`}`;
  return `${moves} in ${formatSeconds(makespanSeconds)}; ${[downtime, ...parting].join("; ")}.`;
}

/** What ruled the plan: the busiest card, and the limits of the migration that ended last. */
function rulingOf({ links, guests, makespanSeconds }: PlanResult): string {
  const used = Math.max(...links.map(({ usedRatio }) => usedRatio));
  const busiest = links.find(({ usedRatio }) => usedRatio === used);
  const last = guests.find(({ endSeconds }) => endSeconds === makespanSeconds);
  const limits = last?.ruledBy.map(({ detail }) => printable(detail)).join(" ");
  if (busiest === undefined || last === undefined) return "";
  const card = `the card of ${printable(busiest.host)} was ${Math.round(100 * used)} % used`;
  return `Ruled by: ${card}; ${last.name} ended last${limits === undefined || limits === "" ? "." : `: ${limits}`}`;
}

function longestApart(apart: FleetGuestResult["apart"]): number {
  return Math.max(...apart.map(({ seconds }) => seconds));
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
