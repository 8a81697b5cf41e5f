/** The calibrations by name. */
import { E2012 } from "./e2012.js";
import { E2016 } from "./e2016.js";
import { E2024 } from "./e2024.js";
import type { GuestCalibration } from "./guest.js";
import { LINUX_2_6 } from "./linux-2.6.js";
import { LINUX_6_1 } from "./linux-6.1.js";
import type { TimingCalibration } from "./timing.js";

/** Timing calibrations. Default: e2016. */
export const TIMING_CALIBRATIONS: Readonly<Record<TimingCalibration["name"], TimingCalibration>> = {
  e2012: E2012,
  e2016: E2016,
  e2024: E2024,
};

/** Dirtying calibrations. Default: linux-6.1. */
export const GUEST_CALIBRATIONS: Readonly<Record<GuestCalibration["name"], GuestCalibration>> = {
  "linux-6.1": LINUX_6_1,
  "linux-2.6": LINUX_2_6,
};
