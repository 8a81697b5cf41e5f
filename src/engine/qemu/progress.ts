/** Counters of a QEMU migration (MigrationState, RAMState): what its decisions are based on and what `query-migrate` shows. */

import type { Mutable } from "../../pages/mutable.js";
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { Burst, EngineTotals, Sync } from "../action.js";
import { pendingBytes, stopCopyBytes } from "../devices.js";
import type { MigrationFacts } from "../engine.js";
import type { EngineSettings, RoundStatistics } from "../policy.js";
import { DirtyPeriod, type PeriodEnd } from "./dirty-period.js";
import { RateWindow } from "./rate-window.js";

/** migration_update_counters: below this many bytes in a window QEMU does not estimate the downtime. */
const GUESS_BYTES = 10_000;

export class QemuProgress {
  readonly #facts: MigrationFacts;
  readonly #parameters: QemuParameters;
  readonly window: RateWindow;
  readonly #period: DirtyPeriod;
  nowSeconds: number;
  pagesLeft: number;
  /** Bitmap syncs, that of the set-up not counted. */
  syncs = 0;
  totalPagesSent = 0;
  #transferredBytes = 0;
  throttleRatio = 0;
  downtimeLimitSeconds: number;
  maxBandwidthBytesPerSecond: number;
  /** migration_update_counters: of the pages left at the last sync. */
  #estimatedDowntimeSeconds: number | undefined;
  /** `threshold_size`: bandwidth of the last window (or pass) x downtime limit; 0 before the first one has ended. */
  thresholdBytes = 0;
  #roundPagesSent = 0;
  #roundBytes = 0;
  #roundStartSeconds: number;
  #leftAtSyncBytes = 0;
  /** What devices have left to give while they run (VFIO pre-copy), and what they will give when they are stopped. */
  devicePendingBytes: number;
  readonly #stopCopyBytes: number;
  #totals: Mutable<EngineTotals> | undefined;

  /** Starts at the sync of the set-up. */
  constructor(parameters: QemuParameters, facts: MigrationFacts, { nowSeconds, pagesLeft }: Sync) {
    this.#parameters = parameters;
    this.#facts = facts;
    this.nowSeconds = nowSeconds;
    this.pagesLeft = pagesLeft;
    this.#roundStartSeconds = nowSeconds;
    this.downtimeLimitSeconds = parameters.downtimeLimitSeconds;
    this.maxBandwidthBytesPerSecond = parameters.maxBandwidthBytesPerSecond;
    this.window = new RateWindow(parameters.windowSeconds, nowSeconds);
    this.#period = new DirtyPeriod(nowSeconds);
    this.devicePendingBytes = pendingBytes(facts.devices);
    this.#stopCopyBytes = stopCopyBytes(facts.devices);
  }

  get leftBytes(): number {
    return this.pagesLeft * this.#facts.pageBytes;
  }

