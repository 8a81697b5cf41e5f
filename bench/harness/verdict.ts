/** Figures beside what they should be. */

import { figure } from "./figure.js";
import type { Measurement, Verdict } from "./types.js";

/** Two figures of the same thing: as a rule, and undisturbed. */
export interface Reading {
  readonly typical: number;
  readonly best: number;
}

/**
 * Milliseconds of a call. Typical: the median, or the mean processor time where calls had to wait for a processor; what is paid now
 * and then, such as collecting garbage, is in both. Best: the best sample, as the targets were set.
 */
export function milliseconds({ medianMilliseconds, minMilliseconds, processorMilliseconds }: Measurement): Reading {
  const typical = Math.min(medianMilliseconds, processorMilliseconds);
  return { typical, best: Math.min(minMilliseconds, typical) };
}

/** The same in other units. */
export function scaled({ typical, best }: Reading, factor: number): Reading {
  return { typical: typical * factor, best: best * factor };
}

export function nanosecondsPerUnit(measurement: Measurement): Reading {
  return scaled(milliseconds(measurement), 1e6 / measurement.units);
}

export function ratioOf(own: Reading, other: Reading): Reading {
  return { typical: own.typical / other.typical, best: own.best / other.best };
}

/** Judges a reading that should be at most `most`. `unit` and `note` are for people. */
export function atMost(subject: string, most: number, unit: string, reading: Reading, note = ""): Verdict {
  const outcome = reading.typical <= most ? "met" : reading.best <= most ? "met at best" : "missed";
  const measured = `${figure(reading.typical)} ${unit}, best ${figure(reading.best)}${note}`;
  return { subject, target: `<= ${most} ${unit}`, measured, outcome };
}

/** Judges a figure that is the same every time. */
export function exactlyAtMost(subject: string, most: number, unit: string, value: number): Verdict {
  const outcome = value <= most ? "met" : "missed";
  return { subject, target: `<= ${most} ${unit}`, measured: `${figure(value)} ${unit}`, outcome };
}
