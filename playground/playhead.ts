/** The one moment that everything on the page shows: play, pause, speed, any time. */

/** Seconds that a whole migration takes at the speed `undefined`. */
const FIT_SECONDS = 8;

export class Playhead {
  readonly #listeners: (() => void)[] = [];
  #seconds = 0;
  #endSeconds = 0;
  #playing = false;
  #lastMilliseconds = 0;
  /** Playing goes no further: so far memory is known. */
  limitSeconds = 0;
  /** Simulated seconds per second; undefined for the speed at which the whole takes some seconds. */
  speed: number | undefined;

  /** Called when the moment changes, and when playing begins or ends. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  get seconds(): number {
    return this.#seconds;
  }

  get endSeconds(): number {
    return this.#endSeconds;
  }

  get isPlaying(): boolean {
    return this.#playing;
  }

  /** Begins anew, at the same share of the new time if `keepsPlace`. */
  open(endSeconds: number, keepsPlace: boolean): void {
    const ratio = keepsPlace && this.#endSeconds > 0 ? this.#seconds / this.#endSeconds : 0;
    this.#endSeconds = endSeconds;
    this.limitSeconds = 0;
    this.#playing = this.#playing && keepsPlace;
    this.seek(ratio * endSeconds);
  }

  seek(seconds: number): void {
    this.#seconds = Math.min(this.#endSeconds, Math.max(0, seconds));
    this.#tell();
  }

  play(): void {
    if (this.#playing || this.#endSeconds === 0) return;
    this.#playing = true;
    if (this.#seconds >= this.#endSeconds) this.#seconds = 0;
    this.#lastMilliseconds = performance.now();
    requestAnimationFrame(this.#tick);
    this.#tell();
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#tell();
  }

  readonly #tick = (milliseconds: number): void => {
    if (!this.#playing) return;
    const passed = Math.max(0, milliseconds - this.#lastMilliseconds) / 1000;
    this.#lastMilliseconds = milliseconds;
    const to = this.#seconds + passed * (this.speed ?? this.#endSeconds / FIT_SECONDS);
    if (to >= this.#endSeconds && this.limitSeconds >= this.#endSeconds) this.#playing = false;
    else requestAnimationFrame(this.#tick);
    this.seek(Math.max(this.#seconds, Math.min(to, this.limitSeconds)));
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
