/** The windows of 100 ms in which QEMU hands out its quota and measures its bandwidth (docs/sources/qemu.md#rate-window). */

/** BUFFER_DELAY of migration.c. */
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

  /** Bytes per second of the last window; undefined in the first. */
  get bytesPerSecond(): number | undefined {
    return this.#bytesPerSecond;
  }

  get bytes(): number {
    return this.#bytes;
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** What is left of the quota of `maxBytesPerSecond` (0: no limit) for this window; below 0 when it is exceeded. */
  quotaLeft(maxBytesPerSecond: number): number {
    return maxBytesPerSecond === 0 ? Infinity : Math.floor(maxBytesPerSecond * NOMINAL_SECONDS) - this.#bytes;
  }

  /** Seconds to sleep where the quota is exceeded. */
  secondsToSleep(nowSeconds: number): number {
    return Math.max(0, this.#startSeconds + this.#sleepSeconds - nowSeconds);
  }

  /** Ends the window if its time is over: the bytes that went in it, else undefined. */
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
