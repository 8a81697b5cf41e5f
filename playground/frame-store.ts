/** The frames of one variant: those spread over its time, and those of the batches looked at last. */
import type { Frame } from "./protocol.js";

export class FrameStore {
  readonly #frames: Frame[] = [];
  #batches: readonly Frame[] = [];
  /** Between these seconds every batch is among them. */
  #known: readonly [from: number, to: number] = [0, -1];

  add(frame: Frame): void {
    this.#frames.push(frame);
  }

  /** The batches around a second, in place of those before. */
  setBatches(frames: readonly Frame[], seconds: number): void {
    this.#batches = frames;
    this.#known = [Math.min(seconds, frames[0]?.seconds ?? seconds), Math.max(seconds, frames.at(-1)?.seconds ?? seconds)];
  }

  /** Up to this second memory is known. */
  get lastSeconds(): number {
    return this.#frames.at(-1)?.seconds ?? 0;
  }

  get count(): number {
    return this.#frames.length;
  }

  /** The last frame of at most this second, or else the first one. */
  at(seconds: number): Frame | undefined {
    const spread = this.#frames[lastAtMost(this.#frames, seconds)] ?? this.#frames[0];
    const batch = this.#batches[lastAtMost(this.#batches, seconds)];
    return batch !== undefined && spread !== undefined && batch.seconds >= spread.seconds ? batch : spread;
  }

  /** A second some frames before: no batch around `seconds` begins earlier. */
  secondsWellBefore(seconds: number): number {
    return this.#frames[lastAtMost(this.#frames, seconds) - 2]?.seconds ?? 0;
  }

  /** End of the batch after or before a second, if the batches there have been looked at. */
  batchFrom(seconds: number, direction: 1 | -1): number | undefined {
    const [from, to] = this.#known;
    if (seconds < from || seconds > to) return undefined;
    const ends = this.#batches.map((frame) => frame.seconds);
    return direction > 0 ? ends.find((end) => end > seconds) : ends.findLast((end) => end < seconds);
  }
}

function lastAtMost(frames: readonly Frame[], seconds: number): number {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle] as Frame).seconds <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
