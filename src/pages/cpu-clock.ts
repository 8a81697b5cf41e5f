/**
 * The clock of a source that needs only a share of the guest's CPU time to keep its rate: a writer paced by a clock, or one that waits
 * for disks. Its active seconds follow simulated time as long as the guest has that share left, and fall behind once it has less: at a
 * guest's speed s (guest seconds per simulated second) a source with share c advances min(1, s / c) seconds per simulated second.
 */
import { SpeedClock } from "./speed-clock.js";

export class CpuClock extends SpeedClock {
  /** Share of the guest's CPU time that the source needs at its rate, above 0 to 1. */
  readonly cpuRatio: number;

  constructor(cpuRatio: number) {
    super(1);
    this.cpuRatio = cpuRatio;
  }

  /** Follows the guest's speed, 0 to 1, from a guest second on. A stopped guest has no guest seconds in which to advance. */
  follow(guestSeconds: number, guestSpeedRatio: number): void {
    this.setSpeed(guestSeconds, Math.min(1 / guestSpeedRatio, 1 / this.cpuRatio));
  }
}
