/** Linux 2.6 under Xen 3.2, derived from one published migration: 512 MB, a netperf sender inside, 1 Gbit/s. */
import { GRANTED_PAGE_BYTES } from "../../scenario/channel-defaults.js";
import type { GuestCalibration } from "./guest.js";

/** The pool of 4000 pages is fitted to Hines and Gopalan, VEE 2009 (118 k pages, 7.0 s, 280 ms); staging and window are modelled. */
export const LINUX_2_6: GuestCalibration = {
  name: "linux-2.6",
  pacingSeconds: 1e-3,
  base: { hotPages: { pv: 0, pvh: 0 }, idleWakeSeconds: 1, idle: false, coldPages: 0, coldWritesPerSecond: 0 },
  netfront: { kind: "random", poolPages: 4000, headPagesPerPacket: 0.25, acknowledgementsPerSegment: 0.5 },
  sharedMemory: {
    peak: {
      kind: "fixed",
      unreadBytes: 32 * GRANTED_PAGE_BYTES,
      spareStagingPages: 32,
      leastPagesPerMessage: 2,
      windowPages: 16,
      rewoundPages: 2,
    },
    constantPages: 4,
    receiverPages: 0,
    allocatorPages: 0,
    countsUserBuffer: false,
  },
};
