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

/**
 * Throttle after the next step, at the end of a bad period: `initialRatio` first, whatever `maxRatio`, then `incrementRatio` more each
 * time, or with `tailslow` no more than brings the dirty rate to the trigger, up to `maxRatio`.
 */
export function nextThrottleRatio(settings: AutoConvergeParameters, ratio: number, period: PeriodEnd): number {
  const { initialRatio, incrementRatio, maxRatio, tailslow } = settings;
  if (ratio === 0) return initialRatio;
  const stepRatio = tailslow ? Math.min(incrementRatio, excessRatio(settings, ratio, period)) : incrementRatio;
  return Math.min(ratio + stepRatio, maxRatio);
}

/** Share of the guest's time above what would dirty as much as the trigger allows. QEMU counts whole per cent, rounded in its favour. */
function excessRatio({ triggerRatio }: AutoConvergeParameters, ratio: number, { dirtiedBytes, sentBytes }: PeriodEnd): number {
  const nowPercent = 100 - Math.round(100 * ratio);
  const idealPercent = Math.floor((nowPercent * sentBytes * triggerRatio) / dirtiedBytes);
  return (nowPercent - idealPercent) / 100;
}
