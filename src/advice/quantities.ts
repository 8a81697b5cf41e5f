/** Quantities that callers give as texts, and the round values that tables are made of. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { showValue } from "../scenario/show-value.js";
import { describeDimension, readQuantity } from "../scenario/units.js";

/** Seconds of a text such as `5 min`, above 0. `path` names it in faults. @throws ConfigError */
export function secondsOf(given: string | number, path: string): number {
  const reading = readQuantity(given, "time");
  if ("value" in reading && reading.value > 0) return reading.value;
  const issue: ConfigIssue = { path, expected: describeDimension("time", " above 0"), received: showValue(given) };
  throw new ConfigError([issue], "the request");
}

/** `900 ms`, `1.2 s`: a time as scenarios have it, rounded down to two digits and to whole milliseconds, which is what all systems take. */
export function writtenDowntime(seconds: number): string {
  const milliseconds = Math.max(1, Math.floor(seconds * 1000 + 1e-9));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(milliseconds)) - 1);
  const rounded = Math.floor(milliseconds / step) * step;
  return rounded >= 1000 && rounded % 100 === 0 ? `${rounded / 1000} s` : `${rounded} ms`;
}

/** `own` and, from an ascending ladder, up to three values below and three above it. */
export function around(own: number, ladder: readonly number[]): number[] {
  const apart = ladder.filter((value) => Math.abs(value / own - 1) > 0.01);
  return [...apart.filter((value) => value < own).slice(-3), own, ...apart.filter((value) => value > own).slice(0, 3)];
}
