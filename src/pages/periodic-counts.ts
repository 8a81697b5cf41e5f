/**
 * Counts of periodic writes before a given time. They use the same comparisons that decide each single write, so rounding never moves a
 * write across a boundary.
 */

/** Number of writes k = 0, 1, ... before active second `seconds`, where write k happens at k / `writesPerSecond`. */
export function writesBefore(writesPerSecond: number, seconds: number): number {
  let count = Math.ceil(seconds * writesPerSecond);
  while (count > 0 && (count - 1) / writesPerSecond >= seconds) count--;
  while (count / writesPerSecond < seconds) count++;
  return count;
}

/** Number of multiples k x `periodSeconds`, k = 0, 1, ..., before `seconds`. */
export function multiplesBefore(periodSeconds: number, seconds: number): number {
  let count = Math.ceil(seconds / periodSeconds);
  while (count > 0 && (count - 1) * periodSeconds >= seconds) count--;
  while (count * periodSeconds < seconds) count++;
  return count;
}
