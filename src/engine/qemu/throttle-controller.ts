/** Throttling of the guest during a migration: auto-converge and dirty-limit (docs/sources/qemu.md). */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";
import { DirtyLimiter } from "./dirty-limit.js";
import type { PeriodEnd } from "./dirty-period.js";
import { BadPeriods, nextThrottleRatio } from "./throttle.js";

/** Default of throttle-trigger-threshold, which dirty-limit uses. */
const DEFAULT_TRIGGER_RATIO = 0.5;

/** A pause up to the tick may end this much before it, by rounding. */
const TICK_TOLERANCE_SECONDS = 1e-9;

export class ThrottleController {
  readonly #parameters: QemuParameters;
  readonly #facts: MigrationFacts;
  readonly #badPeriods: BadPeriods;
  #limiter: DirtyLimiter | undefined;
  #nextAdjustSeconds = Infinity;
  #nextForcedSeconds: number;
  #syncsAtTick = 0;
  #ratio = 0;
  #ownRatio = 0;

  constructor(parameters: QemuParameters, facts: MigrationFacts, nowSeconds: number) {
    this.#parameters = parameters;
    this.#facts = facts;
    this.#badPeriods = new BadPeriods(parameters.autoConverge?.triggerRatio ?? DEFAULT_TRIGGER_RATIO);
    const forcedSyncSeconds = parameters.autoConverge?.forcedSyncSeconds ?? 0;
    this.#nextForcedSeconds = forcedSyncSeconds > 0 ? nowSeconds + forcedSyncSeconds : Infinity;
  }

  /** Fraction of CPU time to withhold: the larger of what QEMU and the stop policy ask for. */
  get ratio(): number {
    return Math.max(this.#ratio, this.#ownRatio);
  }

  /** Sets what the stop policy asks for; undefined leaves it unchanged. */
  setOwn(ratio = this.#ownRatio): void {
    this.#ownRatio = ratio;
  }

  /** migration_trigger_throttle: called when a sync ends a period. */
  judge(period: PeriodEnd, nowSeconds: number): void {
    const { autoConverge, dirtyLimit } = this.#parameters;
    if (!(autoConverge || dirtyLimit) || !this.#badPeriods.add(period)) return;
    if (autoConverge) this.#ratio = nextThrottleRatio(autoConverge, this.#ratio, period);
    if (!dirtyLimit || this.#limiter) return;
    this.#limiter = new DirtyLimiter(dirtyLimit, this.#facts);
    this.#nextAdjustSeconds = nowSeconds + dirtyLimit.periodSeconds;
  }

  /** vcpu_dirty_rate_stat_thread: adjusts dirty-limit once per period. */
  tick(nowSeconds: number): void {
    if (!this.#limiter || nowSeconds < this.#nextAdjustSeconds) return;
    this.#limiter.adjust();
    this.#ratio = this.#limiter.throttleRatio;
    this.#nextAdjustSeconds += this.#parameters.dirtyLimit?.periodSeconds ?? Infinity;
  }

  /** Whether neither dirty-limit nor the timer of forced syncs may act at a simulated second. */
  isQuiet(nowSeconds: number): boolean {
    return this.#limiter === undefined && this.secondsToTick(nowSeconds) > TICK_TOLERANCE_SECONDS;
  }

  /** Seconds until the timer of forced syncs ticks; Infinity if there is none. */
  secondsToTick(nowSeconds: number): number {
    return Math.max(0, this.#nextForcedSeconds - nowSeconds);
  }

  /**
   * True if a sync is forced: there was none since the last tick of the timer, and the first pass has ended
   * (cpu_throttle_dirty_sync_timer_tick of system/cpu-throttle.c, QEMU 9.2).
   */
  isSyncDue(syncs: number, nowSeconds: number): boolean {
    if (this.secondsToTick(nowSeconds) > TICK_TOLERANCE_SECONDS) return false;
    this.#nextForcedSeconds += this.#parameters.autoConverge?.forcedSyncSeconds ?? Infinity;
    const isDue = syncs > 0 && syncs === this.#syncsAtTick;
    this.#syncsAtTick = isDue ? syncs + 1 : syncs;
    return isDue;
  }
}
