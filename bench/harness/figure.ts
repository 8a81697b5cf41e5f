/** Formats numbers for reading. */

/** A number with three significant digits. */
export function figure(value: number): string {
  if (value === 0) return "0";
  if (value >= 1000) return Math.round(value).toLocaleString("en-GB");
  return value.toFixed(Math.min(4, Math.max(0, 2 - Math.floor(Math.log10(value)))));
}
