/** One connection between the hosts: the page on it, and when it will have left. */
export class Connection {
  #page: number | undefined;
  #leftBytes = 0;
  #sinceSeconds = 0;
  #bytesPerSecond = 0;
  #endSeconds = Infinity;

  /** The page on the wire, as it was given; undefined if the connection is idle. */
  get page(): number | undefined {
    return this.#page;
  }

  /** Second at which the last byte leaves at the present speed; Infinity if the connection is idle. */
  get endSeconds(): number {
    return this.#endSeconds;
  }

  /** Second at which `bytes` of the page are left, at the present speed. */
  secondsAtLeft(bytes: number): number {
    return this.#bytesPerSecond > 0 ? this.#sinceSeconds + (this.#leftBytes - bytes) / this.#bytesPerSecond : Infinity;
  }

  /** Begins a page: its first byte leaves at `seconds`, possibly in the future. */
  begin(page: number, bytes: number, seconds: number): void {
    this.#page = page;
    this.#leftBytes = bytes;
    this.#sinceSeconds = seconds;
    this.#plan();
  }

  /** Ends the page: its last byte has left. */
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
