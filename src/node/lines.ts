/** Reads lines of a file with their places, and single lines at places, without holding the file. */
import { closeSync, openSync, readSync } from "node:fs";

const LINE_FEED = 10;
const PIECE_BYTES = 2 ** 20;

/** A line, without its line feed. */
export interface PlacedLine {
  readonly offset: number;
  readonly text: string;
  /** False if the file ends without a line feed after it. */
  readonly isEnded: boolean;
}

/** Every line of a file. */
export function* linesOf(path: string): Generator<PlacedLine> {
  const file = openSync(path, "r");
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const bytes = readSync(file, piece, 0, PIECE_BYTES, offset + rest.length);
      if (bytes === 0) break;
      const all = Buffer.concat([rest, piece.subarray(0, bytes)]);
      let start = 0;
      for (let end = all.indexOf(LINE_FEED, start); end >= 0; end = all.indexOf(LINE_FEED, start)) {
        yield { offset: offset + start, text: all.toString("utf8", start, end), isEnded: true };
        start = end + 1;
      }
      rest = Buffer.from(all.subarray(start));
      offset += start;
    }
    if (rest.length > 0) yield { offset, text: rest.toString("utf8"), isEnded: false };
  } finally {
    closeSync(file);
  }
}

const BLOCK_BYTES = 2 ** 16;
const BLOCKS_KEPT = 32;

/** Reads lines at given places of a file that may grow: places near each other cost one read. */
export class LineReader {
  readonly #file: number;
  /** Blocks by number, the least recently used first. */
  readonly #blocks = new Map<number, Buffer>();

  constructor(path: string) {
    this.#file = openSync(path, "r");
  }

  /** The line that begins at `offset`. */
  lineAt(offset: number): string {
    const pieces: Buffer[] = [];
    for (let number = Math.floor(offset / BLOCK_BYTES), start = offset % BLOCK_BYTES; ; number++, start = 0) {
      let block = this.#block(number);
      let end = block.indexOf(LINE_FEED, start);
      if (end < 0 && block.length < BLOCK_BYTES) {
        // It was the end of the file when it was read.
        this.#blocks.delete(number);
        block = this.#block(number);
        end = block.indexOf(LINE_FEED, start);
      }
      pieces.push(block.subarray(start, end < 0 ? block.length : end));
      if (end >= 0 || block.length < BLOCK_BYTES) break;
    }
    return (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).toString("utf8");
  }

  close(): void {
    closeSync(this.#file);
  }

  #block(number: number): Buffer {
    const known = this.#blocks.get(number);
    if (known !== undefined) {
      this.#blocks.delete(number);
      this.#blocks.set(number, known);
      return known;
    }
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const bytes = readSync(this.#file, block, 0, BLOCK_BYTES, number * BLOCK_BYTES);
    const whole = block.subarray(0, bytes);
    this.#blocks.set(number, whole);
    if (this.#blocks.size > BLOCKS_KEPT) this.#blocks.delete(this.#blocks.keys().next().value as number);
    return whole;
  }
}
