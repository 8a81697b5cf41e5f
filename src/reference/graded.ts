/** Writes of sources with unequal page rates: Zipf's law and power law. */
import { CHUNK_PAGES, METHOD_ZIPF, THINNED_WRITES_PER_CHUNK, WALK_STEPS_MAX } from "../../assembly/abi.js";
import { powerLawShare, zipfShare } from "../pages/grade.js";
import { log } from "../pages/math.js";
import type { DrawAddress, Generator } from "../pages/random.js";
import type { PageList, PlannedSource } from "../pages/write-plan.js";
import { addPoisson, setPlace, writtenProbability } from "./poisson.js";

/**
 * Mean number of write starts on page `index` of the region in `seconds`. For runs the caller divides the active seconds by the pages
 * that a run covers.
 */
export function gradedMean(source: PlannedSource, index: number, seconds: number): number {
  const share =
    source.method === METHOD_ZIPF ? zipfShare(index, source.exponent, source.zipfSum) : powerLawShare(index, source.exponent, source.pages);
  return source.rate * share * seconds;
}

/**
 * Adds the write starts in [low, high) of a chunk whose place p is page `firstIndex + p` of the region. The source is split into a
 * uniform one at its lowest mean, and the excess above it. The excess is drawn by thinning: a walk at the highest excess, each step of
 * which counts with the probability own excess / highest excess. If the excess is large, one draw per page is cheaper.
 */
export function addGraded(
  mask: Uint32Array,
  source: PlannedSource,
  firstIndex: number,
  low: number,
  high: number,
  seconds: number,
  address: DrawAddress,
  generator: Generator,
): void {
  const atLow = gradedMean(source, firstIndex + low, seconds);
  const atHigh = gradedMean(source, firstIndex + high - 1, seconds);
  const least = Math.min(atLow, atHigh);
  const excess = Math.max(atLow, atHigh) - least;
  if (excess * CHUNK_PAGES > THINNED_WRITES_PER_CHUNK) {
    for (let place = low; place < high; place++) {
      if (generator.word() >>> 0 < writtenProbability(gradedMean(source, firstIndex + place, seconds))) setPlace(mask, place);
    }
    return;
  }
  addPoisson(mask, low, high, least, address, generator);
  if (!(excess > 0)) return;
  let at = low;
  for (let step = 0; step < WALK_STEPS_MAX; step++) {
    at -= log(generator.unit()) / excess;
    if (!(at < high)) return;
    const place = Math.floor(at);
    const own = gradedMean(source, firstIndex + place, seconds) - least;
    if (generator.unit() * excess < own) setPlace(mask, place);
  }
}

/** Adds the written pages of a list with one rate per page: one draw per page. */
export function addListed(mask: Uint32Array, list: PageList, chunk: number, seconds: number, generator: Generator): void {
  const end = list.starts[chunk + 1] as number;
  for (let entry = list.starts[chunk] as number; entry < end; entry++) {
    const probability = writtenProbability((list.values[entry] as number) * seconds);
    if (generator.word() >>> 0 < probability) setPlace(mask, list.places[entry] as number);
  }
}
