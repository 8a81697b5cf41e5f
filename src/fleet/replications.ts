/** Statistics over the runs of a plan: the same estimates as for runs of a single guest. */
import { PLAN_KEYS } from "../result/figure-names.js";
import type { SummaryEntry } from "../result/result.js";
import { type PairedDifference, pairedDifference } from "../statistics/paired.js";
import { summarizeValues } from "../statistics/summarize.js";
import type { FleetGuestResult, FleetGuestSummary, PlanFigure, PlanReplications, PlanResult, PlanRun } from "./fleet-result.js";

/** The result of a plan from its runs, at least one. `base`: the runs of the first plan; undefined for that one. */
export function planResult(name: string, runs: readonly PlanRun[], base: readonly PlanRun[] | undefined): PlanResult {
  const [first] = runs as readonly [PlanRun, ...PlanRun[]];
  if (runs.length === 1) return { name, ...first };
  const replications: PlanReplications = {
    runs,
    summary: ofEachFigure((figure) => summarizeValues(runs.map((run) => run[figure]))),
    ...(base === undefined ? {} : { differences: differencesOf(base, runs) }),
    guests: guestSummaries(runs),
  };
  return { name, ...first, replications };
}

function differencesOf(base: readonly PlanRun[], other: readonly PlanRun[]): Record<PlanFigure, PairedDifference> {
  return ofEachFigure((figure) =>
    pairedDifference(
      base.map((run) => run[figure]),
      other.map((run) => run[figure]),
    ),
  );
}

function ofEachFigure<Value>(amountOf: (figure: PlanFigure) => Value): Record<PlanFigure, Value> {
  return Object.fromEntries(PLAN_KEYS.map((figure) => [figure, amountOf(figure)])) as Record<PlanFigure, Value>;
}

/** A guest that a plan moves twice has two summaries. A move that did not begin in some run counts where it did. */
function guestSummaries(runs: readonly PlanRun[]): FleetGuestSummary[] {
  const byKey = runs.map(({ guests }) => movesByKey(guests));
  return [...(byKey[0] as Map<string, FleetGuestResult>)].map(([key, { name, apart }]) => {
    const own = byKey.flatMap((guests) => guests.get(key) ?? []);
    const over = (amountOf: (guest: FleetGuestResult) => number): SummaryEntry => summarizeValues(own.map(amountOf));
    return {
      name,
      movedRuns: own.filter(({ moved }) => moved).length,
      startSeconds: over(({ startSeconds }) => startSeconds),
      endSeconds: over(({ endSeconds }) => endSeconds),
      totalSeconds: over(({ totals }) => totals.totalSeconds),
      downtimeSeconds: over(({ totals }) => totals.downtimeSeconds),
      pagesSent: over(({ totals }) => totals.pagesSent),
      ...(apart.length === 0 ? {} : { longestApartSeconds: over(longestApartOf) }),
    };
  });
}

/** By the guest's name and which of its moves it is. */
function movesByKey(guests: readonly FleetGuestResult[]): Map<string, FleetGuestResult> {
  const moves = new Map<string, number>();
  return new Map(
    guests.map((guest) => {
      const move = moves.get(guest.name) ?? 0;
      moves.set(guest.name, move + 1);
      return [`${guest.name} ${move}`, guest];
    }),
  );
}

/** The longest time that a guest was away from one that it talks to. */
export function longestApartOf({ apart }: Pick<FleetGuestResult, "apart">): number {
  return Math.max(0, ...apart.map(({ seconds }) => seconds));
}
