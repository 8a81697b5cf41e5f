/**
 * Stores the writes of a trace in 12 bytes each. If there are too many, they are merged within bins of time: of the writes to one page in
 * a bin, the first and the last are kept, at their own times. A window of time that begins in one bin and ends in another has the same dirty
 * pages as before; only a window inside one bin may miss the writes between a page's first and last.
 */

export interface TraceColumns {
  /** Second and page of each write, in order of time. */
  readonly seconds: Float64Array;
  readonly pages: Uint32Array;
  /** Present if writes were merged: the length of the bins, and the number of writes before merging. */
  readonly merged?: { readonly binSeconds: number; readonly recordedWrites: number } | undefined;
}

/** Writes kept without merging (768 MiB), or 4 per page if that is more: merging leaves 2 per page at worst, half of it. */
const WRITES_KEPT = 2 ** 26;
/** Length of the first bins, doubled until at most half of the limit is left. */
const FIRST_BIN_SECONDS = 0.001;
const BLOCK_BITS = 16;
const BLOCK_WRITES = 2 ** BLOCK_BITS;
const NO_SECONDS = new Float64Array(0);
const NO_PAGES = new Uint32Array(0);

export class KeptWrites {
  readonly #secondBlocks: Float64Array[] = [];
  readonly #pageBlocks: Uint32Array[] = [];
  readonly #limit: number;
  #full: number;
  #binSeconds: number | undefined;
  #largestPage = 0;
  #mergedAway = 0;
  #count = 0;

  /** `binSeconds`: merge within such bins from the start. `limit`: writes kept without merging. */
  constructor(binSeconds?: number, limit = WRITES_KEPT) {
    this.#binSeconds = binSeconds;
    this.#limit = limit;
    this.#full = limit;
  }

  /** Writes added so far. */
  get recordedWrites(): number {
    return this.#count + this.#mergedAway;
  }

  /** Adds a write, no earlier than those before it. */
  add(second: number, page: number): void {
    if (this.#count >= this.#full) this.#makeRoom();
    const block = this.#count >>> BLOCK_BITS;
    if (block === this.#pageBlocks.length) {
      this.#secondBlocks.push(new Float64Array(BLOCK_WRITES));
      this.#pageBlocks.push(new Uint32Array(BLOCK_WRITES));
    }
    this.#put(this.#count++, second, page);
    if (page > this.#largestPage) this.#largestPage = page;
  }

  /** The columns; nothing can be added afterwards. */
  end(): TraceColumns {
    if (this.#binSeconds !== undefined) this.#merge(this.#binSeconds);
    const [seconds, pages] = [new Float64Array(this.#count), new Uint32Array(this.#count)];
    for (let block = 0; block * BLOCK_WRITES < this.#count; block++) {
      const length = Math.min(BLOCK_WRITES, this.#count - block * BLOCK_WRITES);
      seconds.set((this.#secondBlocks[block] as Float64Array).subarray(0, length), block * BLOCK_WRITES);
      pages.set((this.#pageBlocks[block] as Uint32Array).subarray(0, length), block * BLOCK_WRITES);
      // Releases each block once copied, to keep the peak low.
      this.#secondBlocks[block] = NO_SECONDS;
      this.#pageBlocks[block] = NO_PAGES;
    }
    const binSeconds = this.#binSeconds;
    return binSeconds === undefined ? { seconds, pages } : { seconds, pages, merged: { binSeconds, recordedWrites: this.recordedWrites } };
  }

  #makeRoom(): void {
    this.#full = Math.max(this.#limit, 4 * (this.#largestPage + 1));
    if (this.#count < this.#full) return;
    this.#binSeconds ??= FIRST_BIN_SECONDS;
    this.#merge(this.#binSeconds);
    while (this.#count > this.#full / 2) {
      this.#binSeconds *= 2;
      this.#merge(this.#binSeconds);
    }
  }

  /** Merges within bins. Idempotent; merging again in bins of twice the length is the same as merging in those at once. */
  #merge(binSeconds: number): void {
    const seen = new Uint32Array((this.#largestPage >>> 5) + 1);
    const isKept = new Uint32Array((this.#count >>> 5) + 1);
    for (let begin = 0; begin < this.#count; ) {
      const end = this.#endOfBin(begin, binSeconds);
      for (let write = begin; write < end; write++) if (setBit(seen, this.#page(write))) setBit(isKept, write);
      for (let write = end - 1; write >= begin; write--) if (clearBit(seen, this.#page(write))) setBit(isKept, write);
      begin = end;
    }
    this.#keepOnly(isKept);
  }

  #endOfBin(begin: number, binSeconds: number): number {
    const bin = Math.floor(this.#second(begin) / binSeconds);
    let end = begin + 1;
    while (end < this.#count && Math.floor(this.#second(end) / binSeconds) === bin) end++;
    return end;
  }

  #keepOnly(isKept: Uint32Array): void {
    let kept = 0;
    for (let write = 0; write < this.#count; write++) {
      if (((isKept[write >>> 5] as number) & (1 << (write & 31))) !== 0) this.#put(kept++, this.#second(write), this.#page(write));
    }
    this.#mergedAway += this.#count - kept;
    this.#count = kept;
  }

  #second(write: number): number {
    return this.#secondBlocks[write >>> BLOCK_BITS]?.[write & (BLOCK_WRITES - 1)] as number;
  }

  #page(write: number): number {
    return this.#pageBlocks[write >>> BLOCK_BITS]?.[write & (BLOCK_WRITES - 1)] as number;
  }

  #put(write: number, second: number, page: number): void {
    (this.#secondBlocks[write >>> BLOCK_BITS] as Float64Array)[write & (BLOCK_WRITES - 1)] = second;
    (this.#pageBlocks[write >>> BLOCK_BITS] as Uint32Array)[write & (BLOCK_WRITES - 1)] = page;
  }
}

/** True if the bit was not set before. */
function setBit(words: Uint32Array, bit: number): boolean {
  const [word, mask] = [words[bit >>> 5] as number, 1 << (bit & 31)];
  words[bit >>> 5] = word | mask;
  return (word & mask) === 0;
}

/** True if the bit was set before. */
function clearBit(words: Uint32Array, bit: number): boolean {
  const [word, mask] = [words[bit >>> 5] as number, 1 << (bit & 31)];
  words[bit >>> 5] = word & ~mask;
  return (word & mask) !== 0;
}
