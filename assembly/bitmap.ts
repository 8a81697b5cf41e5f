/**
 * Bitmaps indexed by scan position: position p is bit p & 63 of 64-bit word p >> 6. All lengths are whole chunks of 128 bytes; bits
 * beyond the last page are zero.
 */
import { CHUNK_BYTES } from "./abi";

/** Number of set bits in [ptr, ptr + bytes). Cost: one popcnt per 64 positions. */
export function countBits(ptr: usize, bytes: usize): u32 {
  const endPtr = ptr + bytes;
  let count: u64 = 0;
  for (let at = ptr; at < endPtr; at += 32) {
    count += popcnt<u64>(load<u64>(at)) + popcnt<u64>(load<u64>(at, 8));
    count += popcnt<u64>(load<u64>(at, 16)) + popcnt<u64>(load<u64>(at, 24));
  }
  return <u32>count;
}

/** Mask of the positions [low, high) in the 64-bit word whose bit 0 is position `first`. */
export function rangeWord(first: u32, low: u32, high: u32): u64 {
  if (high <= first || low >= first + 64 || low >= high) return 0;
  let word: u64 = ~0;
  if (low > first) word &= (<u64>~0) << (low - first);
  if (high < first + 64) word &= ~((<u64>~0) << (high - first));
  return word;
}

/** Sets positions [low, high). */
export function setRange(ptr: usize, low: u32, high: u32): void {
  if (low >= high) return;
  const last = (high - 1) >> 6;
  for (let word = low >> 6; word <= last; word++) {
    const at = ptr + ((<usize>word) << 3);
    store<u64>(at, load<u64>(at) | rangeWord(word << 6, low, high));
  }
}

/** Sets position `position`. */
export function setBit(ptr: usize, position: u32): void {
  const at = ptr + ((<usize>position >> 5) << 2);
  store<u32>(at, load<u32>(at) | ((<u32>1) << (position & 31)));
}

/** Clears the positions outside [low, high) in the chunk-sized mask at `ptr`. */
export function clipChunk(ptr: usize, low: u32, high: u32): void {
  for (let word: u32 = 0; word < 16; word++) {
    const at = ptr + ((<usize>word) << 3);
    store<u64>(at, load<u64>(at) & rangeWord(word << 6, low, high));
  }
}

/** True if the chunk at `ptr` has no bit set. */
export function isEmptyChunk(ptr: usize): bool {
  let all = v128.load(ptr);
  for (let at = ptr + 16; at < ptr + CHUNK_BYTES; at += 16) all = v128.or(all, v128.load(at));
  return !v128.any_true(all);
}

/** Adds the mask's bits to the chunk at `ptr` and clears the mask. */
export function mergeChunk(ptr: usize, maskPtr: usize): void {
  const empty = i32x4.splat(0);
  for (let offset: usize = 0; offset < <usize>CHUNK_BYTES; offset += 16) {
    v128.store(ptr + offset, v128.or(v128.load(ptr + offset), v128.load(maskPtr + offset)));
    v128.store(maskPtr + offset, empty);
  }
}

/** Adds the mask's bits that are also in `membersPtr` to the chunk at `ptr` and clears the mask. */
export function mergeMembers(ptr: usize, maskPtr: usize, membersPtr: usize): void {
  const empty = i32x4.splat(0);
  for (let offset: usize = 0; offset < <usize>CHUNK_BYTES; offset += 16) {
    const added = v128.and(v128.load(maskPtr + offset), v128.load(membersPtr + offset));
    v128.store(ptr + offset, v128.or(v128.load(ptr + offset), added));
    v128.store(maskPtr + offset, empty);
  }
}

/** Removes the bits of the chunk at `removedPtr` from the chunk at `ptr`. */
export function removeChunk(ptr: usize, removedPtr: usize): void {
  for (let offset: usize = 0; offset < <usize>CHUNK_BYTES; offset += 16) {
    v128.store(ptr + offset, v128.andnot(v128.load(ptr + offset), v128.load(removedPtr + offset)));
  }
}

/** Reads and clears a chunk of the dirty log; it replaces the chunk's pages to send. Returns the number of pages. */
export function moveChunk(dirtyLogPtr: usize, toSendPtr: usize): u32 {
  const empty = i32x4.splat(0);
  let counts = empty;
  for (let offset: usize = 0; offset < <usize>CHUNK_BYTES; offset += 16) {
    const word = v128.load(dirtyLogPtr + offset);
    counts = i8x16.add(counts, i8x16.popcnt(word));
    v128.store(toSendPtr + offset, word);
    v128.store(dirtyLogPtr + offset, empty);
  }
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts));
  const halves = i64x2.add(sums, i64x2.shr_u(sums, 32));
  return <u32>(i64x2.extract_lane(halves, 0) + i64x2.extract_lane(halves, 1));
}

/**
 * Reads a chunk of the dirty log and adds it to the chunk's pages to send, of which those outside the mask `kept` are dropped first.
 * Written pages are no longer zero pages. The log is cleared, or, if syncs only report (`reportedPtr` not 0), kept and added to the
 * reported pages. Pointers are 0 for bitmaps that do not exist. Returns the number of pages that were not to send before.
 */
export function harvestChunk(dirtyLogPtr: usize, toSendPtr: usize, zeroPtr: usize, reportedPtr: usize, kept: u64): u32 {
  let count: u64 = 0;
  for (let offset: usize = 0; offset < <usize>CHUNK_BYTES; offset += 8) {
    const word = load<u64>(dirtyLogPtr + offset);
    const before = load<u64>(toSendPtr + offset) & kept;
    count += popcnt<u64>(word & ~before);
    store<u64>(toSendPtr + offset, before | word);
    if (zeroPtr != 0) store<u64>(zeroPtr + offset, load<u64>(zeroPtr + offset) & ~word);
    if (reportedPtr == 0) store<u64>(dirtyLogPtr + offset, 0);
    else store<u64>(reportedPtr + offset, load<u64>(reportedPtr + offset) | word);
  }
  return <u32>count;
}
