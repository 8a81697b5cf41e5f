/** A current Linux kernel (2024): netfront with large segments, and a port of a shared-memory channel. */
import type { SizePoint, TimingCalibration } from "./timing.js";

const KIB = 1024;
const US = 1e-6;
const NS = 1e-9;

/**
 * Netfront derived from netperf logs of a XenLoop port on an unnamed machine (github.com/Highest-Wallace/LearnXenLoop). XenVMC is
 * modelled: that port divided by 1.6, the ratio of XenVMC to XenLoop in 2016; the modified protocol a reconstruction on top of it.
 */
export const E2024: TimingCalibration = {
  name: "e2024",
  testbed: "an unnamed machine with a current kernel; XenVMC by analogy with a XenLoop port measured on it",
  netfront: {
    stream: {
      perMessageSeconds: 5.1 * US,
      perByteSeconds: 0.361 * NS,
      bitsPerSecond: [
        [KIB, 1351e6],
        [4 * KIB, 5075e6],
        [16 * KIB, 13993e6],
        [64 * KIB, 15988e6],
      ],
    },
    roundTrip: {
      seconds: 71 * US,
      perByteSeconds: 4.8 * NS,
      points: [
        [1, 250 * US],
        [2 * KIB - 1, 250 * US],
        ...[2, 4, 8, 16, 32].map((size): SizePoint => [size * KIB, 71 * US + size * KIB * 4.8 * NS]),
      ],
    },
  },
  xenvmc: {
    stream: { perMessageSeconds: 4.0 * US, perByteSeconds: 0.15 * NS },
    roundTrip: { seconds: 20 * US, perByteSeconds: 0.5 * NS },
  },
  xenvmcModified: {
    stream: { perMessageSeconds: 3.0 * US, perByteSeconds: 0.1 * NS },
    roundTrip: { seconds: 18 * US, perByteSeconds: 0 },
  },
  remoteRoundTripSeconds: 100 * US,
};
