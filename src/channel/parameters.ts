/** Parameters of the channel models: a scenario's channel with the calibrations that it names. */
import type { ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { ResolvedDirtying } from "../scenario/resolved/resolved-dirtying.js";
import { GUEST_CALIBRATIONS, TIMING_CALIBRATIONS } from "./calibration/calibrations.js";
import type { GuestCalibration } from "./calibration/guest.js";
import { ownTiming } from "./calibration/own.js";
import type { TimingCalibration } from "./calibration/timing.js";

export interface ChannelParameters extends Pick<ResolvedChannel, "guestMode" | "costs" | "netfront" | "placement"> {
  readonly timing: TimingCalibration;
  /** The guest calibration with the scenario's overrides applied. */
  readonly guest: GuestCalibration;
}

export function parametersOf({
  calibration,
  guest,
  guestMode,
  dirtying = {},
  costs,
  netfront,
  placement,
}: ResolvedChannel): ChannelParameters {
  return {
    timing: typeof calibration === "string" ? TIMING_CALIBRATIONS[calibration] : ownTiming(calibration),
    guest: overrideGuest(GUEST_CALIBRATIONS[guest], dirtying),
    guestMode,
    costs,
    netfront,
    ...(placement === undefined ? {} : { placement }),
  };
}

/** Applies the scenario's overrides; its check admits only fields that this calibration's pool and peak kinds have. */
function overrideGuest(guest: GuestCalibration, figures: ResolvedDirtying): GuestCalibration {
  return {
    ...guest,
    pacingSeconds: figures.pacingSeconds ?? guest.pacingSeconds,
    base: { ...guest.base, ...figures.base },
    netfront: { ...guest.netfront, ...figures.netfront },
    sharedMemory: { ...guest.sharedMemory, ...figures.sharedMemory, peak: { ...guest.sharedMemory.peak, ...figures.peak } },
  };
}
