/** Explains in one sentence, with figures, why a faster channel does not shorten a migration. */
import type { Figures, PairedDifference } from "./comparison.js";

interface Names {
  readonly from: string;
  readonly to: string;
}

/**
 * The sentence; undefined unless one of two channels is faster (shorter round trip) and its migration is neither shorter nor sends
 * fewer pages. `base` and `other` hold means over the runs.
 */
export function readingOf(
  { from, to }: Names,
  base: Figures<number>,
  other: Figures<number>,
  differences: Figures<PairedDifference>,
): string | undefined {
  const roundTrip = differences.channel?.roundTripSeconds?.mean ?? 0;
  if (roundTrip === 0 || !base.channel || !other.channel) return undefined;
  const isOtherFaster = roundTrip < 0;
  const wins = (difference: PairedDifference | undefined): boolean => directionOf(difference) === (isOtherFaster ? "lower" : "higher");
  if (wins(differences.totals.totalSeconds) || wins(differences.totals.pagesSent)) return undefined;
  const [fast, slow] = isOtherFaster ? [to, from] : [from, to];
  const [fastFigures, slowFigures] = isOtherFaster ? [other, base] : [base, other];
  const pages = fastFigures.channel?.pagesDirtied === undefined ? "pages" : "pages of the channel";
  const against = (text: (figures: Figures<number>) => string): string => `${text(fastFigures)} against ${text(slowFigures)}`;
  return (
    `${fast} is the faster channel (round trip ${against(microseconds)} of ${slow}) and its migration is not shorter: ` +
    `up to its end ${against(gigabytes)} were moved, ${against(dirtied)} ${pages} were found dirty, ` +
    `and the switch took ${against(switching)}.`
  );
}

/** The verdict on a difference; for a single run, which has none, the sign of the difference. */
function directionOf(difference: PairedDifference | undefined): PairedDifference["verdict"] {
  if (difference === undefined || difference.verdict !== undefined) return difference?.verdict;
  return difference.mean < 0 ? "lower" : "higher";
}

function microseconds({ channel }: Figures<number>): string {
  return `${((channel?.roundTripSeconds ?? 0) * 1e6).toFixed(1)} us`;
}

function gigabytes({ channel }: Figures<number>): string {
  return `${((channel?.bytesMoved ?? 0) / 1e9).toFixed(2)} GB`;
}

/** Dirty pages written by the channel; all dirty pages under fidelity `expected`, which does not tell them apart. */
function dirtied({ channel, totals }: Figures<number>): string {
  return Math.round(channel?.pagesDirtied ?? totals.pagesDirtied ?? 0).toLocaleString("en-US");
}

function switching({ phases }: Figures<number>): string {
  return `${((phases.switchSeconds ?? 0) * 1e3).toFixed(1)} ms`;
}
