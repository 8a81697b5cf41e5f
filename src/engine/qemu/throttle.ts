/** Auto-converge: when and how far the guest is throttled (migration_trigger_throttle, mig_throttle_guest_down in ram.c). */
import type { AutoConvergeParameters } from "../../scenario/resolved/engine-parameters.js";
import type { PeriodEnd } from "./dirty-period.js";

/** dirty_rate_high_cnt of ram.c: bad periods per throttle step. */
const BAD_PERIODS_PER_STEP = 2;

/** Counts periods in which the guest dirtied more than `triggerRatio` x the bytes sent. */
export class BadPeriods {
  readonly #triggerRatio: number;
  #count = 0;

  constructor(triggerRatio: number) {
    this.#triggerRatio = triggerRatio;
  }

  /** Adds a period. Returns whether a throttle step is due. */
  add({ dirtiedBytes, sentBytes }: PeriodEnd): boolean {
    if (!(dirtiedBytes > sentBytes * this.#triggerRatio)) return false;
    this.#count++;
    if (this.#count < BAD_PERIODS_PER_STEP) return false;
    this.#count = 0;
    return true;
  }
}

/** Throttle after the next step: `initialRatio` first, then `incrementRatio` more each time, up to `maxRatio`. */
export function nextThrottleRatio({ initialRatio, incrementRatio, maxRatio }: AutoConvergeParameters, ratio: number): number {
  return ratio === 0 ? Math.min(initialRatio, maxRatio) : Math.min(ratio + incrementRatio, maxRatio);
}
