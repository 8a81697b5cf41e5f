/** What the models of all channels read: a scenario's channel, with the calibrations that it names looked up. */
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { ResolvedDirtying } from "../scenario/resolved/resolved-dirtying.js";
import { GUEST_CALIBRATIONS, TIMING_CALIBRATIONS } from "./calibration/calibrations.js";
import type { GuestCalibration } from "./calibration/guest.js";
import type { TimingCalibration } from "./calibration/timing.js";

export interface ChannelParameters extends Pick<ResolvedChannel, "guestMode" | "costs" | "netfront"> {
  readonly timing: TimingCalibration;
  /** With the figures that the scenario sets in place of the calibration's. */
  readonly guest: GuestCalibration;
}

export function parametersOf({ calibration, guest, guestMode, dirtying = {}, costs, netfront }: ResolvedChannel): ChannelParameters {
  return {
    timing: TIMING_CALIBRATIONS[calibration],
    guest: overrideGuest(GUEST_CALIBRATIONS[guest], dirtying),
    guestMode,
    costs,
    netfront,
  };
}

/** The scenario accepts only figures that the calibration has: those of its kind of pool and of its kind of peak. */
function overrideGuest(guest: GuestCalibration, figures: ResolvedDirtying): GuestCalibration {
  return {
    ...guest,
    pacingSeconds: figures.pacingSeconds ?? guest.pacingSeconds,
    base: { ...guest.base, ...figures.base },
    netfront: { ...guest.netfront, ...figures.netfront },
    sharedMemory: { ...guest.sharedMemory, ...figures.sharedMemory, peak: { ...guest.sharedMemory.peak, ...figures.peak } },
  };
}
