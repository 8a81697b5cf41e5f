/**
 * Reads quantities: a number in the base unit, or a string with a unit. Binary and decimal prefixes are
 * distinguished (KiB, kB), and so are bits and bytes (bit/s, B/s).
 */
import { nearestName } from "./nearest.js";

/** Kind of quantity. The base unit of a number without a unit is in `DIMENSIONS`. */
export type Dimension = "size" | "time" | "bandwidth" | "flow" | "write rate" | "pages";

/** value = number * 10^exponent * factor, in the base unit of the dimension. */
interface Unit {
  readonly exponent: number;
  readonly factor: number;
  /** Set for write rates in bytes of the pages written instead of pages. */
  readonly ofBytes?: true;
}

interface DimensionText {
  readonly base: string;
  readonly example: string;
  readonly units: ReadonlyMap<string, Unit>;
}

const unit = (exponent: number, factor = 1): Unit => ({ exponent, factor });
const prefixed = (symbol: string, factor: number): [string, Unit][] => [
  [symbol, unit(0, factor)],
  [`k${symbol}`, unit(3, factor)],
  [`M${symbol}`, unit(6, factor)],
  [`G${symbol}`, unit(9, factor)],
  [`T${symbol}`, unit(12, factor)],
];
const binary = (symbol: string, factor: number): [string, Unit][] => [
  [`Ki${symbol}`, unit(0, factor * 2 ** 10)],
  [`Mi${symbol}`, unit(0, factor * 2 ** 20)],
  [`Gi${symbol}`, unit(0, factor * 2 ** 30)],
  [`Ti${symbol}`, unit(0, factor * 2 ** 40)],
];

const ofBytes = (units: [string, Unit][]) => units.map(([symbol, own]): [string, Unit] => [symbol, { ...own, ofBytes: true }]);

const DIMENSIONS: Readonly<Record<Dimension, DimensionText>> = {
  size: { base: "bytes", example: "4 GiB", units: new Map([...prefixed("B", 1), ...binary("B", 1)]) },
  time: {
    base: "seconds",
    example: "300 ms",
    units: new Map([
      ["ns", unit(-9)],
      ["us", unit(-6)],
      ["µs", unit(-6)],
      ["ms", unit(-3)],
      ["s", unit(0)],
      ["min", unit(0, 60)],
      ["h", unit(0, 3600)],
    ]),
  },
  bandwidth: {
    base: "bits/s",
    example: "10 Gbit/s",
    units: new Map([...prefixed("bit/s", 1), ...prefixed("B/s", 8), ...binary("B/s", 8)]),
  },
  flow: { base: "bytes/s", example: "50 MB/s", units: new Map([...prefixed("B/s", 1), ...binary("B/s", 1), ...prefixed("bit/s", 1 / 8)]) },
  "write rate": {
    base: "page writes/s",
    example: "20 k/s or 80 MB/s",
    units: new Map<string, Unit>([
      ["/s", unit(0)],
      ["k/s", unit(3)],
      ["M/s", unit(6)],
      ["G/s", unit(9)],
      ...ofBytes([...prefixed("B/s", 1), ...binary("B/s", 1)]),
    ]),
  },
  pages: {
    base: "pages",
    example: "200 pages",
    units: new Map([
      ["pages", unit(0)],
      ["page", unit(0)],
    ]),
  },
};

/** Common other spellings, in lower case, and the unit to suggest. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["k", "KiB"],
  ["m", "MiB"],
  ["g", "GiB"],
  ["t", "TiB"],
  ["kb", "kB"],
  ["bps", "bit/s"],
  ["kbps", "kbit/s"],
  ["mbps", "Mbit/s"],
  ["gbps", "Gbit/s"],
  ["tbps", "Tbit/s"],
  ["b/s", "bit/s"],
  ["kb/s", "kbit/s"],
  ["mb/s", "Mbit/s"],
  ["gb/s", "Gbit/s"],
  ["sec", "s"],
  ["second", "s"],
  ["seconds", "s"],
  ["msec", "ms"],
  ["usec", "us"],
  ["minute", "min"],
  ["minutes", "min"],
  ["hour", "h"],
  ["hours", "h"],
  ["pages/s", "/s"],
  ["writes/s", "/s"],
  ["hz", "/s"],
  ["khz", "k/s"],
]);

/** A value in the base unit; that of a write rate `ofBytes` is in bytes/s of the pages written. */
export type QuantityReading =
  | { readonly value: number; readonly ofBytes?: true }
  | { readonly fault: string; readonly suggestion?: string };