  /** qemu_savevm_state_pending_estimate: what can go while the guest runs. */
  get #estimatedBytes(): number {
    return this.leftBytes + this.devicePendingBytes;
  }

  /** qemu_savevm_state_pending_exact: with what devices give only when they are stopped. */
  get pendingBytes(): number {
    return this.#estimatedBytes + this.#stopCopyBytes;
  }

  /** True if what is pending fits into the downtime limit. Nothing pending always does. */
  get isLittleLeft(): boolean {
    return this.pendingBytes === 0 || this.#isWithinThreshold(this.pendingBytes, this.#parameters.completeAtThreshold);
  }

  /** True if what can go while the guest runs is so little that it asks for an exact look at the dirty bitmap. */
  get isSyncDue(): boolean {
    return this.#isWithinThreshold(this.#estimatedBytes, this.#parameters.syncAtThreshold);
  }

  /** True if nothing is left but what devices give when they are stopped. */
  get isStopCopyLeft(): boolean {
    return this.#estimatedBytes === 0 && this.#stopCopyBytes > 0;
  }

  #isWithinThreshold(bytes: number, isEqualEnough: boolean): boolean {
    return isEqualEnough ? bytes <= this.thresholdBytes : bytes < this.thresholdBytes;
  }

  /** Bytes left of the window's quota; negative once it is exceeded, Infinity without a limit. */
  get quotaLeftBytes(): number {
    return this.window.quotaLeft(this.maxBandwidthBytesPerSecond);
  }

  /** Whether totals have been taken for a report. */
  get hasReported(): boolean {
    return this.#totals !== undefined;
  }

  /** Totals for a report, as a query now would show them. QEMU's `dirty-sync-count` counts the sync of the set-up too. */
  takeTotals(): EngineTotals {
    this.#totals = { dirtySyncCount: this.syncs + 1, downtimeLimitSeconds: this.downtimeLimitSeconds };
    this.updateTotals();
    return this.#totals;
  }

  /** Brings the expected downtime in the totals last taken up to date; before the first estimate there is none. */
  updateTotals(): void {
    const { expectedDowntimeSeconds } = this;
    if (this.#totals !== undefined && expectedDowntimeSeconds !== undefined) this.#totals.expectedDowntimeSeconds = expectedDowntimeSeconds;
  }

  /** `expected-downtime` as a query now would show it; undefined before the first estimate. */
  get expectedDowntimeSeconds(): number | undefined {
    const { bytesPerSecond } = this.window;
    if (this.#parameters.expectedDowntime === "last-sync" || bytesPerSecond === undefined) return this.#estimatedDowntimeSeconds;
    return bytesPerSecond > 0 ? this.pendingBytes / this.#switchBytesPerSecond(bytesPerSecond) : undefined;
  }

  addBurst({ pagesSent, wireBytes, nowSeconds, pagesLeft }: Burst): void {
    this.totalPagesSent += pagesSent;
    this.#transferredBytes += wireBytes;
    this.#roundPagesSent += pagesSent;
    this.#roundBytes += wireBytes;
    this.nowSeconds = nowSeconds;
    this.pagesLeft = pagesLeft;
    this.window.addBytes(wireBytes);
    this.#period.addSent(wireBytes);
  }

  /** State of devices has been sent while the guest runs. */
  addDeviceState(bytes: number, nowSeconds: number): void {
    this.devicePendingBytes -= bytes;
    this.#transferredBytes += bytes;
    this.#roundBytes += bytes;
    this.nowSeconds = nowSeconds;
    this.window.addBytes(bytes);
    this.#period.addSent(bytes);
  }

  /** Returns the period of more than one second that the sync ends, if it ends one. */
  addSync({ newDirtyPages, pagesLeft, nowSeconds }: Sync): PeriodEnd | undefined {
    this.syncs++;
    this.nowSeconds = nowSeconds;
    this.pagesLeft = pagesLeft;
    if (this.#parameters.passes === "strict") {
      this.#setThreshold(this.#switchBytesPerSecond(this.#roundBytes / (nowSeconds - this.#roundStartSeconds)));
    }
    this.#roundPagesSent = 0;
    this.#roundBytes = 0;
    this.#roundStartSeconds = nowSeconds;
    this.#leftAtSyncBytes = this.leftBytes;
    return this.#period.addSync(newDirtyPages * this.#facts.pageBytes, nowSeconds);
  }

  /** migration_update_counters: ends the window if 100 ms are over. Returns whether it did. */
  endWindow(): boolean {
    const bytes = this.window.endIfOver(this.nowSeconds);
    if (bytes === undefined) return false;
    const bytesPerSecond = this.#switchBytesPerSecond(this.window.bytesPerSecond ?? 0);
    if (this.#parameters.passes === "continuous") this.#setThreshold(bytesPerSecond);
    if ((this.#period.dirtyBytesPerSecond ?? 0) > 0 && bytes > GUESS_BYTES) {
      this.#estimatedDowntimeSeconds = this.#leftAtSyncBytes / bytesPerSecond;
    }
    return true;
  }

  /** Bandwidth assumed for the switchover: avail-switchover-bandwidth if set, else the measured one. */
  #switchBytesPerSecond(measured: number): number {
    return this.#parameters.availSwitchoverBandwidthBytesPerSecond || measured;
  }

  #setThreshold(bytesPerSecond: number): void {
    this.thresholdBytes = bytesPerSecond * this.downtimeLimitSeconds;
  }

  apply({ downtimeLimitSeconds, maxBandwidthBytesPerSecond }: EngineSettings): void {
    this.downtimeLimitSeconds = downtimeLimitSeconds ?? this.downtimeLimitSeconds;
    this.maxBandwidthBytesPerSecond = maxBandwidthBytesPerSecond ?? this.maxBandwidthBytesPerSecond;
  }

  statistics(): RoundStatistics {
    const bandwidthBytesPerSecond = this.window.bytesPerSecond;
    const dirtyBytesPerSecond = this.#period.dirtyBytesPerSecond;
    return {
      iteration: this.syncs,
      totalPagesSent: this.totalPagesSent,
      transferredBytes: this.#transferredBytes,
      dirtyPages: this.pagesLeft,
      pagesSent: this.#roundPagesSent,
      allocatedPages: this.#facts.allocatedPages,
      linkBytesPerSecond: this.#facts.linkBytesPerSecond,
      pageBytes: this.#facts.pageBytes,
      elapsedSeconds: this.nowSeconds,
      remainingBytes: this.leftBytes,
      downtimeLimitSeconds: this.downtimeLimitSeconds,
      maxBandwidthBytesPerSecond: this.maxBandwidthBytesPerSecond,
      throttleRatio: this.throttleRatio,
      ...(bandwidthBytesPerSecond === undefined ? {} : { bandwidthBytesPerSecond }),
      ...(dirtyBytesPerSecond === undefined ? {} : { dirtyBytesPerSecond }),
    };
  }
}
