/** Traces read ahead of the scenario that names their files. */
import type { TraceReading } from "./trace-rows.js";

/** A trace read by `readTrace`, to be returned by `loadText` of `parseScenario`. */
export class Trace {
  readonly #reading: TraceReading;

  /** @internal */
  constructor(reading: TraceReading) {
    this.#reading = reading;
  }

  /** Number of writes, after merging; 0 if there are faults. */
  get writes(): number {
    return this.#reading.columns?.pages.length ?? 0;
  }

  /** Number of rows at fault; `parseScenario` lists the first of them. */
  get faults(): number {
    return this.#reading.faults.length + this.#reading.unlistedFaults;
  }

  /** @internal */
  static readingOf(trace: Trace): TraceReading {
    return trace.#reading;
  }
}
