/** Formats sizes as users write them, and finds the nearest whole numbers of pages. */

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const DECIMAL_PREFIXES = ["T", "G", "M", "k"] as const;

/** `4 GiB`, `1536 MiB`, `4097 B`: the exact size, in the largest binary unit of which it is a multiple of one quarter. */
export function showSize(bytes: number): string {
  for (let power = BINARY.length - 1; power > 0; power--) {
    const count = bytes / 1024 ** power;
    if (count >= 1 && Number.isInteger(count * 4)) return `${count} ${BINARY[power]}`;
  }
  return `${bytes} B`;
}

/**
 * Suggests sizes near one that is not a whole number of pages: the same number in binary units if the size is round in decimal units
 * (`4 GiB` for 4 GB), and the nearest number of pages.
 */
export function nearestSizes(bytes: number, pageBytes: number): string {
  const nearest = `${Math.max(1, Math.round(bytes / pageBytes)) * pageBytes} B`;
  const binary = binaryTwin(bytes);
  return binary === undefined || binary.bytes % pageBytes !== 0 ? nearest : `${binary.text} (${binary.bytes} B) or ${nearest}`;
}

function binaryTwin(bytes: number): { readonly text: string; readonly bytes: number } | undefined {
  for (const [index, prefix] of DECIMAL_PREFIXES.entries()) {
    const power = DECIMAL_PREFIXES.length - index;
    const count = bytes / 1000 ** power;
    if (count >= 1 && Number.isInteger(count * 100)) {
      return { text: `${count} ${prefix === "k" ? "K" : prefix}iB`, bytes: count * 1024 ** power };
    }
  }
  return undefined;
}
