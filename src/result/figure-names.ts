/** The names of a run's figures, in the order in which every output has them. */
import type { GuestTimeTaken, Phases, Totals } from "./result.js";

/** The totals of a run, in the order of the documented format. */
export const TOTAL_KEYS = [
  "totalSeconds",
  "downtimeSeconds",
  "guestTimeTakenSeconds",
  "rounds",
  "pagesSent",
  "pagesSkipped",
  "pagesResent",
  "zeroPages",
  "wireBytes",
  "resendRatio",
  "pagesDirtied",
] as const;
/** Totals that only some engines report. */
export const ENGINE_TOTAL_KEYS = [
  "outageSeconds",
  "dirtySyncCount",
  "expectedDowntimeSeconds",
  "downtimeLimitSeconds",
  "postcopyFaults",
  "meanFaultSeconds",
] as const satisfies readonly (keyof Totals)[];
/** The phases of a run, in order. */
export const PHASE_KEYS = [
  "setupSeconds",
  "liveSeconds",
  "switchSeconds",
  "suspendSeconds",
  "finalSyncSeconds",
  "discardSeconds",
  "stopAndCopySeconds",
  "deviceSeconds",
  "stateSeconds",
  "resumeSeconds",
  "postcopySeconds",
] as const satisfies readonly (keyof Phases)[];
/** The figures of a fleet's plan as a whole. */
export const PLAN_KEYS = [
  "makespanSeconds",
  "worstDowntimeSeconds",
  "guestTimeTakenSeconds",
  "pagesSent",
  "wireBytes",
  "longestApartSeconds",
  "apartBytes",
  "movedGuests",
] as const;
/** The guest time that a run took, by cause. */
export const GUEST_TIME_KEYS = [
  "throttlingSeconds",
  "loggingSeconds",
  "writeFaultSeconds",
  "pauseSeconds",
  "pageWaitSeconds",
] as const satisfies readonly (keyof GuestTimeTaken)[];
/** The scalar figures of the channel's report. */
export const CHANNEL_KEYS = [
  "bytesMoved",
  "pagesDirtied",
  "throughputBytesPerSecond",
  "roundTripSeconds",
  "dom0CpuCount",
  "completedSeconds",
] as const;
