/** Compares figures with their targets. */

import { figure } from "./figure.js";
import type { Measurement, Verdict } from "./types.js";

/** A figure in typical and in best conditions. */
export interface Reading {
  readonly typical: number;
  readonly best: number;
}

/**
 * Milliseconds per call. Typical: the smaller of the median and the mean processor time, since calls may have waited for a processor;
 * occasional costs such as garbage collection are in both. Best: the best sample, on which the targets are based.
 */
export function milliseconds({ medianMilliseconds, minMilliseconds, processorMilliseconds }: Measurement): Reading {
  const typical = Math.min(medianMilliseconds, processorMilliseconds);
  return { typical, best: Math.min(minMilliseconds, typical) };
}

/** The reading in other units. */
export function scaled({ typical, best }: Reading, factor: number): Reading {
  return { typical: typical * factor, best: best * factor };
}

export function nanosecondsPerUnit(measurement: Measurement): Reading {
  return scaled(milliseconds(measurement), 1e6 / measurement.units);
}

export function ratioOf(own: Reading, other: Reading): Reading {
  return { typical: own.typical / other.typical, best: own.best / other.best };
}

/** Compares a reading with an upper bound. `unit` and `note` appear in the text. */
export function atMost(subject: string, most: number, unit: string, reading: Reading, note = ""): Verdict {
  const outcome = reading.typical <= most ? "met" : reading.best <= most ? "met at best" : "missed";
  const measured = `${figure(reading.typical)} ${unit}, best ${figure(reading.best)}${note}`;
  return { subject, target: `<= ${most} ${unit}`, measured, outcome };
}

/** Compares a deterministic figure with an upper bound. */
export function exactlyAtMost(subject: string, most: number, unit: string, value: number): Verdict {
  const outcome = value <= most ? "met" : "missed";
  return { subject, target: `<= ${most} ${unit}`, measured: `${figure(value)} ${unit}`, outcome };
}
