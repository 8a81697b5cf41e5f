/** Clocks that follow the guest's speed: those of sources that need a share of CPU time, and of sources tied to a flow. */
import { CpuClock } from "./cpu-clock.js";
import type { SpeedClock } from "./speed-clock.js";
import { TiedClock } from "./tied-clock.js";
import type { WriteSource } from "./write-source.js";

export type FollowingClock = CpuClock | TiedClock;

/** Each once. */
export function followingClocksOf(sources: readonly WriteSource[]): FollowingClock[] {
  return clocksOf(sources).filter((clock) => clock instanceof CpuClock || clock instanceof TiedClock);
}

/** Each once. */
export function tiedClocksOf(sources: readonly WriteSource[]): TiedClock[] {
  return clocksOf(sources).filter((clock) => clock instanceof TiedClock);
}

function clocksOf(sources: readonly WriteSource[]): SpeedClock[] {
  return [...new Set(sources.flatMap(({ gate: { clock } }) => clock ?? []))];
}
