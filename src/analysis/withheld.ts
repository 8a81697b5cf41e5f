/** Runs from which nothing can be concluded: the guest was not moved, or the channel had a protocol fault. */
import { movedGuest } from "../result/moved-guest.js";
import type { ComparedRun, Figures, PairedDifference } from "./comparison.js";

export interface NamedRuns {
  /** Name as shown in sentences. */
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

export function failedRunsOf(runs: readonly Pick<ComparedRun, "stop">[]): number {
  return runs.filter((run) => !movedGuest(run)).length;
}

export function faultyRunsOf(runs: readonly ComparedRun[]): number {
  return runs.filter(({ channel }) => channel?.fault !== undefined).length;
}

/** One sentence that names the cells which forbid a conclusion; undefined if every run moved the guest without a fault. */
export function withheldReason(title: string, cells: readonly NamedRuns[]): string | undefined {
  const failed = counts(cells, failedRunsOf);
  const faulty = counts(cells, faultyRunsOf);
  const reasons = [
    ...(failed.length === 0 ? [] : [`${failed.join(" and ")} did not move the guest`]),
    ...(faulty.length === 0 ? [] : [`${faulty.join(" and ")} had rings torn down too late or never`]),
  ];
  return reasons.length === 0 ? undefined : `${title}: no percentages, causes or conclusion, as ${reasons.join(", and ")}.`;
}

function counts(cells: readonly NamedRuns[], countOf: (runs: readonly ComparedRun[]) => number): string[] {
  return cells.flatMap(({ name, runs }) => {
    const count = countOf(runs);
    return count === 0 ? [] : [`${count} of ${runs.length} runs of ${name}`];
  });
}

/** The figures of a withheld pair: differences without relative changes. */
export function withheldFigures({ totals, phases, channel }: Figures<PairedDifference>): Figures<PairedDifference> {
  return {
    totals: withoutRatios(totals),
    phases: withoutRatios(phases),
    ...(channel === undefined ? {} : { channel: withoutRatios(channel) }),
  };
}

function withoutRatios(entries: Readonly<Record<string, PairedDifference>>): Record<string, PairedDifference> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, { relativeRatio: _relativeRatio, ...rest }]) => [name, rest satisfies PairedDifference]),
  );
}
