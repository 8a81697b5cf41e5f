/**
 * The guest's own time as a function of simulated time.
 *
 * The guest is stopped while paused, and slowed down by write faults: the first write to each page after the dirty log is
 * cleared costs `writeFaultSeconds`. With r first writes per guest second the guest advances 1 / (1 + r x writeFaultSeconds)
 * seconds per second. r falls as pages are hit again, so the clock is piecewise linear: r is the mean over intervals that
 * double in length since the log was cleared (our modelling decision). The clocks of sources that need a share of CPU time follow.
 */
import type { FollowingClock } from "../pages/following-clock.js";
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
  /** Speed while dirty pages are logged, unthrottled and without write faults. */
  readonly loggedSpeedRatio: number;
  /** The dirty log was cleared: every page will fault again at its first write. */
  harvested(seconds: number): void;
}

/** Length of the first interval after the dirty log is cleared. */
const FIRST_STRETCH_SECONDS = 0.005;

/** What slows a guest whose dirty pages are logged. */
export interface LoggingCosts {
  /** Cost of the first write to each page after the log is cleared. */
  readonly writeFaultSeconds: number;
  /** The guest's speed beside that, above 0 to 1. */
  readonly loggedSpeedRatio: number;
}

/** `clocks`: clocks of the sources behind `firstWrites` that follow the guest's speed. */
export function createGuestClock(costs: LoggingCosts, firstWrites: FirstWrites, clocks: readonly FollowingClock[] = []): GuestClock {
  return new FaultingClock(costs, firstWrites, clocks);
}

class FaultingClock implements GuestClock {
  speedRatio = 1;
  nextChangeSeconds = Infinity;
  throttleRatio = 0;
  readonly loggedSpeedRatio: number;
  readonly #writeFaultSeconds: number;
  readonly #firstWrites: FirstWrites;
  readonly #clocks: readonly FollowingClock[];
  #anchorSeconds = 0;
  #anchorGuestSeconds = 0;
  #harvestGuestSeconds = 0;
  #stretchEndAgeSeconds = 0;
  #isLogged = true;

  constructor({ writeFaultSeconds, loggedSpeedRatio }: LoggingCosts, firstWrites: FirstWrites, clocks: readonly FollowingClock[]) {
    this.loggedSpeedRatio = loggedSpeedRatio;
    this.#writeFaultSeconds = writeFaultSeconds;
    this.#firstWrites = firstWrites;
    this.#clocks = clocks;
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
    // Waits for pages stop the threads that wait, whatever CPU time is left: they are not caught up.
    this.#setClocks(1);
  }

  throttle(seconds: number, ratio: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.throttleRatio = ratio;
    this.#enterStretch();
  }

  harvested(seconds: number): void {
    this.#moveAnchor(seconds, this.at(seconds));
    this.#harvestGuestSeconds = this.#anchorGuestSeconds;
    for (const clock of this.#clocks) clock.forgetBefore(this.#anchorGuestSeconds);
    this.#enterStretch();
  }

  #moveAnchor(seconds: number, guestSeconds: number): void {
    this.#anchorGuestSeconds = guestSeconds;
    this.#anchorSeconds = seconds;
  }

  #setClocks(speedRatio: number): void {
    for (const clock of this.#clocks) clock.follow(this.#anchorGuestSeconds, speedRatio);
  }

  /** Speed without write faults. */
  get #runningRatio(): number {
    return (1 - this.throttleRatio) * this.loggedSpeedRatio;
  }

  /** Faults are handled in guest time, so throttling stretches them too. */
  #enterStretch(): void {
    if (!this.#isLogged) return;
    if (this.#writeFaultSeconds === 0) {
      this.speedRatio = this.#runningRatio;
      this.#setClocks(this.speedRatio);
      return;
    }
    const ageSeconds = this.#anchorGuestSeconds - this.#harvestGuestSeconds;
    this.#stretchEndAgeSeconds = Math.max(FIRST_STRETCH_SECONDS, 2 * ageSeconds);
    const lengthSeconds = this.#stretchEndAgeSeconds - ageSeconds;
    const stretchSeconds = this.#stretchSeconds(ageSeconds, lengthSeconds);
    this.speedRatio = lengthSeconds / stretchSeconds;
    this.nextChangeSeconds = this.#anchorSeconds + stretchSeconds;
  }

  /** Simulated seconds that `lengthSeconds` of guest time take from an age of the log on, with its faults. */
  #stretchSeconds(ageSeconds: number, lengthSeconds: number): number {
    const runningRatio = this.#runningRatio;
    const secondsAt = (speedRatio: number): number => {
      this.#setClocks(speedRatio);
      const pages = this.#firstWrites(this.#harvestGuestSeconds, ageSeconds, this.#stretchEndAgeSeconds);
      return (lengthSeconds + pages * this.#writeFaultSeconds) / runningRatio;
    };
    if (this.#clocks.length === 0 || runningRatio === 0) return secondsAt(runningRatio);
    // A source with CPU time to spare writes more per guest second the slower the guest is: the speed is where both agree.
    const speedRatio = rootBelow(runningRatio, (ratio) => ratio * secondsAt(ratio) - lengthSeconds);
    return secondsAt(speedRatio);
  }
}

const ROOT_STEPS_MAX = 100;
const ROOT_TOLERANCE_RATIO = 1e-13;

/** Root in (0, `high`] of an increasing function that is below 0 at 0: false position with the Illinois rule. */
function rootBelow(high: number, excess: (x: number) => number): number {
  let [low, lowExcess] = [0, excess(0)];
  let [top, topExcess] = [high, excess(high)];
  let isTopKept = false;
  for (let step = 0; step < ROOT_STEPS_MAX && topExcess > 0 && top - low > ROOT_TOLERANCE_RATIO * top; step++) {
    const guess = low + ((top - low) * lowExcess) / (lowExcess - topExcess);
    const x = guess > low && guess < top ? guess : (low + top) / 2;
    const value = excess(x);
    const isAbove = value >= 0;
    // An end that is kept twice in a row counts half, so that it moves too.
    if (step > 0 && isAbove !== isTopKept) [lowExcess, topExcess] = isAbove ? [lowExcess / 2, topExcess] : [lowExcess, topExcess / 2];
    if (isAbove) [top, topExcess] = [x, value];
    else [low, lowExcess] = [x, value];
    isTopKept = !isAbove;
  }
  return top;
}
