/** Time stamps at the beginning of a line, in seconds since some fixed day. Time zones are ignored: only differences are used. */

const ISO = /(?:^|[\s[])(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)([.,]\d{1,9})?/;
const SYSLOG = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Syslog names no year; a leap year has every day that it may name. */
const ANY_LEAP_YEAR = 2000;

/** Seconds of the stamp in a line; undefined without one. */
export function stampSeconds(text: string): number | undefined {
  const iso = ISO.exec(text.slice(0, 80));
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction = ""] = iso;
    return timeOf([year, month, day, hour, minute, second].map(Number), Number(fraction.replace(",", ".")) || 0);
  }
  const [, name = "", day, hour, minute, second] = SYSLOG.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  return month === 0 ? undefined : timeOf([ANY_LEAP_YEAR, month, ...[day, hour, minute, second].map(Number)], 0);
}

function timeOf(parts: readonly number[], fraction: number): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + fraction;
}
