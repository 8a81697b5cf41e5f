/** The windows of 100 ms over which QEMU grants its byte quota and measures bandwidth (migration_update_counters, migration_rate_limit). */

/** BUFFER_DELAY of migration/options.h. */
const NOMINAL_SECONDS = 0.1;

export class RateWindow {
  /** Length of a window that ends in a sleep. */
  readonly #sleepSeconds: number;
  #startSeconds: number;
  #bytes = 0;
  #bytesPerSecond: number | undefined;

  constructor(sleepSeconds: number, startSeconds: number) {
    this.#sleepSeconds = sleepSeconds;
    this.#startSeconds = startSeconds;
  }

  /** Bandwidth of the last window; undefined in the first. */
  get bytesPerSecond(): number | undefined {
    return this.#bytesPerSecond;
  }

  get bytes(): number {
    return this.#bytes;
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Bytes left of this window's quota under `maxBytesPerSecond` (0: no limit); negative once it is exceeded. */
  quotaLeft(maxBytesPerSecond: number): number {
    return maxBytesPerSecond === 0 ? Infinity : Math.floor(maxBytesPerSecond * NOMINAL_SECONDS) - this.#bytes;
  }

  /** Seconds until the window ends, to sleep once the quota is exceeded. */
  secondsToSleep(nowSeconds: number): number {
    return Math.max(0, this.#startSeconds + this.#sleepSeconds - nowSeconds);
  }

  /** Ends the window if its time is over and returns the bytes sent in it; else undefined. */
  endIfOver(nowSeconds: number): number | undefined {
    const seconds = nowSeconds - this.#startSeconds;
    if (seconds < NOMINAL_SECONDS) return undefined;
    const bytes = this.#bytes;
    this.#bytesPerSecond = bytes / seconds;
    this.#startSeconds = nowSeconds;
    this.#bytes = 0;
    return bytes;
  }
}
