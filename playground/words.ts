/** Numbers with their units, for readers. */

const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];
const DECIMAL = ["B", "kB", "MB", "GB", "TB"];

export function secondsText(seconds: number): string {
  if (seconds === 0) return "0 s";
  if (Math.abs(seconds) < 1) return `${plain(seconds * 1000)} ms`;
  return Math.abs(seconds) < 600 ? `${plain(seconds)} s` : `${plain(seconds / 60)} min`;
}

export function bytesText(bytes: number): string {
  const step = bytes === 0 ? 0 : Math.min(BYTES.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(bytes)) / 10)));
  return `${plain(bytes / 1024 ** step)} ${BYTES[step]}`;
}

export function countText(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** In decimal units, as links are. */
export function rateText(bytesPerSecond: number): string {
  const step = bytesPerSecond < 1 ? 0 : Math.min(DECIMAL.length - 1, Math.floor(Math.log10(bytesPerSecond) / 3));
  return `${plain(bytesPerSecond / 1000 ** step)} ${DECIMAL[step]}/s`;
}

/** A total by the unit at the end of its name: `downtimeSeconds`, `wireBytes`, `pagesSent`. */
export function totalText(name: string, value: number): string {
  if (name.endsWith("Seconds")) return secondsText(value);
  if (name.endsWith("Bytes")) return bytesText(value);
  if (name.endsWith("BytesPerSecond")) return rateText(value);
  return name.endsWith("Ratio") ? value.toLocaleString("en-US", { maximumFractionDigits: 3 }) : plain(value);
}

const LABELS: Readonly<Record<string, string>> = { totalSeconds: "Total time", wireBytes: "On the wire", resendRatio: "Sent / memory" };

export function totalLabel(name: string): string {
  const words = name
    .replace(/(?:BytesPerSecond|Seconds|Bytes|Ratio)$/, "")
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
  return LABELS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function plain(value: number): string {
  return value.toLocaleString("en-US", Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
