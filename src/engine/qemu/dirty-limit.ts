/**
 * A quota for the pages each virtual CPU dirties: dirtylimit_adjust_throttle of system/dirtylimit.c (docs/sources/qemu.md#dirty-limit).
 *
 * A virtual CPU whose ring of dirty pages is full sleeps before it goes on; how long is adjusted once in a period. What the
 * rings would show is taken from the workload as expected distinct pages of a second (our modelling decision).
 */
import type { DirtyLimitParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";

/** DIRTYLIMIT_TOLERANCE_RANGE: MB/s that the measured rate may be off the quota. */
const TOLERANCE_BYTES_PER_SECOND = 25 * 2 ** 20;
/** DIRTYLIMIT_LINEAR_ADJUSTMENT_PCT: from this relative distance on, steps are proportional. */
const PROPORTIONAL_FROM_RATIO = 0.5;
/** DIRTYLIMIT_THROTTLE_PCT_MAX: sleep per full ring at most, in times of filling it. */
const SLEEP_FILLS_MAX = 99;
/** A small step is so much of the time of filling a ring. */
const FIXED_STEP_RATIO = 0.1;

export class DirtyLimiter {
  readonly #quota: number;
  readonly #facts: MigrationFacts;
  /** Sleep of a virtual CPU before it goes on, in times of filling its ring. */
  #sleepFills = 0;

  constructor({ bytesPerSecond }: DirtyLimitParameters, facts: MigrationFacts) {
    this.#quota = bytesPerSecond;
    this.#facts = facts;
  }

  /** Share of its time taken away from the guest. */
  get throttleRatio(): number {
    return this.#sleepFills / (this.#sleepFills + 1);
  }

  /** A period is over. Both the sleep and its steps go by the time of filling a ring, so that the ring's size cancels. */
  adjust(): void {
    const rate = this.#bytesPerSecond(1 - this.throttleRatio);
    if (rate === 0 || Math.abs(this.#quota - rate) <= TOLERANCE_BYTES_PER_SECOND) return;
    const isTooFast = this.#quota < rate;
    const distance = Math.abs(this.#quota - rate);
    const isFar = distance / Math.max(this.#quota, rate) > PROPORTIONAL_FROM_RATIO;
    const step = isFar ? distance / (isTooFast ? this.#quota : rate) : FIXED_STEP_RATIO;
    this.#sleepFills = Math.min(Math.max(this.#sleepFills + (isTooFast ? step : -step), 0), SLEEP_FILLS_MAX);
  }

  /** What one virtual CPU dirties in the next second, running for so many seconds of it. */
  #bytesPerSecond(runningSeconds: number): number {
    return (this.#facts.distinctPages(runningSeconds) * this.#facts.pageBytes) / this.#facts.vcpus;
  }
}
