/** Numbers as the programs print them. */

export const MIB = 2 ** 20;

/** Whole milliseconds, as clocks of QEMU and libvirt count them. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** `size_to_str` of QEMU (util/cutils.c): three significant digits in the largest unit of which there are less than 1000. */
export function sizeToStr(bytes: number): string {
  const units = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
  let unit = 0;
  while (unit < units.length - 1 && bytes / 1024 ** unit >= 1000) unit++;
  return `${significant(bytes / 1024 ** unit)} ${units[unit]}B`;
}

/** C's `%0.3g` for numbers below 1024. */
function significant(value: number): string {
  return value >= 999.5 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `render_bytes` of Proxmox VE (PVE/Format.pm) with one decimal place. */
export function renderBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const unit = largestUnit(bytes, units.length);
  return `${(bytes / 1024 ** unit).toFixed(1)} ${units[unit]}`;
}

/** `vshPrettyCapacity` of virsh (tools/vsh.c), printed with three decimal places. */
export function prettyCapacity(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  const unit = largestUnit(bytes, units.length);
  return `${(bytes / 1024 ** unit).toFixed(3)} ${units[unit]}`;
}

function largestUnit(bytes: number, count: number): number {
  let unit = 0;
  while (unit < count - 1 && bytes >= 1024 ** (unit + 1)) unit++;
  return unit;
}

/** The second from which the logs count: 3 February 2026, 10:00 UTC. */
const EPOCH_SECONDS = Date.UTC(2026, 1, 3, 10) / 1000;

/** Seconds since 1970 of a moment of the migration. */
export function epochSeconds(seconds: number): number {
  return EPOCH_SECONDS + seconds;
}

function dateOf(seconds: number): Date {
  return new Date(Math.floor(epochSeconds(seconds) * 1000));
}

/** `2026-02-03 10:00:05.123`. */
export function isoStamp(seconds: number): string {
  return dateOf(seconds).toISOString().replace("T", " ").replace("Z", "");
}

/** `2026-02-03 10:00:05`. */
export function secondStamp(seconds: number): string {
  return isoStamp(seconds).slice(0, 19);
}

/** `Feb  3 10:00:05`, as syslog. */
export function syslogStamp(seconds: number): string {
  const date = dateOf(seconds);
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${date.toISOString().slice(11, 19)}`;
}

export function lines(parts: readonly string[]): string {
  return parts.map((line) => `${line}\n`).join("");
}
