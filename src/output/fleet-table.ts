/** A fleet's plans for a terminal: the answer in words first, then the plans beside each other, then the guests of each. */
import type { FleetGuestResult, FleetGuestSummary, FleetResult, PlanFigure, PlanResult } from "../fleet/fleet-result.js";
import { longestApartOf } from "../fleet/replications.js";
import { amountOf, entryText, planAnswer, planRuling, plansVerdict } from "./fleet-words.js";
import { formatCount, formatSeconds } from "./quantities.js";
import { layOutTable, printable, type Style, type TableColumn, wrap } from "./text.js";

const PLAN_COLUMNS: readonly TableColumn<PlanResult>[] = [
  { title: "Plan", align: "left", rank: 0, value: ({ name }) => printable(name) },
  planColumn("Makespan", "makespanSeconds", 0),
  planColumn("Pages sent", "pagesSent", 0),
  planColumn("On the wire", "wireBytes", 2),
  planColumn("Worst downtime", "worstDowntimeSeconds", 0),
  planColumn("Longest apart", "longestApartSeconds", 1),
  planColumn("Sent while apart", "apartBytes", 1),
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
  {
    title: "Apart",
    align: "right",
    rank: 2,
    value: (guest) => (guest.apart.length === 0 ? "-" : formatSeconds(longestApartOf(guest))),
  },
  { title: "Stop", align: "left", rank: 3, value: ({ stop }) => stop.kind },
];

/** A guest over several runs, and how many there are. */
interface SummaryRow {
  readonly guest: FleetGuestSummary;
  readonly runs: number;
}

const SUMMARY_COLUMNS: readonly TableColumn<SummaryRow>[] = [
  { title: "Guest", align: "left", rank: 0, value: ({ guest }) => guest.name },
  {
    title: "Moved",
    align: "right",
    rank: 1,
    value: ({ guest, runs }) => (guest.movedRuns === runs ? "always" : `${guest.movedRuns} of ${runs}`),
  },
  summaryColumn("Start", "startSeconds", 3),
  summaryColumn("End", "endSeconds", 2),
  summaryColumn("Total time", "totalSeconds", 0),
  summaryColumn("Pages sent", "pagesSent", 0),
  summaryColumn("Downtime", "downtimeSeconds", 0),
  summaryColumn("Apart", "longestApartSeconds", 2),
];

function planColumn(title: string, figure: PlanFigure, rank: number): TableColumn<PlanResult> {
  return { title, align: "right", rank, value: (plan) => amountOf(plan, figure) };
}

function summaryColumn(
  title: string,
  figure: Exclude<keyof FleetGuestSummary, "name" | "movedRuns">,
  rank: number,
): TableColumn<SummaryRow> {
  return {
    title,
    align: "right",
    rank,
    value: ({ guest: { [figure]: entry } }) => (entry === undefined ? "-" : entryText(figure, entry)),
  };
}

const NOTE = "±: 95 % interval of the mean over the runs; plans are compared run by run on the same seeds.";

export function formatFleet({ name, seed, runs, generator, plans }: FleetResult, width: number, style: Style): string {
  const heading = `${runs === 1 ? "" : `${runs} runs, `}seed ${seed}, xenvmc-sim ${generator.version}, core ${generator.core}`;
  const title = name === undefined ? [] : wrap(printable(name), width).map(style.title);
  const isSingle = plans.length === 1;
  const verdict = isSingle ? [] : [...wrap(plansVerdict(plans), width), "", ...table(PLAN_COLUMNS, plans, width, style), ""];
  const lines = [
    ...title,
    style.faint(heading),
    "",
    ...verdict,
    ...plans.flatMap((plan) => planLines(plan, !isSingle, width, style)),
    ...(runs === 1 ? [] : wrap(NOTE, width).map(style.faint)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function table<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], width: number, style: Style): string[] {
  const [header = "", ...lines] = layOutTable(columns, rows, width);
  return [style.title(header), ...lines];
}

function planLines(plan: PlanResult, isNamed: boolean, width: number, style: Style): string[] {
  const answer = `${isNamed ? `${printable(plan.name)}: ` : ""}${planAnswer(plan)}`;
  const ruling = planRuling(plan);
  const { replications } = plan;
  return [
    ...wrap(answer, width).map(style.title),
    ...(ruling === "" ? [] : wrap(ruling, width).map(style.faint)),
    ...(replications === undefined
      ? table(GUEST_COLUMNS, plan.guests, width, style)
      : table(
          SUMMARY_COLUMNS,
          replications.guests.map((guest) => ({ guest, runs: replications.runs.length })),
          width,
          style,
        )),
    "",
  ];
}
