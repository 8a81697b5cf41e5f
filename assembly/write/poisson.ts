/**
 * Pages written at least once if all have the same mean number of writes: src/reference/poisson.ts.
 *
 * Layout: a mask is 128 bytes, place p is bit p & 31 of 32-bit word p >> 5; a block of 256 places is two vectors.
 */
import { BLOCK_PAGES, CHUNK_PAGES, SPARSE_WRITES_PER_CHUNK, WALK_STEPS_MAX } from "../abi";
import { clipChunk, setBit, setRange } from "../bitmap";
import { exp, log } from "../math";
import { laneNumbers, nextUnit, seedA, seedB, seedC } from "../random";

const TWO_TO_32: f64 = 4294967296;

/** Probability of at least one write, in units of 2^-32: 0 .. 2^32. */
export function writtenProbability(lambda: f64): f64 {
  return floor<f64>((1 - exp(-lambda)) * TWO_TO_32 + 0.5);
}

/**
 * Adds a mask whose bits are set with probability `probability` / 2^32, in all blocks that overlap [low, high).
 *
 * Both vectors of a block are drawn until no lane is undecided, on average 9.3 draws each for 256 places. Every lane is an sfc32
 * generator; its state stays in registers for the whole chunk.
 */
export function addMasks(maskPtr: usize, low: u32, high: u32, probability: u32, address: u64): void {
  const one = i32x4.splat(1);
  const lanes0 = laneNumbers(1);
  const lanes1 = laneNumbers(5);
  let a0 = seedA(address, lanes0);
  let a1 = seedA(address, lanes1);
  let b0 = seedB(address, a0);
  let b1 = seedB(address, a1);
  let c0 = seedC(b0, lanes0);
  let c1 = seedC(b1, lanes1);
  let counter = one;
  for (let first: u32 = 0; first < <u32>CHUNK_PAGES; first += BLOCK_PAGES) {
    if (first >= high || first + BLOCK_PAGES <= low) continue;
    let decided0 = i32x4.splat(0);
    let decided1 = decided0;
    let open0 = i32x4.splat(-1);
    let open1 = open0;
    let rest = <i32>probability;
    while (rest != 0) {
      const out0 = i32x4.add(i32x4.add(a0, b0), counter);
      const out1 = i32x4.add(i32x4.add(a1, b1), counter);
      counter = i32x4.add(counter, one);
      a0 = v128.xor(b0, i32x4.shr_u(b0, 9));
      a1 = v128.xor(b1, i32x4.shr_u(b1, 9));
      b0 = i32x4.add(c0, i32x4.shl(c0, 3));
      b1 = i32x4.add(c1, i32x4.shl(c1, 3));
      c0 = i32x4.add(v128.or(i32x4.shl(c0, 21), i32x4.shr_u(c0, 11)), out0);
      c1 = i32x4.add(v128.or(i32x4.shl(c1, 21), i32x4.shr_u(c1, 11)), out1);
      const below0 = v128.andnot(open0, out0);
      const below1 = v128.andnot(open1, out1);
      if (rest < 0) {
        decided0 = v128.or(decided0, below0);
        decided1 = v128.or(decided1, below1);
        open0 = v128.and(open0, out0);
        open1 = v128.and(open1, out1);
      } else {
        open0 = below0;
        open1 = below1;
      }
      if (!v128.any_true(v128.or(open0, open1))) break;
      rest <<= 1;
    }
    const at = maskPtr + (<usize>first >> 3);
    v128.store(at, v128.or(v128.load(at), decided0));
    v128.store(at, v128.or(v128.load(at, 16), decided1), 16);
  }
}

/**
 * Draws single writes by exponential gaps. Returns true if there was a write. As -log(u) >= 1 - u, most walks without a write need no
 * logarithm.
 */
export function addWalk(maskPtr: usize, low: u32, high: u32, lambda: f64, generatorPtr: usize): bool {
  let at = <f64>low;
  const end = <f64>high;
  for (let step = 0; step < WALK_STEPS_MAX; step++) {
    const uniform = nextUnit(generatorPtr);
    if (1 - uniform >= lambda * (end - at)) return step > 0;
    at -= log(uniform) / lambda;
    if (!(at < end)) return step > 0;
    setBit(maskPtr, <u32>at);
  }
  return true;
}

/** True if single writes are drawn instead of a mask. */
export function isSparse(lambda: f64): bool {
  return lambda * CHUNK_PAGES < SPARSE_WRITES_PER_CHUNK;
}

/**
 * Adds the places of [low, high) written at least once, for a mean that is not sparse. Requires an empty mask: bits outside [low, high)
 * are cleared.
 */
export function addDense(maskPtr: usize, low: u32, high: u32, lambda: f64, address: u64): void {
  const probability = writtenProbability(lambda);
  if (probability == TWO_TO_32) {
    setRange(maskPtr, low, high);
    return;
  }
  addMasks(maskPtr, low, high, <u32>probability, address);
  if (low > 0 || high < <u32>CHUNK_PAGES) clipChunk(maskPtr, low, high);
}

/** Adds the places of [low, high) written at least once. Requires an empty mask. */
export function addPoisson(maskPtr: usize, low: u32, high: u32, lambda: f64, address: u64, generatorPtr: usize): void {
  if (!(lambda > 0)) return;
  if (isSparse(lambda)) addWalk(maskPtr, low, high, lambda, generatorPtr);
  else addDense(maskPtr, low, high, lambda, address);
}
