/** Formats quantities for people: about three significant digits, always with the unit. */

const BINARY_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const DECIMAL_PREFIXES = ["", "k", "M", "G", "T", "P"] as const;
const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** `4.0 GiB`, `812 KiB`, `17 B`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BINARY_UNITS, " ");
}

/** `117 MB/s`. */
export function formatBytesPerSecond(bytesPerSecond: number): string {
  return `${scaled(bytesPerSecond, 1000, DECIMAL_PREFIXES, " ")}B/s`;
}

/** `1.0 Gbit/s`. */
export function formatBitsPerSecond(bitsPerSecond: number): string {
  return `${scaled(bitsPerSecond, 1000, DECIMAL_PREFIXES, " ")}bit/s`;
}

/** `1.2 k pages/s`. */
export function formatPagesPerSecond(pagesPerSecond: number): string {
  return `${scaled(pagesPerSecond, 1000, DECIMAL_PREFIXES, " ").trimEnd()} pages/s`;
}

/** Integers in full: `1,048,576`; other numbers with two decimals. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

/** `0 s`, `12.0 ns`, `250 us`, `812 ms`, `9.21 s`, `12 min 05 s`, `1 h 00 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return "0 s";
  if (seconds < 0.9995e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 0.9995e-3) return `${digits(seconds * 1e6)} us`;
  if (seconds < 0.9995) return `${digits(seconds * 1e3)} ms`;
  if (seconds < 99.95) return `${digits(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < SECONDS_PER_HOUR) return `${Math.floor(whole / SECONDS_PER_MINUTE)} min ${padded(whole % SECONDS_PER_MINUTE)} s`;
  const minutes = Math.round(seconds / SECONDS_PER_MINUTE);
  return `${Math.floor(minutes / 60)} h ${padded(minutes % 60)} min`;
}

/** Three significant digits, never in exponents: `9.21`, `92.1`, `921`. */
function digits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

function padded(value: number): string {
  return String(value).padStart(2, "0");
}

/** The value in the largest unit in which it is at least 1; one decimal below 100, none for an integer without a prefix. */
function scaled(value: number, base: number, units: readonly string[], gap: string): string {
  let exponent = 0;
  let rest = value;
  while (rest >= base - 0.5 && exponent < units.length - 1) {
    rest /= base;
    exponent++;
  }
  const isWhole = exponent === 0 && Number.isInteger(rest);
  return `${isWhole || rest >= 99.95 ? rest.toFixed(0) : rest.toFixed(1)}${gap}${units[exponent]}`;
}

/** Units of an interval, largest first, each with its size in base units. */
const INTERVAL_UNITS: Readonly<Record<"seconds" | "bytes" | "bytes/s" | "plain", readonly (readonly [symbol: string, size: number])[]>> = {
  seconds: [
    [" s", 1],
    [" ms", 1e-3],
    [" us", 1e-6],
    [" ns", 1e-9],
  ],
  bytes: BINARY_UNITS.map((symbol, exponent) => [` ${symbol}`, 1024 ** exponent] as const).reverse(),
  "bytes/s": DECIMAL_PREFIXES.map((prefix, exponent) => [` ${prefix}B/s`, 1000 ** exponent] as const).reverse(),
  plain: [["", 1]],
};
export type IntervalUnit = keyof typeof INTERVAL_UNITS;
const INTERVAL_DECIMALS_MAX = 9;

/** `11.68 .. 11.70 s`: both ends in one unit, with enough decimals to distinguish them. */
export function formatInterval([low, high]: readonly [number, number], unit: IntervalUnit): string {
  const units = INTERVAL_UNITS[unit];
  const [symbol, size] =
    units.find(([, one]) => Math.max(Math.abs(low), Math.abs(high)) >= one) ?? (units.at(-1) as (typeof units)[number]);
  const width = (high - low) / size;
  const decimals = width > 0 ? Math.min(INTERVAL_DECIMALS_MAX, Math.max(0, -Math.floor(Math.log10(width)))) : 0;
  const shown = (value: number) =>
    (value / size).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${shown(low)} .. ${shown(high)}${symbol}`;
}
