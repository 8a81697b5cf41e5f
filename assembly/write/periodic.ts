/** Sweeps and bursts: src/reference/periodic.ts. Windows are half-open. Counts are integers below 2^53 kept as f64. */
import { SOURCE_OFFSET, SOURCE_PAGES, SOURCE_PLACES_PTR, SOURCE_STARTS_PTR, SOURCE_VALUES_PTR } from "../abi";
import { setBit, setRange } from "../bitmap";

/** Number of writes k = 0, 1, ... before active second `seconds`, where write k happens at k / rate. */
export function writesBefore(rate: f64, seconds: f64): f64 {
  let count = ceil<f64>(seconds * rate);
  while (count > 0 && (count - 1) / rate >= seconds) count--;
  while (count / rate < seconds) count++;
  return count;
}

/** True if a multiple of `period` lies in [from, to). */
export function meetsMultiple(period: f64, from: f64, to: f64): bool {
  let multiple = ceil<f64>(from / period);
  while (multiple > 0 && (multiple - 1) * period >= from) multiple--;
  while (multiple * period < from) multiple++;
  return multiple * period < to;
}

/** Sets the places of [low, high) that hold pages [begin, end) of the region; place p holds page firstIndex + p. */
function setIndices(maskPtr: usize, firstIndex: i64, low: u32, high: u32, begin: i64, end: i64): void {
  const from = max<i64>(low, begin - firstIndex);
  const to = min<i64>(high, end - firstIndex);
  if (from < to) setRange(maskPtr, <u32>from, <u32>to);
}

/** Adds writes [from, to) of a sweep in address order. They cover one range of the region, wrapped at its end. */
export function addSweep(maskPtr: usize, sourcePtr: usize, firstIndex: i64, low: u32, high: u32, from: f64, to: f64): void {
  const pages = <i64>load<f64>(sourcePtr, SOURCE_PAGES);
  const count = min<i64>(<i64>(to - from), pages);
  const begin = ((<i64>from % pages) + <i64>load<f64>(sourcePtr, SOURCE_OFFSET)) % pages;
  const end = begin + count;
  setIndices(maskPtr, firstIndex, low, high, begin, end);
  if (end > pages) setIndices(maskPtr, firstIndex, low, high, 0, end - pages);
}

/**
 * Adds the listed pages of the chunk that writes [from, to) of a sweep hit. A page is hit by the write of its rank and every SOURCE_PAGES
 * writes after it.
 */
export function addListedSweep(maskPtr: usize, sourcePtr: usize, chunk: u32, from: f64, to: f64): void {
  const period = load<f64>(sourcePtr, SOURCE_PAGES);
  const phase = <f64>(<i64>from % <i64>period);
  const startsPtr = load<usize>(sourcePtr, SOURCE_STARTS_PTR) + ((<usize>chunk) << 2);
  const placesPtr = load<usize>(sourcePtr, SOURCE_PLACES_PTR);
  const valuesPtr = load<usize>(sourcePtr, SOURCE_VALUES_PTR);
  const end = load<u32>(startsPtr, 4);
  for (let entry = load<u32>(startsPtr); entry < end; entry++) {
    const rank = load<f64>(valuesPtr + ((<usize>entry) << 3));
    const wait = rank >= phase ? rank - phase : rank - phase + period;
    if (wait < to - from) setBit(maskPtr, load<u16>(placesPtr + ((<usize>entry) << 1)));
  }
}
