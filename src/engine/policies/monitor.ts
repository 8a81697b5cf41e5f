/** Shared by the policies that watch a QEMU migration from outside, as libvirt's callers do. */
import { PolicyError, type RoundStatistics } from "../policy.js";

const MONITORED = ["elapsedSeconds", "pageBytes", "remainingBytes", "downtimeLimitSeconds"] as const;

/** Statistics of an engine whose downtime limit can be changed. */
export type MonitoredStatistics = RoundStatistics & Required<Pick<RoundStatistics, (typeof MONITORED)[number]>>;

/** `others`: fields that this policy needs besides. @throws PolicyError if the engine is not QEMU: it has no downtime limit to change. */
export function monitored<Other extends keyof RoundStatistics = never>(
  name: string,
  statistics: RoundStatistics,
  ...others: readonly Other[]
): MonitoredStatistics & Required<Pick<RoundStatistics, Other>> {
  const missing = [...MONITORED, ...others].filter((field) => statistics[field] === undefined);
  if (missing.length === 0) return statistics as MonitoredStatistics & Required<Pick<RoundStatistics, Other>>;
  throw new PolicyError(`stop policy ${name}: it needs an engine of QEMU: this one does not report ${missing.join(", ")}`);
}

export function memoryBytes({ allocatedPages, pageBytes }: MonitoredStatistics): number {
  return allocatedPages * pageBytes;
}

/** A recurring deadline: `seconds` after it was last set. */
export class Interval {
  readonly #seconds: number;
  #nextSeconds: number;

  /** The first deadline is at `firstSeconds`. */
  constructor(seconds: number, firstSeconds = seconds) {
    this.#seconds = seconds;
    this.#nextSeconds = firstSeconds;
  }

  set(nowSeconds: number): void {
    this.#nextSeconds = nowSeconds + this.#seconds;
  }

  isOver(nowSeconds: number): boolean {
    return nowSeconds >= this.#nextSeconds;
  }

  /** Returns whether the deadline has passed, and sets the next one if so. */
  strikes(nowSeconds: number): boolean {
    if (!this.isOver(nowSeconds)) return false;
    this.set(nowSeconds);
    return true;
  }
}
