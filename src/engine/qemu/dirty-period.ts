/** Periods of more than a second between syncs, for which QEMU computes dirty rate and progress (docs/sources/qemu.md#bitmap-sync). */

const PERIOD_SECONDS = 1;

export interface PeriodEnd {
  readonly dirtiedBytes: number;
  readonly sentBytes: number;
  readonly seconds: number;
}

export class DirtyPeriod {
  #startSeconds: number;
  #dirtiedBytes = 0;
  #sentBytes = 0;
  #dirtyBytesPerSecond: number | undefined;

  constructor(startSeconds: number) {
    this.#startSeconds = startSeconds;
  }

  /** Of the last period that ended; undefined before. */
  get dirtyBytesPerSecond(): number | undefined {
    return this.#dirtyBytesPerSecond;
  }

  addSent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** A sync found so many bytes of newly dirty pages. Answers the period that ends with it, if it is over. */
  addSync(dirtiedBytes: number, nowSeconds: number): PeriodEnd | undefined {
    this.#dirtiedBytes += dirtiedBytes;
    const seconds = nowSeconds - this.#startSeconds;
    if (!(seconds > PERIOD_SECONDS)) return undefined;
    const end = { dirtiedBytes: this.#dirtiedBytes, sentBytes: this.#sentBytes, seconds };
    this.#dirtyBytesPerSecond = this.#dirtiedBytes / seconds;
    this.#startSeconds = nowSeconds;
    this.#dirtiedBytes = 0;
    this.#sentBytes = 0;
    return end;
  }
}
