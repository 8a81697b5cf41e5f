/** The sentence on traffic outside the measured windows. */
import type { BeyondMeasured } from "../result/result.js";

/** Undefined if all of the traffic lies within them. */
export function beyondMeasuredText(beyond: readonly BeyondMeasured[] = []): string | undefined {
  if (beyond.length === 0) return undefined;
  return `Outside what was measured, so extrapolated: ${beyond.map(({ detail }) => detail).join("; ")}.`;
}
