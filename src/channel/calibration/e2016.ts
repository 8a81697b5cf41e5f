/** i3-4130, Xen 4.5, Linux 3.13, 2016: the only public run with all paths on one machine, hence the default. */
import type { SizePoint, TimingCalibration } from "./timing.js";

const KIB = 1024;
const US = 1e-6;
const NS = 1e-9;
const SIZES = [512, KIB, 2 * KIB, 4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB];

function megabits(values: readonly number[]): readonly SizePoint[] {
  return SIZES.map((size, index) => [size, (values[index] as number) * 1e6]);
}

/**
 * Derived from R. Liu, M.S. thesis, NUDT 2016: netperf 2.6 TCP_STREAM read off the plots (3 %), lines by relative least squares; TCP_RR nearly
 * flat from 1 B to 64 KiB, taken as that of small messages. The modified protocol is a reconstruction: 1.8 times XenVMC per byte (range
 * 1.2-3), never faster than loopback in a stream unless XenVMC itself is, and XenVMC less the staging step in a round trip.
 */
export const E2016: TimingCalibration = {
  name: "e2016",
  testbed: "Dell 3020, i3-4130 3.4 GHz, 4 GB, Xen 4.5, Linux 3.13, guests of 1 vCPU pinned to cores of their own, 1 GB each, netperf 2.6",
  netfront: {
    stream: {
      perMessageSeconds: 0.62 * US,
      perByteSeconds: 1.245 * NS,
      bitsPerSecond: megabits([1827, 5024, 6302, 6542, 5827, 5036, 4877]),
    },
    roundTrip: { seconds: 205 * US, perByteSeconds: 0 },
  },
  xenvmc: {
    stream: {
      perMessageSeconds: 0.95 * US,
      perByteSeconds: 0.339 * NS,
      bitsPerSecond: megabits([3411, 6450, 9250, 15200, 21200, 16540, 19550]),
    },
    roundTrip: { seconds: 21 * US, perByteSeconds: 0 },
  },
  xenvmcModified: {
    stream: {
      perMessageSeconds: 0.75 * US,
      perByteSeconds: 0.19 * NS,
    },
    roundTrip: {
      seconds: 19 * US,
      perByteSeconds: 0,
    },
  },
  loopback: {
    perMessageSeconds: 1.12 * US,
    perByteSeconds: 0.17 * NS,
    bitsPerSecond: megabits([3400, 6300, 10900, 17900, 28300, 32700, 38100]),
  },
  remoteRoundTripSeconds: 182 * US,
};
