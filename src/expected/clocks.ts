/**
 * How far the sources have come at a guest second: active seconds of the gates of Poisson sources, writes of sweeps,
 * bursts so far. Two readings are all that is needed to know what was written between them.
 */
import { activeSeconds } from "../pages/gate.js";
import { multiplesBefore, writesBefore } from "../pages/periodic-counts.js";
import type { BurstSource, Gate, SweepSource, WriteSource } from "../pages/write-source.js";

/** A reading: one number per clock, in the order gates, sweeps, bursts. */
export type Reading = Float64Array;

export interface Clocks {
  readonly gates: readonly Gate[];
  readonly sweeps: readonly SweepSource[];
  readonly bursts: readonly BurstSource[];
  readonly count: number;
  /** Whether all gates are open all the time: Poisson sources write evenly. */
  readonly isEven: boolean;
}

/** A reading of clocks that stand at 0. */
export function createReading(clocks: Clocks): Reading {
  return new Float64Array(clocks.count);
}

export function copyReading(from: Reading, to: Reading): void {
  for (let clock = 0; clock < from.length; clock++) to[clock] = from[clock] as number;
}

/** The distinct clocks of these sources. Traces have none. */
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

/** Index of an equal gate, or -1. */
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

/** Reads all clocks at a guest second into `reading`. */
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
