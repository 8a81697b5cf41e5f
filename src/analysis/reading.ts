/** Why a faster channel does not make a migration shorter: one sentence with the figures behind it. */
import type { Figures, PairedDifference } from "./comparison.js";

interface Names {
  readonly from: string;
  readonly to: string;
}

/**
 * Undefined unless one of two channels is faster (its round trip is shorter) and its migration is neither shorter nor sends
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
  const winning = isOtherFaster ? "lower" : "higher";
  if (differences.totals.totalSeconds?.verdict === winning || differences.totals.pagesSent?.verdict === winning) return undefined;
  const [fast, slow] = isOtherFaster ? [to, from] : [from, to];
  const [fastFigures, slowFigures] = isOtherFaster ? [other, base] : [base, other];
  return (
    `${fast} is the faster channel (round trip ${microseconds(fastFigures)} us, ${slow} ${microseconds(slowFigures)} us) and its ` +
    `migration is not shorter: until its end ${fast} moved ${gigabytes(fastFigures)} GB against ${gigabytes(slowFigures)} GB, ` +
    `and its harvests found ${dirtied(fastFigures)} pages dirty against ${dirtied(slowFigures)}.`
  );
}

function microseconds({ channel }: Figures<number>): string {
  return ((channel?.roundTripSeconds ?? 0) * 1e6).toFixed(1);
}

function gigabytes({ channel }: Figures<number>): string {
  return ((channel?.bytesMoved ?? 0) / 1e9).toFixed(2);
}

/** Of all pages: what the channel writes and what the workload writes meanwhile. */
function dirtied({ totals }: Figures<number>): string {
  return Math.round(totals.pagesDirtied ?? 0).toLocaleString("en-US");
}
