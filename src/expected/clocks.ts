/**
 * A clock is the progress of one or more sources: active seconds for a gate that random sources share, the number of writes for a sweep,
 * the number of bursts for a burst. A reading is the values of all clocks at one guest second. Two readings determine what was written
 * between them.
 */
import { activeSeconds } from "../pages/gate.js";
import { multiplesBefore, writesBefore } from "../pages/periodic-counts.js";
import type { BurstSource, Gate, SweepSource, WriteSource } from "../pages/write-source.js";

/** One number per clock, in the order gates, sweeps, bursts. */
export type Reading = Float64Array;

export interface Clocks {
  readonly gates: readonly Gate[];
  readonly sweeps: readonly SweepSource[];
  readonly bursts: readonly BurstSource[];
  readonly count: number;
  /** Whether all gates are always open, so that random sources write at constant rates. */
  readonly isEven: boolean;
}

/** A reading with all clocks at 0. */
export function createReading(clocks: Clocks): Reading {
  return new Float64Array(clocks.count);
}

export function copyReading(from: Reading, to: Reading): void {
  for (let clock = 0; clock < from.length; clock++) to[clock] = from[clock] as number;
}

/** The distinct clocks of the sources. Traces have none. */
export function createClocks(sources: readonly WriteSource[]): Clocks {
  const gates: Gate[] = [];
  const sweeps: SweepSource[] = [];
  const bursts: BurstSource[] = [];
  for (const source of sources) {
    if (source.kind === "sweep") sweeps.push(source);
    else if (source.kind === "burst") bursts.push(source);
    else if (source.kind !== "trace" && gateIndex(gates, source.gate) < 0) gates.push(source.gate);
  }
  return { gates, sweeps, bursts, count: gates.length + sweeps.length + bursts.length, isEven: gates.every(isAlwaysOpen) };
}

function isAlwaysOpen({ clock, onSeconds, offSeconds, periodSeconds }: Gate): boolean {
  return clock === undefined && onSeconds === 0 && offSeconds === Infinity && periodSeconds === Infinity;
}

/** Index of an equal gate in `gates`, or -1. */
export function gateIndex(gates: readonly Gate[], gate: Gate): number {
  return gates.findIndex(
    (other) =>
      other === gate ||
      (other.clock === gate.clock &&
        other.periodSeconds === gate.periodSeconds &&
        other.onSeconds === gate.onSeconds &&
        other.offSeconds === gate.offSeconds &&
        other.elapsedSeconds === gate.elapsedSeconds),
  );
}

/** Writes all clocks' values at a guest second to `reading`. */
export function readClocks({ gates, sweeps, bursts }: Clocks, guestSeconds: number, reading: Reading): void {
  let clock = 0;
  for (let gate = 0; gate < gates.length; gate++) reading[clock++] = activeSeconds(gates[gate] as Gate, guestSeconds);
  for (let index = 0; index < sweeps.length; index++) {
    const sweep = sweeps[index] as SweepSource;
    reading[clock++] = writesBefore(sweep.writesPerSecond, activeSeconds(sweep.gate, guestSeconds));
  }
  for (let index = 0; index < bursts.length; index++) {
    const burst = bursts[index] as BurstSource;
    reading[clock++] = multiplesBefore(burst.periodSeconds, activeSeconds(burst.gate, guestSeconds));
  }
}
