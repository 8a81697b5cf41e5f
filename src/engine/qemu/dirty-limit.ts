/**
 * A quota for the pages each virtual CPU dirties: dirtylimit.c (engines 3.8).
 *
 * A virtual CPU whose ring of dirty pages is full sleeps before it goes on; how long is adjusted once in a period. What the
 * rings would show is taken from the workload as expected distinct pages of a second (our modelling decision).
 */
import type { DirtyLimitParameters, QemuParameters } from "../../scenario/engine-parameters.js";
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
  /** Of one virtual CPU that is not held up. */
  readonly #freeBytesPerSecond: number;
  readonly #fillSeconds: number;
  #sleepSeconds = 0;

  constructor({ bytesPerSecond }: DirtyLimitParameters, { dirtyRingEntries }: QemuParameters, facts: MigrationFacts) {
    this.#quota = bytesPerSecond;
    this.#freeBytesPerSecond = (facts.distinctPages(1) * facts.pageBytes) / facts.vcpus;
    this.#fillSeconds = (dirtyRingEntries * facts.pageBytes) / this.#freeBytesPerSecond;
  }

  /** Share of its time taken away from the guest. */
  get throttleRatio(): number {
    return this.#sleepSeconds === 0 ? 0 : this.#sleepSeconds / (this.#sleepSeconds + this.#fillSeconds);
  }

  /** A period is over. */
  adjust(): void {
    const rate = this.#freeBytesPerSecond * (1 - this.throttleRatio);
    if (rate === 0 || Math.abs(this.#quota - rate) <= TOLERANCE_BYTES_PER_SECOND) return;
    const isTooFast = this.#quota < rate;
    const distance = Math.abs(this.#quota - rate);
    const step =
      distance / Math.max(this.#quota, rate) > PROPORTIONAL_FROM_RATIO
        ? (this.#fillSeconds * distance) / (isTooFast ? this.#quota : rate)
        : this.#fillSeconds * FIXED_STEP_RATIO;
    const sleepSeconds = this.#sleepSeconds + (isTooFast ? step : -step);
    this.#sleepSeconds = Math.min(Math.max(sleepSeconds, 0), SLEEP_FILLS_MAX * this.#fillSeconds);
  }
}
