/** Formats means with their intervals: digits limited by the width of the interval, one unit for several values. */

export type FigureUnit = "seconds" | "bytes" | "bytes/s" | "count" | "ratio";

export interface Scale {
  /** Unit as shown; empty for counts and ratios. */
  readonly symbol: string;
  readonly factor: number;
}

/** A mean and its 95 % interval; a single run has no interval. */
export interface Estimate {
  readonly mean: number;
  readonly confidence95?: readonly [number, number];
}

const SCALES: Readonly<Record<FigureUnit, readonly Scale[]>> = {
  seconds: [
    { symbol: "s", factor: 1 },
    { symbol: "ms", factor: 1e3 },
    { symbol: "us", factor: 1e6 },
  ],
  bytes: [
    { symbol: "GB", factor: 1e-9 },
    { symbol: "MB", factor: 1e-6 },
    { symbol: "kB", factor: 1e-3 },
    { symbol: "B", factor: 1 },
  ],
  "bytes/s": [
    { symbol: "GB/s", factor: 1e-9 },
    { symbol: "MB/s", factor: 1e-6 },
    { symbol: "kB/s", factor: 1e-3 },
    { symbol: "B/s", factor: 1 },
  ],
  count: [{ symbol: "", factor: 1 }],
  ratio: [{ symbol: "", factor: 1 }],
};
const MOST_DECIMALS = 6;
const DIGITS = 4;
/** Significant digits that survive the rounding of sums and unit conversions. */
const SAFE_DIGITS = 12;

/** The largest unit in which the largest of the values is at least 1. */
export function scaleFor(unit: FigureUnit, values: readonly number[]): Scale {
  const largest = Math.max(0, ...values.map(Math.abs));
  const scales = SCALES[unit];
  const fitting = scales.find(({ factor }) => largest * factor >= 1);
  return fitting ?? ((largest === 0 ? scales[0] : scales.at(-1)) as Scale);
}

/** `9.455 ± 0.012`, `268,272 ± 13`; four digits without an interval or if its width is 0. If `isSigned`, a plus sign is shown too. */
export function formatEstimate({ mean, confidence95 }: Estimate, { factor }: Scale, isSigned = false): string {
  const half = confidence95 === undefined ? 0 : ((confidence95[1] - confidence95[0]) / 2) * factor;
  const value = Number((mean * factor).toPrecision(SAFE_DIGITS));
  const hasWidth = half > Math.abs(value) * 1e-9;
  const decimals = hasWidth ? decimalsOf(half, 2) : Number.isInteger(value) ? 0 : decimalsOf(value, DIGITS);
  const sign = isSigned && value >= 0 ? "+" : "";
  return `${sign}${fixed(value, decimals)}${hasWidth ? ` ± ${fixed(half, decimals)}` : ""}`;
}

/** Changes from this ratio on are shown as a factor instead of a percentage. */
const LEAST_FACTOR_RATIO = 9;

/** A relative change: `-4.07 %`, `+239.68 %`, `137.0 times`. */
export function formatChange(ratio: number): string {
  if (ratio >= LEAST_FACTOR_RATIO) return `${(1 + ratio).toFixed(1)} times`;
  return `${ratio >= 0 ? "+" : ""}${(ratio * 100).toFixed(2)} %`;
}

/** Number of decimals that shows `digits` significant digits of `value`. */
function decimalsOf(value: number, digits: number): number {
  if (value === 0) return 0;
  return Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
}

function fixed(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
