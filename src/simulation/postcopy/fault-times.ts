/** Durations of the faults of a post-copy. */

import type { FaultHistogramBin, FaultSeconds } from "../../result/result.js";
import { quantileOfSorted } from "../../statistics/quantile.js";

export class FaultTimes {
  #seconds = new Float64Array(1024);
  #count = 0;

  add(seconds: number): void {
    if (this.#count === this.#seconds.length) {
      const wider = new Float64Array(2 * this.#count);
      wider.set(this.#seconds);
      this.#seconds = wider;
    }
    this.#seconds[this.#count++] = seconds;
  }

  /** Quantiles by nearest rank, so each is the time of a fault. Undefined where there was no fault. */
  summary(): FaultSeconds | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#seconds.slice(0, this.#count).sort();
    const quantile = (ratio: number): number => quantileOfSorted(sorted, ratio) as number;
    const mean = sorted.reduce((sum, seconds) => sum + seconds, 0) / this.#count;
    return { mean, median: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1) };
  }

  /** Faults by powers of two in microseconds, from the first bin with a fault in it to the last. */
  histogram(): FaultHistogramBin[] {
    const bins: number[] = [];
    for (let index = 0; index < this.#count; index++) {
      const bin = binOf(this.#seconds[index] as number);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const first = bins.findIndex((faults) => faults !== undefined);
    return Array.from(bins, (faults = 0, bin) => ({ upToSeconds: 2 ** bin / MICROSECONDS_PER_SECOND, faults })).slice(Math.max(0, first));
  }
}

const MICROSECONDS_PER_SECOND = 1e6;

/** Bin b holds times below 2^b microseconds, and of 2^(b - 1) or more for b > 0. */
function binOf(seconds: number): number {
  let bin = 0;
  for (let end = 1; seconds * MICROSECONDS_PER_SECOND >= end; end *= 2) bin++;
  return bin;
}
