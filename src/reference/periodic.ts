/** Deterministic sources: sweeps and bursts. Windows are half-open: a write at time t is in [from, to) if from <= t < to. */
import type { PageList, PlannedSource } from "../pages/write-plan.js";
import { setPlace, setRange } from "./poisson.js";

/** True if a multiple of `period` lies in [from, to). */
export function meetsMultiple(period: number, from: number, to: number): boolean {
  let multiple = Math.ceil(from / period);
  while (multiple > 0 && (multiple - 1) * period >= from) multiple--;
  while (multiple * period < from) multiple++;
  return multiple * period < to;
}

/**
 * Adds writes [from, to) of a sweep in address order. They cover one range of the region, wrapped at its end; place p of the chunk is
 * page `firstIndex + p` of the region.
 */
export function addSweep(
  mask: Uint32Array,
  source: PlannedSource,
  firstIndex: number,
  low: number,
  high: number,
  from: number,
  to: number,
): void {
  const { pages } = source;
  const count = Math.min(to - from, pages);
  const begin = ((from % pages) + source.offsetPages) % pages;
  const end = begin + count;
  setRange(mask, Math.max(low, begin - firstIndex), Math.min(high, end - firstIndex));
  if (end > pages) setRange(mask, low, Math.min(high, end - pages - firstIndex));
}

/**
 * Adds the listed pages that writes [from, to) of a sweep hit. A page is hit by the write of its rank and every `period` writes after it.
 */
export function addListedSweep(mask: Uint32Array, list: PageList, chunk: number, period: number, from: number, to: number): void {
  const phase = from % period;
  const end = list.starts[chunk + 1] as number;
  for (let entry = list.starts[chunk] as number; entry < end; entry++) {
    const rank = list.values[entry] as number;
    const wait = rank >= phase ? rank - phase : rank - phase + period;
    if (wait < to - from) setPlace(mask, list.places[entry] as number);
  }
}
