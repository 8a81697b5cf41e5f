/** Sources with unequal page rates: src/reference/graded.ts and src/pages/grade.ts. */
import {
  CHUNK_PAGES,
  METHOD_ZIPF,
  SOURCE_EXPONENT,
  SOURCE_METHOD,
  SOURCE_PAGES,
  SOURCE_PLACES_PTR,
  SOURCE_RATE,
  SOURCE_STARTS_PTR,
  SOURCE_VALUES_PTR,
  SOURCE_ZIPF_SUM,
  THINNED_WRITES_PER_CHUNK,
  WALK_STEPS_MAX,
} from "../abi";
import { setBit } from "../bitmap";
import { exp, log } from "../math";
import { nextUnit, nextWord } from "../random";
import { addPoisson, writtenProbability } from "./poisson";

/** Mean number of write starts on page `index` of the region in `seconds` active seconds. */
export function gradedMean(sourcePtr: usize, index: f64, seconds: f64): f64 {
  const exponent = load<f64>(sourcePtr, SOURCE_EXPONENT);
  const rate = load<f64>(sourcePtr, SOURCE_RATE);
  if (load<u32>(sourcePtr, SOURCE_METHOD) == METHOD_ZIPF) {
    return rate * (exp(-exponent * log(index + 1)) / load<f64>(sourcePtr, SOURCE_ZIPF_SUM)) * seconds;
  }
  const pages = load<f64>(sourcePtr, SOURCE_PAGES);
  const below = index == 0 ? 0 : exp(exponent * log(index / pages));
  return rate * (exp(exponent * log((index + 1) / pages)) - below) * seconds;
}

/** Draws every page of [low, high) on its own. */
function addEach(maskPtr: usize, sourcePtr: usize, firstIndex: f64, low: u32, high: u32, seconds: f64, generatorPtr: usize): void {
  for (let place = low; place < high; place++) {
    const drawn = <f64>nextWord(generatorPtr);
    if (drawn < writtenProbability(gradedMean(sourcePtr, firstIndex + <f64>place, seconds))) setBit(maskPtr, place);
  }
}

/** Adds the write starts in [low, high); place p of the chunk is page firstIndex + p of the region. Requires an empty mask. */
export function addGraded(
  maskPtr: usize,
  sourcePtr: usize,
  firstIndex: f64,
  low: u32,
  high: u32,
  seconds: f64,
  address: u64,
  generatorPtr: usize,
): void {
  const atLow = gradedMean(sourcePtr, firstIndex + <f64>low, seconds);
  const atHigh = gradedMean(sourcePtr, firstIndex + <f64>high - 1, seconds);
  const least = min<f64>(atLow, atHigh);
  const excess = max<f64>(atLow, atHigh) - least;
  if (excess * CHUNK_PAGES > THINNED_WRITES_PER_CHUNK) {
    addEach(maskPtr, sourcePtr, firstIndex, low, high, seconds, generatorPtr);
    return;
  }
  addPoisson(maskPtr, low, high, least, address, generatorPtr);
  if (!(excess > 0)) return;
  let at = <f64>low;
  const end = <f64>high;
  for (let step = 0; step < WALK_STEPS_MAX; step++) {
    at -= log(nextUnit(generatorPtr)) / excess;
    if (!(at < end)) return;
    const place = floor<f64>(at);
    const own = gradedMean(sourcePtr, firstIndex + place, seconds) - least;
    if (nextUnit(generatorPtr) * excess < own) setBit(maskPtr, <u32>place);
  }
}

/** Adds the written pages among the chunk's listed pages, one draw per page. */
export function addListed(maskPtr: usize, sourcePtr: usize, chunk: u32, seconds: f64, generatorPtr: usize): void {
  const startsPtr = load<usize>(sourcePtr, SOURCE_STARTS_PTR) + ((<usize>chunk) << 2);
  const placesPtr = load<usize>(sourcePtr, SOURCE_PLACES_PTR);
  const valuesPtr = load<usize>(sourcePtr, SOURCE_VALUES_PTR);
  const end = load<u32>(startsPtr, 4);
  for (let entry = load<u32>(startsPtr); entry < end; entry++) {
    const probability = writtenProbability(load<f64>(valuesPtr + ((<usize>entry) << 3)) * seconds);
    if (<f64>nextWord(generatorPtr) < probability) setBit(maskPtr, load<u16>(placesPtr + ((<usize>entry) << 1)));
  }
}
