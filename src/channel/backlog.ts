/**
 * Unread bytes in steps: what lies in a buffer counts as the next half, quarter, eighth ... of its limit above it. Who follows
 * a backlog does so at a dozen moments while it fills, instead of all the time.
 */

/** Halvings of a limit: the smallest step of 4 MiB is 2 KiB. Less than that is no backlog. */
const HALVINGS = 11;

/** Nearer to a step than this a backlog has reached it, in bytes: as near as the flows themselves look at their limits. */
const REACHED_BYTES = 0.1;

/** What `bytes` count as, at most `limitBytes`: at a step that is reached, the next. 0 below the smallest step. */
export function backlogStepBytes(bytes: number, limitBytes: number): number {
  if (!(limitBytes > 0)) return 0;
  for (let halvings = 0; halvings <= HALVINGS; halvings++) {
    if (bytes >= limitBytes / 2 ** halvings - REACHED_BYTES) return limitBytes / 2 ** Math.max(0, halvings - 1);
  }
  return 0;
}

/** Seconds until a backlog that changes by `bytesPerSecond` reaches a step; Infinity if it never does. */
export function secondsToBacklogStep(bytes: number, limitBytes: number, bytesPerSecond: number): number {
  if (bytesPerSecond === 0) return Infinity;
  const aheadBytes = bytesPerSecond < 0 ? stepBelow(bytes - REACHED_BYTES, limitBytes) : stepAbove(bytes + REACHED_BYTES, limitBytes);
  return aheadBytes === undefined ? Infinity : (aheadBytes - bytes) / bytesPerSecond;
}

/** The largest step below `bytes`. */
function stepBelow(bytes: number, limitBytes: number): number | undefined {
  for (let halvings = 0; halvings <= HALVINGS; halvings++) {
    const step = limitBytes / 2 ** halvings;
    if (step < bytes) return step;
  }
  return undefined;
}

/** The smallest step above `bytes`. */
function stepAbove(bytes: number, limitBytes: number): number | undefined {
  for (let halvings = HALVINGS; halvings >= 0; halvings--) {
    const step = limitBytes / 2 ** halvings;
    if (step > bytes) return step;
  }
  return undefined;
}
