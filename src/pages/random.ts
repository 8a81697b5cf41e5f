/**
 * Counter-based random draws. A draw is a pure function of its address: a key (from `streams.ts`), then the words absorbed one by one
 * (round, step, chunk), then the lane. No state is carried from one address to the next.
 *
 * Mixer: lowbias32 (C. Wellons, hash-prospector), a bijection of 32-bit words. Generator: sfc32 (C. Doty-Humphrey, PractRand), 128 bits
 * of state; all output bits are usable and it needs only additions, shifts and exclusive-ors. Mirrored by `assembly/random.ts`.
 */

/** A 64-bit address of draws as two 32-bit words. Whether they are read as signed or unsigned does not matter. */
export interface DrawAddress {
  readonly high: number;
  readonly low: number;
}

/** Bijective mixing of a 32-bit word. */
export function mixWord(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** The address of `word` under `address`. Distinct words give distinct addresses. */
export function absorb(address: DrawAddress, word: number): DrawAddress {
  const high = mixWord(address.high ^ word);
  const low = mixWord(((address.low ^ ((word << 16) | (word >>> 16))) + high) | 0);
  return { high, low };
}

const LANE_STEP = 0x9e3779b9;
const LANE_OFFSET = 0x6a09e667;

/** A stream of 32-bit words from one lane of an address. Lane 0 is for scalar draws, lanes 1 .. 8 give the words of a block. */
export class Generator {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(address: DrawAddress, lane: number) {
    this.#a = mixWord(address.high ^ Math.imul(lane, LANE_STEP));
    this.#b = mixWord((this.#a + address.low) | 0);
    this.#c = mixWord(this.#b ^ (Math.imul(lane, LANE_STEP) + LANE_OFFSET));
  }

  /** The next word, as a signed 32-bit integer. */
  word(): number {
    const out = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + out) | 0;
    return out;
  }

  /** Uniform in (0, 1), excluding both ends: the midpoints of 2^52 equal cells. Uses two words. */
  unit(): number {
    const high = this.word() >>> 6;
    const low = this.word() >>> 6;
    return (high * 67108864 + low + 0.5) * 2.220446049250313e-16;
  }
}
