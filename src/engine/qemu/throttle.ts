/** When a guest is slowed down, and how much: migration_trigger_throttle, mig_throttle_guest_down (docs/sources/qemu.md#auto-converge). */
import type { AutoConvergeParameters } from "../../scenario/resolved/engine-parameters.js";
import type { PeriodEnd } from "./dirty-period.js";

/** dirty_rate_high_cnt of ram.c: so many bad periods make a step. */
const BAD_PERIODS_PER_STEP = 2;

/** Counts periods in which the guest dirtied more than a share of what was sent. */
export class BadPeriods {
  readonly #triggerRatio: number;
  #count = 0;

  constructor(triggerRatio: number) {
    this.#triggerRatio = triggerRatio;
  }

  /** True when it is time for a step. */
  add({ dirtiedBytes, sentBytes }: PeriodEnd): boolean {
    if (!(dirtiedBytes > sentBytes * this.#triggerRatio)) return false;
    this.#count++;
    if (this.#count < BAD_PERIODS_PER_STEP) return false;
    this.#count = 0;
    return true;
  }
}

/** The next share of its time to take away from the guest. */
export function nextThrottleRatio({ initialRatio, incrementRatio, maxRatio }: AutoConvergeParameters, ratio: number): number {
  return ratio === 0 ? Math.min(initialRatio, maxRatio) : Math.min(ratio + incrementRatio, maxRatio);
}
