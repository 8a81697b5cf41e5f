/** Shared by the policies that watch a QEMU migration from outside, as libvirt's callers do. */
import { PolicyError, type RoundStatistics } from "../policy.js";

/** Statistics of an engine whose downtime limit can be changed. */
export type MonitoredStatistics = RoundStatistics &
  Required<Pick<RoundStatistics, "elapsedSeconds" | "pageBytes" | "remainingBytes" | "downtimeLimitSeconds">>;

/** @throws PolicyError if the engine is not QEMU: it has no downtime limit to change. */
export function monitored(name: string, statistics: RoundStatistics): MonitoredStatistics {
  const { elapsedSeconds, pageBytes, remainingBytes, downtimeLimitSeconds } = statistics;
  const missing = Object.entries({ elapsedSeconds, pageBytes, remainingBytes, downtimeLimitSeconds }).filter(
    ([, value]) => value === undefined,
  );
  if (missing.length === 0) return statistics as MonitoredStatistics;
  const names = missing.map(([field]) => field).join(", ");
  throw new PolicyError(`stop policy ${name}: it needs an engine of QEMU: this one does not report ${names}`);
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
