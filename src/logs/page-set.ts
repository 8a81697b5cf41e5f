/** A set of page numbers as a bitmap in pieces: memory grows with the range of the pages, not with the writes. */
const PIECE_PAGES = 2 ** 16;

export class PageSet {
  readonly #pieces = new Map<number, Uint32Array>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(page: number): void {
    const number = Math.floor(page / PIECE_PAGES);
    let piece = this.#pieces.get(number);
    if (piece === undefined) {
      piece = new Uint32Array(PIECE_PAGES / 32);
      this.#pieces.set(number, piece);
    }
    const at = page % PIECE_PAGES;
    const word = piece[at >>> 5] as number;
    const bit = 1 << (at & 31);
    if ((word & bit) !== 0) return;
    piece[at >>> 5] = word | bit;
    this.#count++;
  }
}