const PATTERN = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?)\s*([^\s\d.+-][^\s]*(?: [^\s]+)*)?$/i;
const LONGEST_QUANTITY = 64;

/** Reads a number or a string as a quantity of one dimension, or returns a short description of the fault. */
export function readQuantity(input: unknown, dimension: Dimension): QuantityReading {
  if (typeof input === "number") return Number.isFinite(input) ? { value: input } : { fault: "a finite number" };
  if (typeof input !== "string" || input.length > LONGEST_QUANTITY) return { fault: "" };
  const match = PATTERN.exec(input.trim());
  const digits = match?.[1];
  if (digits === undefined) return { fault: "" };
  const symbol = match?.[2];
  const { units, base } = DIMENSIONS[dimension];
  if (symbol === undefined) return { fault: "a unit after the number", suggestion: `${digits} (without quotes: ${base})` };
  const found = units.get(symbol);
  if (found !== undefined) {
    const value = scale(digits, found);
    if (!Number.isFinite(value)) return { fault: "a finite number" };
    return found.ofBytes ? { value, ofBytes: true } : { value };
  }
  const better = nearestUnit(symbol, dimension);
  const known = better === undefined ? ` (${[...units.keys()].join(", ")})` : "";
  const fault = foreignDimension(symbol, dimension) ?? `${JSON.stringify(symbol)} is not one of its units${known}`;
  return better === undefined ? { fault } : { fault, suggestion: `${digits} ${better}`.replace(/ \/s$/, "/s") };
}

/** "a size > 0 such as 4 GiB (a bare number counts bytes)"; `bareLimits` is added at the end of the parenthesis. */
export function describeDimension(dimension: Dimension, limits = "", bareLimits = ""): string {
  const { base, example } = DIMENSIONS[dimension];
  const article = dimension === "pages" ? "a number of" : "a";
  return `${article} ${dimension}${limits} such as ${example} (a bare number counts ${base}${bareLimits})`;
}

/** The unit of a bare number. */
export function baseUnit(dimension: Dimension): string {
  return DIMENSIONS[dimension].base;
}

/** The symbols of a dimension's units, for the JSON Schema. */
export function unitSymbols(dimension: Dimension): readonly string[] {
  return [...DIMENSIONS[dimension].units.keys()];
}

/** Units of numbers in base units. */
export type UnitName = "bytes" | "seconds" | "bits/s" | "bytes/s" | "page writes/s" | "pages";

/** The base unit and its symbol in texts, by dimension. */
const BASE_SYMBOLS: Readonly<Record<Dimension, string>> = {
  size: "B",
  time: "s",
  flow: "B/s",
  bandwidth: "bit/s",
  "write rate": "/s",
  pages: "pages",
};

/** The unit of `value`, which is what a field has made of the quantity `text`; undefined if no dimension reads it so. */
export function unitOf(text: string, value: number): { readonly name: UnitName; readonly symbol: string } | undefined {
  for (const [dimension, symbol] of Object.entries(BASE_SYMBOLS) as [Dimension, string][]) {
    const reading = readQuantity(text, dimension);
    if ("value" in reading && reading.value === value) return { name: DIMENSIONS[dimension].base as UnitName, symbol };
  }
  return undefined;
}

/** Shifts the decimal exponent in the text, so that `9.4 Gbit/s` and `300 ms` are rounded only once. */
function scale(digits: string, { exponent, factor }: Unit): number {
  const [mantissa = "0", written = "0"] = digits.toLowerCase().split("e");
  return Number(`${mantissa}e${Number(written) + exponent}`) * factor;
}

function foreignDimension(symbol: string, dimension: Dimension): string | undefined {
  for (const [name, { units }] of Object.entries(DIMENSIONS)) {
    if (name !== dimension && units.has(symbol))
      return `${JSON.stringify(symbol)} is a unit of ${name === "pages" ? "pages" : `a ${name}`}`;
  }
  return undefined;
}

function nearestUnit(symbol: string, dimension: Dimension): string | undefined {
  const symbols = unitSymbols(dimension);
  const sameLetters = symbols.find((candidate) => candidate.toLowerCase() === symbol.toLowerCase());
  const synonym = SYNONYMS.get(symbol.toLowerCase());
  const candidates = [sameLetters, synonym, `${symbol}/s`, synonym === undefined ? undefined : `${synonym}/s`, symbol.replace(/\/s$/, "")];
  return candidates.find((candidate) => candidate !== undefined && symbols.includes(candidate)) ?? nearestName(symbol, symbols);
}
