/** Periods of more than one second between syncs, over which QEMU computes its dirty rate (migration_bitmap_sync in ram.c). */

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

  /** Dirty rate of the last period that ended; undefined before the first. */
  get dirtyBytesPerSecond(): number | undefined {
    return this.#dirtyBytesPerSecond;
  }

  addSent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  /** Adds the newly dirty bytes of a sync. Returns the period that the sync ends, if it ends one. */
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
