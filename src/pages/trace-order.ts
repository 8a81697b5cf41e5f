/**
 * The order of a trace's writes. Write n is recorded write n mod N of repetition floor(n / N), where N is their number: each repetition is one
 * period after the one before it. A trace that does not repeat has an infinite period and repetition 0 alone.
 */
import type { TraceSource } from "./write-source.js";

type Recording = Pick<TraceSource, "seconds" | "periodSeconds">;

/** Active second of write `write`. */
export function secondsOfWrite({ seconds, periodSeconds }: Recording, write: number): number {
  const repetition = Math.floor(write / seconds.length);
  const recorded = seconds[write - repetition * seconds.length] as number;
  return repetition === 0 ? recorded : repetition * periodSeconds + recorded;
}

/** Number of writes before an active second, which is the index of the first at or after it. `from`: a lower bound of the result. */
export function writesBefore({ seconds, periodSeconds }: Recording, activeSeconds: number, from = 0): number {
  const { length } = seconds;
  if (periodSeconds === Infinity || length === 0) return firstAtLeast(seconds, 0, activeSeconds, from);
  // Two repetitions are searched at least: rounding may put the last write of one at the moment of the next one's first.
  let repetition = Math.max(Math.floor(from / length), Math.floor(activeSeconds / periodSeconds) - 1);
  let first = Math.max(0, from - repetition * length);
  for (; ; repetition++) {
    const write = firstAtLeast(seconds, repetition * periodSeconds, activeSeconds, first);
    if (write < length) return repetition * length + write;
    first = 0;
  }
}

/** First index at or after `from` whose value plus `offset` is at least `bound`, in ascending values; their number if there is none. */
function firstAtLeast(values: Float64Array, offset: number, bound: number, from: number): number {
  let low = from;
  let step = 1;
  while (low + step <= values.length && offset + (values[low + step - 1] as number) < bound) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step - 1, values.length);
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (offset + (values[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
