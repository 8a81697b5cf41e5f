/**
 * The guest's own time as a function of simulated time.
 *
 * The guest stands still while it is paused, and is slowed down by the write faults that log-dirty causes: the first
 * write to each page after a harvest costs `writeFaultSeconds`. With r first writes per guest second the guest advances
 * 1 / (1 + r x writeFaultSeconds) seconds per second. r falls as pages are hit again, so the clock is piecewise linear:
 * r is the mean over stretches that double in length since the harvest (our modelling decision).
 */
import type { FirstWrites } from "../pages/write-source.js";

export interface GuestClock {
  /** Guest seconds at a simulated second at or after the last change and before `nextChangeSeconds`. */
  at(seconds: number): number;
  /** Guest seconds per simulated second now. */
  readonly speedRatio: number;
  /** Simulated second at which the speed changes by itself; Infinity if it does not. */
  readonly nextChangeSeconds: number;
  /** Moves on to the stretch that begins at `nextChangeSeconds`. */
  advance(): void;
  pause(seconds: number): void;
  /** From a simulated second on the paused guest runs again where nothing logs its writes, at a speed of 0 .. 1. */
  runUnlogged(seconds: number, ratio: number): void;
  /** Simulated second at which the clock shows a guest second if its speed stays; Infinity while it stands still. */
  secondsAt(guestSeconds: number): number;
  /** From a simulated second on a share of its time, 0 .. 1, is taken away from the guest. */
  throttle(seconds: number, ratio: number): void;
  /** Share of its time taken away now. */
  readonly throttleRatio: number;
  /** The log was harvested: every page will fault again. */
  harvested(seconds: number): void;
}

/** Length of the first stretch after a harvest. */
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

  /** Faults are handled in the guest's own time: throttling stretches them too. */
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
