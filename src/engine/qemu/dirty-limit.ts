/**
 * Dirty-limit: a dirty-rate quota per virtual CPU (system/dirtylimit.c; docs/sources/qemu.md).
 *
 * A virtual CPU whose dirty ring is full sleeps before it continues; the sleep is adjusted once per period. The dirty rate is
 * the expected number of distinct pages in one second (our modelling decision; QEMU counts ring entries).
 */
import type { DirtyLimitParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";

/** DIRTYLIMIT_TOLERANCE_RANGE: allowed distance between measured rate and quota, 25 MB/s. */
const TOLERANCE_BYTES_PER_SECOND = 25 * 2 ** 20;
/** DIRTYLIMIT_LINEAR_ADJUSTMENT_PCT: beyond this relative distance the step is proportional. */
const PROPORTIONAL_FROM_RATIO = 0.5;
/** DIRTYLIMIT_THROTTLE_PCT_MAX: longest sleep per full ring, as a multiple of the time to fill it. */
const SLEEP_FILLS_MAX = 99;
/** The fixed step, as a fraction of the time to fill a ring. */
const FIXED_STEP_RATIO = 0.1;

export class DirtyLimiter {
  readonly #quota: number;
  readonly #facts: MigrationFacts;
  /** Sleep of a virtual CPU per full ring, as a multiple of the time to fill it. */
  #sleepFills = 0;

  constructor({ bytesPerSecond }: DirtyLimitParameters, facts: MigrationFacts) {
    this.#quota = bytesPerSecond;
    this.#facts = facts;
  }

  /** Fraction of the guest's CPU time withheld. */
  get throttleRatio(): number {
    return this.#sleepFills / (this.#sleepFills + 1);
  }

  /**
   * dirtylimit_adjust_throttle, at the end of a period. Sleep and steps are multiples of the fill time, so the ring's size cancels. At
   * a rate of 0 the step down is infinite: the sleep ends, as dirtylimit_set_throttle has it.
   */
  adjust(): void {
    const rate = this.#bytesPerSecond(1 - this.throttleRatio);
    if (Math.abs(this.#quota - rate) <= TOLERANCE_BYTES_PER_SECOND) return;
    const isTooFast = this.#quota < rate;
    const distance = Math.abs(this.#quota - rate);
    const isFar = distance / Math.max(this.#quota, rate) > PROPORTIONAL_FROM_RATIO;
    const step = isFar ? distance / (isTooFast ? this.#quota : rate) : FIXED_STEP_RATIO;
    this.#sleepFills = Math.min(Math.max(this.#sleepFills + (isTooFast ? step : -step), 0), SLEEP_FILLS_MAX);
  }

  /** Dirty rate of one virtual CPU over the next second, of which it runs `runningSeconds`. */
  #bytesPerSecond(runningSeconds: number): number {
    return (this.#facts.distinctPages(runningSeconds) * this.#facts.pageBytes) / this.#facts.vcpus;
  }
}
