/** Quantities that callers give as texts, and the round values that tables are made of. */
import { ConfigError, type ConfigIssue } from "../scenario/config-error.js";
import { showValue } from "../scenario/show-value.js";
import { readQuantity } from "../scenario/units.js";

/** Seconds of texts such as `5 min`, above 0, by the names that faults call them. @throws ConfigError with every fault */
export function secondsOf<Name extends string>(given: Readonly<Record<Name, string | number>>): Record<Name, number> {
  const issues: ConfigIssue[] = [];
  const read = Object.entries<string | number>(given).map(([path, time]) => {
    const reading = readQuantity(time, "time");
    if ("value" in reading && reading.value > 0) return [path, reading.value];
    const unit = "fault" in reading && reading.fault !== "" ? `: ${reading.fault}` : "";
    issues.push({ path, expected: `a time above 0 with its unit, such as 300 ms or 5 min${unit}`, received: showValue(time) });
    return [path, 0];
  });
  if (issues.length > 0) throw new ConfigError(issues, "the request");
  return Object.fromEntries(read) as Record<Name, number>;
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
