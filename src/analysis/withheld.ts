/** Runs from which nothing can be concluded: of a guest that stayed where it was, and of a channel whose protocol was broken. */
import type { StopKind } from "../result/result.js";
import type { ComparedRun, Figures, PairedDifference } from "./comparison.js";

/** Ends that leave the guest where it was. */
const FAILED: ReadonlySet<StopKind> = new Set<StopKind>(["cancelled", "timeout", "suspend-timeout", "round-limit", "no-progress"]);

export interface NamedRuns {
  /** As it stands in a sentence. */
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

/** Whether a run ended with the guest at the destination. */
export function movedGuest({ stop }: Pick<ComparedRun, "stop">): boolean {
  return !FAILED.has(stop.kind);
}

export function failedRunsOf(runs: readonly Pick<ComparedRun, "stop">[]): number {
  return runs.filter((run) => !movedGuest(run)).length;
}

export function faultyRunsOf(runs: readonly ComparedRun[]): number {
  return runs.filter(({ channel }) => channel?.fault !== undefined).length;
}

/** One sentence with the cells that forbid a conclusion; undefined where every run moved the guest without a fault. */
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

/** What may still be said of a withheld pair. */
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
