/** Numbers of logs: a text is a number in its range, or an error that names line and field. */
import { LogError } from "./log-error.js";

/** The entry of a table under a name found in a log, which may be that of a property that every object has. */
export function entry<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const DIGITS = /^\d{1,16}$/;
const DECIMAL = /^\d{1,16}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?$/;
const BYTES_MAX = 2 ** 53;
/** Ten years: no migration takes longer, and no rate is higher than all memory in a nanosecond. */
const SECONDS_MAX = 315_360_000;
const RATE_MAX = 1e15;

/** A whole number, 0 to 2^53. @throws LogError */
export function whole(text: string, line: number, name: string): number {
  const value = DIGITS.test(text) ? Number(text) : Number.NaN;
  if (value <= BYTES_MAX) return value;
  throw new LogError(line, `${name}: expected a whole number from 0 to 2^53, received ${text === "" ? "nothing" : text}`);
}

/** A finite number from 0 to `max`. @throws LogError */
export function decimal(text: string, line: number, name: string, max = BYTES_MAX): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (value <= max) return value;
  throw new LogError(line, `${name}: expected a number from 0 to ${max}, received ${text === "" ? "nothing" : text}`);
}

/** Seconds of a text in units of `unitSeconds`. @throws LogError */
export function seconds(text: string, unitSeconds: number, line: number, name: string): number {
  // Free of the noise of the product: no log has finer times than nanoseconds.
  const value = Math.round(decimal(text, line, name) * unitSeconds * 1e9) / 1e9;
  if (value <= SECONDS_MAX) return value;
  throw new LogError(line, `${name}: expected at most ten years, received ${text}`);
}

/** Bytes per second of a text in units of `unitBytes`. @throws LogError */
export function rate(text: string, unitBytes: number, line: number, name: string): number {
  return decimal(text, line, name, RATE_MAX / unitBytes) * unitBytes;
}

/** Bytes per megabit (10^6), QEMU's `mbps`. */
export const MEGABIT_BYTES = 125_000;
export const KIB = 2 ** 10;
export const MIB = 2 ** 20;

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  bytes: 1,
  kbytes: KIB,
  KB: KIB,
  KiB: KIB,
  MiB: MIB,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  PiB: 2 ** 50,
};

/** Bytes of a size with its unit, rounded to whole ones. @throws LogError */
export function size(text: string, line: number, name: string): number {
  const [, number = "", unit = ""] = /^([\d.]+) ?([A-Za-z]+)$/.exec(text.trim()) ?? [];
  const unitBytes = entry(UNITS, unit);
  if (unitBytes === undefined) throw new LogError(line, `${name}: expected a number of ${Object.keys(UNITS).join(", ")}, received ${text}`);
  return Math.round(decimal(number, line, name, BYTES_MAX / unitBytes) * unitBytes);
}

/** A number that QEMU's counters hold after going below zero: 2^64 less a little. */
export function isWrapped(text: string): boolean {
  return /^1844674407\d{10}$/.test(text);
}
