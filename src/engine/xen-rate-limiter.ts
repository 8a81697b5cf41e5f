/** The bandwidth limiter of Xen 2.0 and of the NSDI'05 experiments (docs/sources/xen.md#rate-limiter). */
import type { XenClassicParameters } from "../scenario/resolved/engine-parameters.js";
import type { Harvest } from "./action.js";

/** Bytes granted per slot of the token bucket: BURST_BUDGET. */
const SLOT_BYTES = 100 * 1024;
/** A slot lasts this many microseconds divided by the rate, in whole microseconds: RATE_TO_BTU. */
const SLOT_MICROSECONDS_TIMES_MBIT = 781250;

/**
 * Bytes of page content per second at a rate in the limiter's own Mbit/s (2^20 bits).
 * The integer division makes 100 into 13,108,038 instead of 13,107,200 bytes/s.
 */
export function limiterBytesPerSecond(rateMbit: number): number {
  const slotMicroseconds = Math.floor(SLOT_MICROSECONDS_TIMES_MBIT / rateMbit);
  return (SLOT_BYTES / slotMicroseconds) * 1e6;
}

type RateRule = Pick<XenClassicParameters, "rateControl" | "rateStartMbit" | "rateMaxMbit" | "rateIncrementMbit">;

/** Rate of the next round, from the dirty log just read. */
export function nextRateMbit(parameters: RateRule, rateMbit: number, harvest: Harvest, pageBytes: number): number {
  if (harvest.sinceSeconds <= 0) return rateMbit;
  const dirtiedMbit = Math.floor((harvest.dirtyPages * pageBytes) / (harvest.sinceSeconds * 125000));
  const wanted = dirtiedMbit + parameters.rateIncrementMbit;
  // NSDI'05 sets the rate anew each round and stops beyond the cap; the code only raises it, up to the cap.
  if (parameters.rateControl === "paper") return Math.max(parameters.rateStartMbit, wanted);
  return dirtiedMbit > rateMbit ? Math.min(parameters.rateMaxMbit, wanted) : rateMbit;
}
