/** Quantities for sentences: stop details and what ruled a run. */

/** A time: milliseconds below one second, seconds from there on. */
export function showSeconds(seconds: number): string {
  return seconds < 1 ? `${rounded(seconds * 1000)} ms` : `${rounded(seconds)} s`;
}

export function showBytes(bytes: number): string {
  if (bytes < 2 ** 20) return `${rounded(bytes / 2 ** 10)} KiB`;
  return bytes < 2 ** 33 ? `${rounded(bytes / 2 ** 20)} MiB` : `${rounded(bytes / 2 ** 30)} GiB`;
}

export function showBytesPerSecond(bytesPerSecond: number): string {
  return `${rounded(bytesPerSecond / 2 ** 20)} MiB/s`;
}

/** Bytes per second in decimal units, as links are named. */
export function showBandwidth(bytesPerSecond: number): string {
  return bytesPerSecond < 1e9 ? `${rounded(bytesPerSecond / 1e6)} MB/s` : `${rounded(bytesPerSecond / 1e9)} GB/s`;
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
