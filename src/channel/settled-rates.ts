/**
 * Fair rates of streams with readers and loops. A stream whose buffers are full demands what its reader drains if its share would be more.
 * Its share is computed as if there were room: otherwise a buffer that gets room would receive a larger share, fill up at once, and so on
 * without end. What a held stream leaves can only cause further streams to be held. The same is true of a closed loop, whose faster
 * direction demands no more than the slower one gets.
 */
import { type FairRates, fairRates, type Resource } from "./fair-rates.js";

export interface RateSetting {
  /** Bytes per second that each stream would take alone. `bounds`: those limited by their readers or loops, by index. */
  readonly demandsOf: (bounds: ReadonlyMap<number, number>) => readonly number[];
  readonly resources: readonly Resource[];
  /** Bytes per second to which a reader limits a stream, by index; Infinity, or absent, if there is room. */
  readonly heldToBytesPerSecond: readonly number[];
  /** Indices of streams that run at the rate of the slowest among them: both directions of a closed flow. */
  readonly loops: readonly (readonly number[])[];
}

export interface SettledRates extends FairRates {
  /** Indices of the streams limited by their readers. */
  readonly held: ReadonlySet<number>;
}

export function settledRates({ demandsOf, resources, heldToBytesPerSecond, loops }: RateSetting): SettledRates {
  const held = new Map<number, number>();
  const lowered = new Map<number, number>();
  for (;;) {
    const { rates, limited } = fairRates(demandsOf(new Map([...lowered, ...held])), resources);
    const closed = closeLoops(loops, rates);
    const before = held.size + lowered.size;
    for (const [index, rate] of closed.entries()) {
      const limit = heldToBytesPerSecond[index] ?? Infinity;
      if (limit < rate) held.set(index, limit);
      else if (rate < (rates[index] as number)) lowered.set(index, rate);
    }
    if (held.size + lowered.size === before) return { rates: closed, limited, held: new Set(held.keys()) };
  }
}

/** A request and its answer form one loop: both directions run at the rate of the slower one. */
function closeLoops(loops: RateSetting["loops"], rates: readonly number[]): readonly number[] {
  if (loops.length === 0) return rates;
  const closed = [...rates];
  for (const loop of loops) {
    const least = Math.min(...loop.map((index) => rates[index] as number));
    for (const index of loop) closed[index] = least;
  }
  return closed;
}
