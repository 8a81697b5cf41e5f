/** Linux 6.1 under Xen 4.17, measured: the default. */
import type { GuestCalibration } from "./guest.js";

/**
 * Measured: distinct pages per window by Xen 4.17's log-dirty, Linux 6.1, guests of one vCPU on one emulated CPU, MTU 1500.
 * One set of constants for every run of `validation/channels-windows.json`; those of netfront were fitted to all of them at once.
 * The receive pool has two states, fresh (320 pages) and grown (500). The runs do not record which applied, so a value between is used.
 */
export const LINUX_6_1: GuestCalibration = {
  name: "linux-6.1",
  pacingSeconds: 1e-3,
  base: { hotPages: { pv: 36, pvh: 68 }, idleWakeSeconds: 0.25, idle: false, coldPages: 40, coldWritesPerSecond: 36 },
  netfront: {
    kind: "slots",
    poolPages: 400,
    headPages: 100,
    headWritesPerSlot: 2,
    slotsPerReceivedPacket: 1.25,
    largestSegmentBytes: 65160,
    busySecondsPerMessage: 5.5e-6,
    hotPages: 22,
    sentPagesPerPage: 1.5,
    receivedPagesPerPage: 0.25,
    pagesPerSmallPacket: 1.35,
  },
  sharedMemory: {
    peak: { kind: "peak", readerLagSeconds: 2.5e-3 },
    constantPages: 0,
    receiverPages: 7,
    allocatorPages: 2,
    countsUserBuffer: true,
  },
};
