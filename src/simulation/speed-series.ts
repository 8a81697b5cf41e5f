/** A series of speeds of bounded length. */
import type { GuestSpeedSample } from "../result/result.js";

/** A stretch of simulated time and the mean speed in it. */
export interface Stretch {
  readonly startSeconds: number;
  readonly seconds: number;
  readonly speedRatio: number;
}

/** Most samples of a series. With more changes, those within a bin of time are one sample with their mean. */
const SAMPLES_MAX = 500;
const SHORTEST_BIN_SECONDS = 1e-3;

export class SpeedSeries {
  #stretches: Stretch[] = [];
  /** 0 while every change has a sample of its own. */
  #binSeconds = 0;

  add(stretch: Stretch): void {
    this.#append(stretch);
    while (this.#stretches.length >= SAMPLES_MAX) {
      this.#binSeconds = Math.max(SHORTEST_BIN_SECONDS, 2 * this.#binSeconds);
      const stretches = this.#stretches;
      this.#stretches = [];
      for (const each of stretches) this.#append(each);
    }
  }

  samples(): GuestSpeedSample[] {
    return this.#stretches.map(({ startSeconds, speedRatio }) => ({ seconds: startSeconds, speedRatio }));
  }

  /** Joins short stretches up to the length of a bin; a longer one keeps its own sample. */
  #append(stretch: Stretch): void {
    const last = this.#stretches.at(-1);
    const isJoined = last && (last.speedRatio === stretch.speedRatio || last.seconds + stretch.seconds <= this.#binSeconds);
    if (isJoined) this.#stretches.splice(-1, 1, join(last, stretch));
    else this.#stretches.push(stretch);
  }
}

function join(one: Stretch, next: Stretch): Stretch {
  const { startSeconds } = one;
  const seconds = one.seconds + next.seconds;
  if (one.speedRatio === next.speedRatio) return { startSeconds, seconds, speedRatio: one.speedRatio };
  return { startSeconds, seconds, speedRatio: (one.seconds * one.speedRatio + next.seconds * next.speedRatio) / seconds };
}
