/** The guests of a fleet's plans as CSV: one row per guest, run and plan. */
import type { FleetGuestResult, FleetResult, PlanRun } from "../fleet/fleet-result.js";
import { longestApartOf } from "../fleet/replications.js";
import { TOTAL_KEYS } from "../result/figure-names.js";
import { csvCell } from "./csv-cell.js";

interface Column {
  readonly name: string;
  readonly value: (guest: FleetGuestResult, place: Place) => string | number | boolean | undefined;
}

interface Place {
  readonly plan: string;
  readonly run: number;
  readonly outcome: PlanRun;
}

/** Columns have the names of the JSON result, units included. */
const COLUMNS: readonly Column[] = [
  { name: "plan", value: (_guest, { plan }) => plan },
  { name: "run", value: (_guest, { run }) => run },
  { name: "guest", value: ({ name }) => name },
  { name: "from", value: ({ from }) => from },
  { name: "to", value: ({ to }) => to },
  { name: "moved", value: ({ moved }) => moved },
  { name: "startSeconds", value: ({ startSeconds }) => startSeconds },
  { name: "endSeconds", value: ({ endSeconds }) => endSeconds },
  { name: "stop", value: ({ stop }) => stop.kind },
  { name: "converged", value: ({ stop }) => stop.converged },
  { name: "ruledBy", value: ({ ruledBy }) => ruledBy[0]?.kind },
  ...TOTAL_KEYS.map((name): Column => ({ name, value: ({ totals }) => totals[name] })),
  { name: "longestApartSeconds", value: longestApartOf },
  { name: "apartBytes", value: ({ apart }) => apart.reduce((sum, { bytes }) => sum + bytes, 0) },
  { name: "attempts", value: ({ earlierAttempts = [] }) => 1 + earlierAttempts.length },
  { name: "makespanSeconds", value: (_guest, { outcome }) => outcome.makespanSeconds },
];

/** Lines of one row per guest and run of each plan, after one header row. Numbers have full precision, lines end in a line feed. */
export function* fleetCsv({ plans }: FleetResult): Generator<string> {
  yield `${COLUMNS.map(({ name }) => name).join(",")}\n`;
  for (const { name: plan, replications, ...first } of plans) {
    for (const [run, outcome] of (replications?.runs ?? [first]).entries()) {
      for (const guest of outcome.guests) yield `${COLUMNS.map(({ value }) => csvCell(value(guest, { plan, run, outcome }))).join(",")}\n`;
    }
  }
}
