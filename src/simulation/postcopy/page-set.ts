/** A set of pages that only shrinks: bit p & 7 of byte p >> 3, as in a snapshot of Pages. */
export class PageSet {
  readonly #bits: Uint8Array;
  #size: number;

  /** Takes its own copy of `bits`. */
  constructor(bits: Uint8Array) {
    this.#bits = bits.slice();
    this.#size = bits.reduce((sum, byte) => sum + bitsOf(byte), 0);
  }

  get size(): number {
    return this.#size;
  }

  has(page: number): boolean {
    return (((this.#bits[page >>> 3] as number) >>> (page & 7)) & 1) === 1;
  }

  /** Removes a page that is in the set. */
  delete(page: number): void {
    this.#bits[page >>> 3] = (this.#bits[page >>> 3] as number) & ~(1 << (page & 7));
    this.#size--;
  }

  /** The first page of the set from `page` on, and round again from page 0. The set must not be empty. */
  nextFrom(page: number): number {
    const bits = this.#bits;
    let index = (page >>> 3) % bits.length;
    let byte = (bits[index] as number) & (0xff << (page & 7));
    while (byte === 0) {
      index = index + 1 === bits.length ? 0 : index + 1;
      byte = bits[index] as number;
    }
    return index * 8 + (31 - Math.clz32(byte & -byte));
  }

  /** The pages of `bits`, which held this set before, that have been removed since. */
  removedFrom(bits: Uint8Array): Uint8Array {
    return bits.map((byte, index) => byte & ~(this.#bits[index] as number));
  }
}

function bitsOf(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
}
