/**
 * Backlogs in steps: unread bytes are rounded up to the next half, quarter, eighth ... of the buffer's limit. A filling backlog thus
 * causes a dozen events instead of a continuous change.
 */

/** Number of halvings: the smallest step of a 4 MiB limit is 2 KiB. Fewer bytes are not a backlog. */
const HALVINGS = 11;

/** A backlog this close to a step has reached it: the same tolerance as NOTHING_BYTES in `flow-stages.ts`. */
const REACHED_BYTES = 0.1;

/** The step above `bytes`, at most `limitBytes`; a step that has been reached counts as the next one. 0 below the smallest step. */
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
