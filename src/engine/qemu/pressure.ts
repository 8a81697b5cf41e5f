/** What slows the guest down during a migration (docs/sources/qemu.md#auto-converge, docs/sources/qemu.md#dirty-limit). */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";
import { DirtyLimiter } from "./dirty-limit.js";
import type { PeriodEnd } from "./dirty-period.js";
import { BadPeriods, nextThrottleRatio } from "./throttle.js";

/** throttle_trigger_threshold's default: what dirty-limit goes by. */
const DEFAULT_TRIGGER_RATIO = 0.5;

export class Pressure {
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

  /** Share of the guest's time to take away: the larger of what QEMU and a policy want. */
  get ratio(): number {
    return Math.max(this.#ratio, this.#ownRatio);
  }

  /** A policy asks for a share; undefined leaves it. */
  setOwn(ratio = this.#ownRatio): void {
    this.#ownRatio = ratio;
  }

  /** A sync has ended a period. */
  judge(period: PeriodEnd, nowSeconds: number): void {
    const { autoConverge, dirtyLimit } = this.#parameters;
    if (!(autoConverge || dirtyLimit) || !this.#badPeriods.add(period)) return;
    if (autoConverge) this.#ratio = nextThrottleRatio(autoConverge, this.#ratio);
    if (!dirtyLimit || this.#limiter) return;
    this.#limiter = new DirtyLimiter(dirtyLimit, this.#facts);
    this.#nextAdjustSeconds = nowSeconds + dirtyLimit.periodSeconds;
  }

  /** Adjusts what goes by the clock. */
  tick(nowSeconds: number): void {
    if (!this.#limiter || nowSeconds < this.#nextAdjustSeconds) return;
    this.#limiter.adjust();
    this.#ratio = this.#limiter.throttleRatio;
    this.#nextAdjustSeconds += this.#parameters.dirtyLimit?.periodSeconds ?? Infinity;
  }

  /**
   * True where a sync has to be forced: none since the last tick of the timer, and the first pass is through
   * (cpu_throttle_dirty_sync_timer_tick of cpu-throttle.c, 9.2).
   */
  isSyncDue(syncs: number, nowSeconds: number): boolean {
    if (nowSeconds < this.#nextForcedSeconds) return false;
    this.#nextForcedSeconds += this.#parameters.autoConverge?.forcedSyncSeconds ?? Infinity;
    const isDue = syncs > 0 && syncs === this.#syncsAtTick;
    this.#syncsAtTick = isDue ? syncs + 1 : syncs;
    return isDue;
  }
}
