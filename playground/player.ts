/** The frames of a migration, and the one that is shown: play, pause, step, speed, any time. */
import type { Frame } from "./protocol.js";

/** Seconds that a whole migration takes at the speed `fit`. */
const FIT_SECONDS = 8;

export class Player {
  readonly #onShow: (frame: Frame, index: number) => void;
  readonly #onPlaying: (isPlaying: boolean) => void;
  #frames: Frame[] = [];
  #index = 0;
  #seconds = 0;
  #endSeconds = 0;
  #playing = false;
  #isComplete = false;
  #lastMilliseconds = 0;
  /** Simulated seconds per second; undefined for the speed at which the whole takes some seconds. */
  speed: number | undefined;

  constructor(onShow: (frame: Frame, index: number) => void, onPlaying: (isPlaying: boolean) => void) {
    this.#onShow = onShow;
    this.#onPlaying = onPlaying;
  }

  /** Begins anew, at the same share of the new migration's time if `keepsPlace`. */
  open(endSeconds: number, keepsPlace: boolean): void {
    const ratio = keepsPlace && this.#endSeconds > 0 ? this.#seconds / this.#endSeconds : 0;
    this.#frames = [];
    this.#index = 0;
    this.#endSeconds = endSeconds;
    this.#seconds = ratio * endSeconds;
    this.#isComplete = false;
  }

  add(frame: Frame): void {
    this.#frames.push(frame);
    if (this.#frames.length === 1 || (!this.#playing && frame.seconds <= this.#seconds)) this.#showTime();
  }

  complete(): void {
    this.#isComplete = true;
    if (this.#frames.length > 0) this.#showTime();
  }

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  get index(): number {
    return this.#index;
  }

  get seconds(): number {
    return this.#seconds;
  }

  get isPlaying(): boolean {
    return this.#playing;
  }

  show(index: number): void {
    const frame = this.#frames[Math.min(this.#frames.length - 1, Math.max(0, index))];
    if (frame === undefined) return;
    this.#seconds = frame.seconds;
    this.#showTime();
  }

  seek(seconds: number): void {
    this.#seconds = Math.min(this.#endSeconds, Math.max(0, seconds));
    this.#showTime();
  }

  /** To the start of the next round, or of this one or the one before. */
  stepRound(direction: 1 | -1): void {
    this.pause();
    const { rounds = 0 } = this.#frames[this.#index] ?? {};
    if (direction > 0) {
      const next = this.#frames.findIndex((frame, index) => index > this.#index && frame.rounds > rounds);
      this.show(next < 0 ? this.#frames.length - 1 : next);
      return;
    }
    const { rounds: before = 0 } = this.#frames[this.#index - 1] ?? {};
    this.show(this.#frames.findIndex((frame) => frame.rounds >= before));
  }

  play(): void {
    if (this.#frames.length === 0 || this.#playing) return;
    if (this.#isComplete && this.#index === this.#frames.length - 1) this.show(0);
    this.#playing = true;
    this.#onPlaying(true);
    this.#lastMilliseconds = performance.now();
    requestAnimationFrame(this.#tick);
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#onPlaying(false);
  }

  readonly #tick = (milliseconds: number): void => {
    if (!this.#playing) return;
    const passed = Math.max(0, milliseconds - this.#lastMilliseconds) / 1000;
    this.#lastMilliseconds = milliseconds;
    const last = this.#frames.at(-1)?.seconds ?? 0;
    const end = this.#isComplete ? this.#endSeconds : last;
    this.#seconds = Math.min(end, this.#seconds + passed * (this.speed ?? this.#endSeconds / FIT_SECONDS));
    this.#showTime();
    if (this.#isComplete && this.#index === this.#frames.length - 1) this.pause();
    else requestAnimationFrame(this.#tick);
  };

  /** Shows the last frame of at most the present time. */
  #showTime(): void {
    const frames = this.#frames;
    let index = Math.min(this.#index, frames.length - 1);
    while (index > 0 && (frames[index] as Frame).seconds > this.#seconds) index--;
    while (index + 1 < frames.length && (frames[index + 1] as Frame).seconds <= this.#seconds) index++;
    this.#index = Math.max(0, index);
    const frame = frames[this.#index];
    if (frame !== undefined) this.#onShow(frame, this.#index);
  }
}
