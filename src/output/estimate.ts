/** Means with their intervals: as many digits as the interval leaves meaning to, and a unit that several share. */

export type FigureUnit = "seconds" | "bytes" | "bytes/s" | "count" | "ratio";

export interface Scale {
  /** Empty for bare numbers. */
  readonly symbol: string;
  readonly factor: number;
}

/** Mean and the interval about it; a single run has none. */
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
/** What is left of a number when sums and scales have rounded it. */
const SAFE_DIGITS = 12;

/** The largest unit of which the largest of the values has at least one. */
export function scaleFor(unit: FigureUnit, values: readonly number[]): Scale {
  const largest = Math.max(0, ...values.map(Math.abs));
  const scales = SCALES[unit];
  const fitting = scales.find(({ factor }) => largest * factor >= 1);
  return fitting ?? ((largest === 0 ? scales[0] : scales.at(-1)) as Scale);
}

/** `9.455 ± 0.012`, `268,272 ± 13`; without an interval, or with one of no width, four digits. A signed one always has its sign. */
export function formatEstimate({ mean, confidence95 }: Estimate, { factor }: Scale, isSigned = false): string {
  const half = confidence95 === undefined ? 0 : ((confidence95[1] - confidence95[0]) / 2) * factor;
  const value = Number((mean * factor).toPrecision(SAFE_DIGITS));
  const hasWidth = half > Math.abs(value) * 1e-9;
  const decimals = hasWidth ? decimalsOf(half, 2) : Number.isInteger(value) ? 0 : decimalsOf(value, DIGITS);
  const sign = isSigned && value >= 0 ? "+" : "";
  return `${sign}${fixed(value, decimals)}${hasWidth ? ` ± ${fixed(half, decimals)}` : ""}`;
}

/** From this change on a factor says more than a percentage. */
const LEAST_FACTOR_RATIO = 9;

/** A change relative to what it is a change of: `-4.07 %`, `+239.68 %`, `137.0 times`. */
export function formatChange(ratio: number): string {
  if (ratio >= LEAST_FACTOR_RATIO) return `${(1 + ratio).toFixed(1)} times`;
  return `${ratio >= 0 ? "+" : ""}${(ratio * 100).toFixed(2)} %`;
}

/** Decimals that show so many significant digits. */
function decimalsOf(value: number, digits: number): number {
  if (value === 0) return 0;
  return Math.min(MOST_DECIMALS, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
}

function fixed(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
