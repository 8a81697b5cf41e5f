/**
 * The guest's own time as a function of simulated time.
 *
 * The guest is stopped while paused, and slowed down by write faults: the first write to each page after the dirty log is
 * cleared costs `writeFaultSeconds`. With r first writes per guest second the guest advances 1 / (1 + r x writeFaultSeconds)
 * seconds per second. r falls as pages are hit again, so the clock is piecewise linear: r is the mean over intervals that
 * double in length since the log was cleared (our modelling decision).
 */
import type { FirstWrites } from "../pages/write-source.js";

export interface GuestClock {
  /** Guest seconds at a simulated second at or after the last change and before `nextChangeSeconds`. */
  at(seconds: number): number;
  /** Guest seconds per simulated second, now. */
  readonly speedRatio: number;
  /** Simulated second at which the speed changes by itself; Infinity if it does not. */
  readonly nextChangeSeconds: number;
  /** Advances to the interval that begins at `nextChangeSeconds`. */
  advance(): void;
  pause(seconds: number): void;
  /** Lets the paused guest run again without a dirty log, at a speed of 0 to 1, from a simulated second on. */
  runUnlogged(seconds: number, ratio: number): void;
  /** Simulated second at which the clock reaches a guest second at its present speed; Infinity while it is stopped. */
  secondsAt(guestSeconds: number): number;
  /** Withholds a fraction of the guest's CPU time, 0 to 1, from a simulated second on. */
  throttle(seconds: number, ratio: number): void;
  /** Fraction of CPU time withheld now. */
  readonly throttleRatio: number;
  /** The dirty log was cleared: every page will fault again at its first write. */
  harvested(seconds: number): void;
}

/** Length of the first interval after the dirty log is cleared. */
const FIRST_STRETCH_SECONDS = 0.005;

export function createGuestClock(writeFaultSeconds: number, firstWrites: FirstWrites): GuestClock {
  return new FaultingClock(writeFaultSeconds, firstWrites);
}

class FaultingClock implements GuestClock {
  speedRatio = 1;
  nextChangeSeconds = Infinity;
  throttleRatio = 0;
  readonly #writeFaultSeconds: number;
  readonly #firstWrites: FirstWrites;
  #anchorSeconds = 0;
  #anchorGuestSeconds = 0;
  #harvestGuestSeconds = 0;
  #stretchEndAgeSeconds = 0;
  #isLogged = true;

  constructor(writeFaultSeconds: number, firstWrites: FirstWrites) {
    this.#writeFaultSeconds = writeFaultSeconds;
    this.#firstWrites = firstWrites;
    this.#enterStretch();
  }

  at(seconds: number): number {
    return this.#anchorGuestSeconds + (seconds - this.#anchorSeconds) * this.speedRatio;
  }

  secondsAt(guestSeconds: number): number {
    if (!(this.speedRatio > 0)) return Infinity;
    return this.#anchorSeconds + (guestSeconds - this.#anchorGuestSeconds) / this.speedRatio;
  }

  advance(): void {
    this.#moveAnchor(this.nextChangeSeconds, this.#harvestGuestSeconds + this.#stretchEndAgeSeconds);
    this.#enterStretch();
  }

  pause(seconds: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.#isLogged = false;
    this.speedRatio = 0;
    this.nextChangeSeconds = Infinity;
  }

  runUnlogged(seconds: number, ratio: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.speedRatio = ratio;
  }

  throttle(seconds: number, ratio: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.throttleRatio = ratio;
    this.#enterStretch();
  }

  harvested(seconds: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.#harvestGuestSeconds = this.#anchorGuestSeconds;
    this.#enterStretch();
  }

  #moveAnchor(seconds: number, guestSeconds: number): void {
    this.#anchorGuestSeconds = guestSeconds;
    this.#anchorSeconds = seconds;
  }

  /** Faults are handled in guest time, so throttling stretches them too. */
  #enterStretch(): void {
    if (!this.#isLogged) return;
    if (this.#writeFaultSeconds === 0) {
      this.speedRatio = 1 - this.throttleRatio;
      return;
    }
    const ageSeconds = this.#anchorGuestSeconds - this.#harvestGuestSeconds;
    this.#stretchEndAgeSeconds = Math.max(FIRST_STRETCH_SECONDS, 2 * ageSeconds);
    const lengthSeconds = this.#stretchEndAgeSeconds - ageSeconds;
    const lostSeconds = this.#firstWrites(this.#harvestGuestSeconds, ageSeconds, this.#stretchEndAgeSeconds) * this.#writeFaultSeconds;
    const stretchSeconds = (lengthSeconds + lostSeconds) / (1 - this.throttleRatio);
    this.speedRatio = lengthSeconds / stretchSeconds;
    this.nextChangeSeconds = this.#anchorSeconds + stretchSeconds;
  }
}
