/**
 * Which places of a chunk are written at least once, if every place of [low, high) is written by a Poisson process of the same mean
 * `lambda` in the window: each independently with probability 1 - exp(-lambda).
 *
 * A mask has 32 words; place p is bit p & 31 of word p >> 5.
 */
import { BLOCK_PAGES, BLOCK_WORDS, CHUNK_PAGES, SPARSE_WRITES_PER_CHUNK, WALK_STEPS_MAX } from "../../assembly/abi.js";
import { exp, log } from "../pages/math.js";
import { type DrawAddress, Generator } from "../pages/random.js";

const TWO_TO_32 = 4294967296;

export function setPlace(mask: Uint32Array, place: number): void {
  const word = place >>> 5;
  mask[word] = (mask[word] as number) | (1 << (place & 31));
}

/** Probability of at least one write, in units of 2^-32, rounded to nearest: 0 .. 2^32. */
export function writtenProbability(lambda: number): number {
  return Math.floor((1 - exp(-lambda)) * TWO_TO_32 + 0.5);
}

/** Sets every place of [low, high). */
export function setRange(mask: Uint32Array, low: number, high: number): void {
  for (let place = low; place < high; place++) setPlace(mask, place);
}

/**
 * Draws eight words, one from each generator, every bit of which is set with probability `probability` / 2^32.
 *
 * Each bit compares a uniform number, one binary digit per draw, with the probability, most significant digit first. The bit stays
 * undecided as long as the digits agree; it is set if the first differing digit is one in the probability and zero in the draw. All words
 * are drawn until no bit is undecided or the remaining digits of the probability are all zero.
 */
function drawBlock(probability: number, generators: readonly Generator[]): Uint32Array {
  const decided = new Uint32Array(BLOCK_WORDS);
  const undecided = new Uint32Array(BLOCK_WORDS).fill(0xffffffff);
  for (let rest = probability | 0; rest !== 0 && undecided.some((word) => word !== 0); rest <<= 1) {
    for (const [index, generator] of generators.entries()) {
      const open = undecided[index] as number;
      const drawn = generator.word();
      if (rest < 0) decided[index] = (decided[index] as number) | (open & ~drawn);
      undecided[index] = rest < 0 ? open & drawn : open & ~drawn;
    }
  }
  return decided;
}

/** Draws one mask per block of 256 places that overlaps [low, high). */
function addMasks(mask: Uint32Array, low: number, high: number, lambda: number, address: DrawAddress): void {
  const probability = writtenProbability(lambda);
  if (probability === TWO_TO_32) {
    setRange(mask, low, high);
    return;
  }
  const generators = Array.from({ length: BLOCK_WORDS }, (_, word) => new Generator(address, word + 1));
  for (let first = 0; first < CHUNK_PAGES; first += BLOCK_PAGES) {
    if (first >= high || first + BLOCK_PAGES <= low) continue;
    const block = drawBlock(probability, generators);
    for (let place = Math.max(low, first); place < Math.min(high, first + BLOCK_PAGES); place++) {
      const bit = place - first;
      if ((((block[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1) setPlace(mask, place);
    }
  }
}

/** Draws single writes by exponential gaps. As -log(u) >= 1 - u, a gap that surely passes the end needs no logarithm. */
function addWalk(mask: Uint32Array, low: number, high: number, lambda: number, generator: Generator): void {
  let at = low;
  for (let step = 0; step < WALK_STEPS_MAX; step++) {
    const uniform = generator.unit();
    if (1 - uniform >= lambda * (high - at)) return;
    at -= log(uniform) / lambda;
    if (!(at < high)) return;
    setPlace(mask, Math.floor(at));
  }
}

/** Adds the places written at least once: single draws if few writes are expected, else masks. Both have the same distribution. */
export function addPoisson(mask: Uint32Array, low: number, high: number, lambda: number, address: DrawAddress, generator: Generator): void {
  if (!(lambda > 0)) return;
  if (lambda * CHUNK_PAGES < SPARSE_WRITES_PER_CHUNK) addWalk(mask, low, high, lambda, generator);
  else addMasks(mask, low, high, lambda, address);
}
