/** The guests of a fleet's plans as CSV: one row per guest and plan. */
import type { FleetGuestResult, FleetResult, PlanResult } from "../fleet/fleet-result.js";
import { TOTAL_KEYS } from "../result/figure-names.js";
import { csvCell } from "./csv-cell.js";

interface Column {
  readonly name: string;
  readonly value: (guest: FleetGuestResult, plan: PlanResult) => string | number | boolean | undefined;
}

/** Columns have the names of the JSON result, units included. */
const COLUMNS: readonly Column[] = [
  { name: "plan", value: (_guest, { name }) => name },
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
  { name: "longestApartSeconds", value: ({ apart }) => Math.max(0, ...apart.map(({ seconds }) => seconds)) },
  { name: "apartBytes", value: ({ apart }) => apart.reduce((sum, { bytes }) => sum + bytes, 0) },
  { name: "makespanSeconds", value: (_guest, { makespanSeconds }) => makespanSeconds },
];

/** Lines of one row per guest of each plan, after one header row. Numbers have full precision, lines end in a line feed. */
export function* fleetCsv({ plans }: FleetResult): Generator<string> {
  yield `${COLUMNS.map(({ name }) => name).join(",")}\n`;
  for (const plan of plans) {
    for (const guest of plan.guests) yield `${COLUMNS.map(({ value }) => csvCell(value(guest, plan))).join(",")}\n`;
  }
}
