/** What the policies have in common that watch a migration of QEMU from outside, as libvirt's callers do. */
import { PolicyError, type RoundStatistics } from "../policy.js";

/** Statistics of an engine whose downtime limit can be changed. */
export type MonitoredStatistics = RoundStatistics &
  Required<Pick<RoundStatistics, "elapsedSeconds" | "pageBytes" | "remainingBytes" | "downtimeLimitSeconds">>;

/** @throws PolicyError where the engine has no downtime limit: it is none of QEMU. */
export function monitored(name: string, statistics: RoundStatistics): MonitoredStatistics {
  const { elapsedSeconds, pageBytes, remainingBytes, downtimeLimitSeconds } = statistics;
  const missing = Object.entries({ elapsedSeconds, pageBytes, remainingBytes, downtimeLimitSeconds }).filter(
    ([, value]) => value === undefined,
  );
  if (missing.length === 0) return statistics as MonitoredStatistics;
  const names = missing.map(([field]) => field).join(", ");
  throw new PolicyError(`stop policy ${name}: it needs an engine of QEMU, as it goes by what this one does not tell (${names})`);
}

export function memoryBytes({ allocatedPages, pageBytes }: MonitoredStatistics): number {
  return allocatedPages * pageBytes;
}

/** A time that is over so long after it was last set. */
export class Interval {
  readonly #seconds: number;
  #nextSeconds: number;

  /** Over for the first time after `firstSeconds`. */
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

  /** Whether it is over, and if so set anew. */
  strikes(nowSeconds: number): boolean {
    if (!this.isOver(nowSeconds)) return false;
    this.set(nowSeconds);
    return true;
  }
}
