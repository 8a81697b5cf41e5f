/** Quantities for sentences: stop details and what ruled a run. */

/** A unit of a quantity: its symbol, its size, and the smallest value that is given in it. */
type Unit = readonly [symbol: string, size: number, from: number];

/** Each from the largest unit to the smallest. */
const SECONDS: readonly Unit[] = [
  ["s", 1, 1],
  ["ms", 1e-3, 1e-6],
];
const BYTES: readonly Unit[] = [
  ["GiB", 2 ** 30, 2 ** 33],
  ["MiB", 2 ** 20, 2 ** 20],
  ["KiB", 2 ** 10, 0.01 * 2 ** 10],
];
const BYTES_PER_SECOND: readonly Unit[] = [
  ["MiB/s", 2 ** 20, 0.01 * 2 ** 20],
  ["KiB/s", 2 ** 10, 0.01 * 2 ** 10],
];
const BANDWIDTH: readonly Unit[] = [
  ["GB/s", 1e9, 1e9],
  ["MB/s", 1e6, 1e4],
  ["kB/s", 1e3, 10],
];

/** A time: milliseconds below one second, seconds from there on. */
export function showSeconds(seconds: number): string {
  return inUnits(seconds, SECONDS);
}

/** Bytes in binary units. Expected counts give fractions of a page: less than a hundredth of a KiB is `under 0.01 KiB`. */
export function showBytes(bytes: number): string {
  return inUnits(bytes, BYTES);
}

export function showBytesPerSecond(bytesPerSecond: number): string {
  return inUnits(bytesPerSecond, BYTES_PER_SECOND);
}

/** Bytes per second in decimal units, as links are named. */
export function showBandwidth(bytesPerSecond: number): string {
  return inUnits(bytesPerSecond, BANDWIDTH);
}

/** The value in the largest unit whose `from` it reaches; `under ...` for a positive value that reaches none. */
function inUnits(value: number, units: readonly Unit[]): string {
  const unit = units.find(([, , from]) => value >= from);
  if (unit) return `${rounded(value / unit[1])} ${unit[0]}`;
  const [symbol, size, from] = units.at(-1) as Unit;
  return value > 0 ? `under ${rounded(from / size)} ${symbol}` : `${rounded(value / size)} ${symbol}`;
}

/** `1 round`, `2 rounds`; expected counts to three digits, and to a thousandth below one: `46.5 pages`, `0.02 pages`. */
export function showCount(count: number, noun: string, plural = `${noun}s`): string {
  const figure = count < 1 ? String(Number(count.toFixed(3))) : rounded(count);
  return `${figure} ${figure === "1" ? noun : plural}`;
}

/** Three significant digits, and all of a whole number. */
export function rounded(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** The text as the beginning of a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
