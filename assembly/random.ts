/**
 * Counter-based random draws: src/pages/random.ts, for one lane and for four at once.
 *
 * Layout: a scalar generator is four 32-bit words in memory: a, b, c, counter.
 */

/** lowbias32, a bijection of 32-bit words. */
function mixWord(word: u32): u32 {
  let x = word;
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

function mixVector(vector: v128): v128 {
  let x = vector;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Address of the draws under `word`. An address is one u64, its high word in the upper half. */
export function absorb(address: u64, word: u32): u64 {
  const high = mixWord(<u32>(address >> 32) ^ word);
  const low = mixWord((<u32>address ^ rotl<u32>(word, 16)) + high);
  return ((<u64>high) << 32) | <u64>low;
}

const LANE_STEP: u32 = 0x9e3779b9;
const LANE_OFFSET: u32 = 0x6a09e667;

/** First state word of four lanes. `lanes` holds the lanes' numbers x LANE_STEP. */
export function seedA(address: u64, lanes: v128): v128 {
  return mixVector(v128.xor(i32x4.splat(<i32>(address >> 32)), lanes));
}

export function seedB(address: u64, a: v128): v128 {
  return mixVector(i32x4.add(a, i32x4.splat(<i32>address)));
}

export function seedC(b: v128, lanes: v128): v128 {
  return mixVector(v128.xor(b, i32x4.add(lanes, i32x4.splat(<i32>LANE_OFFSET))));
}

/** Lane numbers first .. first + 3, each x LANE_STEP. */
export function laneNumbers(first: i32): v128 {
  return i32x4.mul(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first)), i32x4.splat(<i32>LANE_STEP));
}

/** Seeds the scalar generator at `ptr` with lane 0 of an address. */
export function seedGenerator(ptr: usize, address: u64): void {
  const a = mixWord(<u32>(address >> 32));
  const b = mixWord(a + <u32>address);
  store<u32>(ptr, a);
  store<u32>(ptr, b, 4);
  store<u32>(ptr, mixWord(b ^ LANE_OFFSET), 8);
  store<u32>(ptr, 1, 12);
}

/** The next word of the generator at `ptr` (sfc32). */
export function nextWord(ptr: usize): u32 {
  const b = load<u32>(ptr, 4);
  const c = load<u32>(ptr, 8);
  const counter = load<u32>(ptr, 12);
  const out = load<u32>(ptr) + b + counter;
  store<u32>(ptr, b ^ (b >> 9));
  store<u32>(ptr, c + (c << 3), 4);
  store<u32>(ptr, rotl<u32>(c, 21) + out, 8);
  store<u32>(ptr, counter + 1, 12);
  return out;
}

/** Uniform in (0, 1), from two words. */
export function nextUnit(ptr: usize): f64 {
  const high = <f64>(nextWord(ptr) >> 6);
  const low = <f64>(nextWord(ptr) >> 6);
  return (high * 67108864 + low + 0.5) * 2.220446049250313e-16;
}
