/** One connection between the hosts: the page that is on it, and how long it will be. */
export class Connection {
  #page: number | undefined;
  #leftBytes = 0;
  #sinceSeconds = 0;
  #bytesPerSecond = 0;
  #endSeconds = Infinity;

  /** What is on its way: the page as it was given; undefined where the connection is idle. */
  get page(): number | undefined {
    return this.#page;
  }

  /** Second at which the last byte leaves, at the speed of now; Infinity where nothing does. */
  get endSeconds(): number {
    return this.#endSeconds;
  }

  /** Second at which so many bytes of the page are left, at the speed of now. */
  secondsAtLeft(bytes: number): number {
    return this.#bytesPerSecond > 0 ? this.#sinceSeconds + (this.#leftBytes - bytes) / this.#bytesPerSecond : Infinity;
  }

  /** The first byte leaves at `seconds`, which may lie ahead. */
  begin(page: number, bytes: number, seconds: number): void {
    this.#page = page;
    this.#leftBytes = bytes;
    this.#sinceSeconds = seconds;
    this.#plan();
  }

  /** The last byte has left. */
  end(): void {
    this.#page = undefined;
    this.#endSeconds = Infinity;
  }

  setSpeed(bytesPerSecond: number, seconds: number): void {
    if (bytesPerSecond === this.#bytesPerSecond) return;
    if (seconds > this.#sinceSeconds) {
      this.#leftBytes = Math.max(0, this.#leftBytes - (seconds - this.#sinceSeconds) * this.#bytesPerSecond);
      this.#sinceSeconds = seconds;
    }
    this.#bytesPerSecond = bytesPerSecond;
    if (this.#page !== undefined) this.#plan();
  }

  #plan(): void {
    this.#endSeconds = this.#bytesPerSecond > 0 ? this.#sinceSeconds + this.#leftBytes / this.#bytesPerSecond : Infinity;
  }
}
