/** Where a migration of QEMU stands: what its decisions are made on, and what it would show. */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { Burst, Sync } from "../action.js";
import type { MigrationFacts } from "../engine.js";
import type { EngineSettings, RoundStatistics } from "../policy.js";
import { DirtyPeriod, type PeriodEnd } from "./dirty-period.js";
import { RateWindow } from "./rate-window.js";

/** Bytes sent in a window below which QEMU makes no guess at the downtime. */
const GUESS_BYTES = 10_000;

export class QemuProgress {
  readonly #facts: MigrationFacts;
  readonly #parameters: QemuParameters;
  readonly window: RateWindow;
  readonly #period: DirtyPeriod;
  nowSeconds: number;
  pagesLeft: number;
  /** Syncs since that of the set-up. */
  syncs = 0;
  totalPagesSent = 0;
  throttleRatio = 0;
  downtimeLimitSeconds: number;
  maxBandwidthBytesPerSecond: number;
  expectedDowntimeSeconds: number | undefined;
  /** Of the last window, or pass: 0 in the first. */
  thresholdBytes = 0;
  #roundPagesSent = 0;
  #roundBytes = 0;
  #roundStartSeconds: number;
  #leftAtSyncBytes = 0;

  /** From the sync of the set-up on. */
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
  }

  get leftBytes(): number {
    return this.pagesLeft * this.#facts.pageBytes;
  }

  /** True where what is left would go within the downtime limit; nothing left always would. */
  get isLittleLeft(): boolean {
    return this.pagesLeft === 0 || this.leftBytes < this.thresholdBytes;
  }

  addBurst({ pagesSent, wireBytes, nowSeconds, pagesLeft }: Burst): void {
    this.totalPagesSent += pagesSent;
    this.#roundPagesSent += pagesSent;
    this.#roundBytes += wireBytes;
    this.nowSeconds = nowSeconds;
    this.pagesLeft = pagesLeft;
    this.window.addBytes(wireBytes);
    this.#period.addSent(wireBytes);
  }

  /** Answers the period of a second and more that the sync ends, if it ends one. */
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

  /** Ends the window if its time is over: true then. */
  endWindow(): boolean {
    const bytes = this.window.endIfOver(this.nowSeconds);
    if (bytes === undefined) return false;
    const bytesPerSecond = this.#switchBytesPerSecond(this.window.bytesPerSecond ?? 0);
    if (this.#parameters.passes === "continuous") this.#setThreshold(bytesPerSecond);
    if ((this.#period.dirtyBytesPerSecond ?? 0) > 0 && bytes > GUESS_BYTES) {
      this.expectedDowntimeSeconds = this.#leftAtSyncBytes / bytesPerSecond;
    }
    return true;
  }

  /** What the switch is reckoned with: as set, else as measured. */
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
