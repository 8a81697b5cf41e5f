/** Units of figures, by what they count. */
import { type Estimate, formatEstimate, scaleFor } from "../../output/estimate.js";
import { formatBitsPerSecond, formatBytes, formatBytesPerSecond, formatCount, formatSeconds } from "../../output/quantities.js";

export type Kind = "seconds" | "bytes" | "bytes/s" | "bits/s" | "pages" | "count" | "ratio";

export interface Unit {
  /** Symbol after a number; empty for a count. */
  readonly symbol: string;
  readonly size: number;
  /** A value in base units with its unit, for a reader. */
  readonly format: (value: number) => string;
}

type Step = readonly [symbol: string, size: number];

const STEPS: Readonly<Record<Kind, readonly Step[]>> = {
  seconds: [
    ["h", 3600],
    ["min", 60],
    ["s", 1],
    ["ms", 1e-3],
    ["us", 1e-6],
  ],
  bytes: [
    ["TiB", 2 ** 40],
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
    ["KiB", 2 ** 10],
    ["B", 1],
  ],
  "bytes/s": [
    ["GB/s", 1e9],
    ["MB/s", 1e6],
    ["kB/s", 1e3],
    ["B/s", 1],
  ],
  "bits/s": [
    ["Gbit/s", 1e9],
    ["Mbit/s", 1e6],
    ["kbit/s", 1e3],
    ["bit/s", 1],
  ],
  pages: [["", 1]],
  count: [["", 1]],
  ratio: [["", 1]],
};

/** An hour and a minute are used only for a few of them; below, seconds are easier to compare. */
const FEWEST: Readonly<Record<string, number>> = { h: 2, min: 5 };

const FORMATS: Readonly<Record<Kind, (value: number) => string>> = {
  seconds: (value) => (value < 0 ? `-${formatSeconds(-value)}` : formatSeconds(value)),
  bytes: formatBytes,
  "bytes/s": formatBytesPerSecond,
  "bits/s": formatBitsPerSecond,
  pages: formatCount,
  count: formatCount,
  ratio: (value) => value.toLocaleString("en-US", { maximumFractionDigits: 3 }),
};

/** The unit in which the largest value of an axis is at least 1. */
export function unitFor(kind: Kind, largest: number): Unit {
  const steps = STEPS[kind];
  const [symbol, size] = steps.find(([name, one]) => largest >= one * (FEWEST[name] ?? 1)) ?? (steps.at(-1) as Step);
  return { symbol, size, format: FORMATS[kind] };
}

export function formatKind(kind: Kind, value: number): string {
  return FORMATS[kind](value);
}

/** What a figure counts, from the unit that ends its name. */
export function kindOf(name: string): Exclude<Kind, "bits/s"> {
  if (name.endsWith("BytesPerSecond")) return "bytes/s";
  if (name.endsWith("Seconds")) return "seconds";
  if (name.endsWith("Bytes")) return "bytes";
  if (name.endsWith("Ratio")) return "ratio";
  return name.startsWith("pages") || name.endsWith("Pages") ? "pages" : "count";
}

/** `9.455 ± 0.012 s`: the mean with half the width of its 95 % interval; the mean alone without one. */
export function formatMean(kind: Exclude<Kind, "bits/s">, entry: Estimate): string {
  const { mean, confidence95 } = entry;
  if (confidence95 === undefined || confidence95[0] === confidence95[1]) return formatKind(kind, mean);
  const scale = scaleFor(kind === "pages" ? "count" : kind, [mean]);
  return `${formatEstimate(entry, scale)}${scale.symbol === "" ? "" : ` ${scale.symbol}`}`;
}
