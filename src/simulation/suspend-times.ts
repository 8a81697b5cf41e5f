/** The phases of a migration whose guest was suspended while a round was sent. */
import type { Phases } from "../result/result.js";

/** When the guest was asked, when its channels were gone and the call to pause it was made, and when it was paused. */
export interface SuspendTimes {
  readonly askedSeconds: number;
  readonly callSeconds?: number;
  readonly pausedSeconds?: number;
}

/** The phases that a stretch of live time belongs to: what a suspend overlaps counts as the suspend's, and after it as the last copy. */
export function phasesOfLiveTime(startSeconds: number, seconds: number, times: SuspendTimes): Partial<Phases> {
  const endSeconds = startSeconds + seconds;
  const { askedSeconds, callSeconds = Infinity, pausedSeconds = Infinity } = times;
  const within = (from: number, to: number): number => Math.max(0, Math.min(endSeconds, to) - Math.max(startSeconds, from));
  return {
    liveSeconds: within(-Infinity, askedSeconds),
    switchSeconds: within(askedSeconds, callSeconds),
    suspendSeconds: within(callSeconds, pausedSeconds),
    stopAndCopySeconds: within(pausedSeconds, Infinity),
  };
}
