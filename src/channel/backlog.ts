/**
 * Unread bytes in steps: what lies in a buffer counts as the next half, quarter, eighth ... of its limit above it. Who follows
 * a backlog does so at a dozen moments while it fills, instead of all the time.
 */

/** Halvings of a limit: the smallest step of 4 MiB is 2 KiB. Less than that is no backlog. */
const HALVINGS = 11;

/** Nearer to a step than this a backlog has reached it, in bytes: as near as the flows themselves look at their limits. */
const REACHED_BYTES = 0.1;

/** Steps of a limit in bytes, the largest first. */
function stepsOf(limitBytes: number): number[] {
  return Array.from({ length: HALVINGS + 1 }, (_, halvings) => limitBytes / 2 ** halvings);
}

/** What `bytes` count as, at most `limitBytes`: at a step that is reached, the next. 0 below the smallest step. */
export function backlogStepBytes(bytes: number, limitBytes: number): number {
  const below = stepsOf(limitBytes).findIndex((step) => step > 0 && bytes >= step - REACHED_BYTES);
  return below < 0 ? 0 : limitBytes / 2 ** Math.max(0, below - 1);
}

/** Seconds until a backlog that changes by `bytesPerSecond` reaches a step; Infinity if it never does. */
export function secondsToBacklogStep(bytes: number, limitBytes: number, bytesPerSecond: number): number {
  if (bytesPerSecond === 0) return Infinity;
  const ahead =
    bytesPerSecond < 0
      ? stepsOf(limitBytes).find((step) => step < bytes - REACHED_BYTES)
      : stepsOf(limitBytes).findLast((step) => step > bytes + REACHED_BYTES);
  return ahead === undefined ? Infinity : (ahead - bytes) / bytesPerSecond;
}
