/**
 * The guest's own time as a function of simulated time.
 *
 * The guest stands still while it is paused, and is slowed down by the write faults that log-dirty causes: the first
 * write to each page after a harvest costs `writeFaultSeconds`. With r first writes per guest second the guest advances
 * 1 / (1 + r x writeFaultSeconds) seconds per second. r falls as pages are hit again, so the clock is piecewise linear:
 * r is the mean over stretches that double in length since the harvest (our modelling decision).
 */
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

/** `expectedDistinctPages(from, to)`: pages first written between two ages, for a guest whose harvest was at guest second `since`. */
export type FirstWrites = (sinceGuestSeconds: number, fromAgeSeconds: number, toAgeSeconds: number) => number;

export function createGuestClock(writeFaultSeconds: number, firstWrites: FirstWrites): GuestClock {
  let anchorSeconds = 0;
  let anchorGuestSeconds = 0;
  let harvestGuestSeconds = 0;
  let stretchEndAgeSeconds = 0;
  let isLogged = true;
  let throttleRatio = 0;
  let speedRatio = 1;
  let nextChangeSeconds = Infinity;

  const at = (seconds: number): number => anchorGuestSeconds + (seconds - anchorSeconds) * speedRatio;

  /** Faults are handled in the guest's own time: throttling stretches them too. */
  const enterStretch = (): void => {
    if (!isLogged) return;
    if (writeFaultSeconds === 0) {
      speedRatio = 1 - throttleRatio;
      return;
    }
    const ageSeconds = anchorGuestSeconds - harvestGuestSeconds;
    stretchEndAgeSeconds = Math.max(FIRST_STRETCH_SECONDS, 2 * ageSeconds);
    const lengthSeconds = stretchEndAgeSeconds - ageSeconds;
    const lostSeconds = firstWrites(harvestGuestSeconds, ageSeconds, stretchEndAgeSeconds) * writeFaultSeconds;
    const stretchSeconds = (lengthSeconds + lostSeconds) / (1 - throttleRatio);
    speedRatio = lengthSeconds / stretchSeconds;
    nextChangeSeconds = anchorSeconds + stretchSeconds;
  };

  const moveAnchor = (seconds: number, guestSeconds: number): void => {
    anchorGuestSeconds = guestSeconds;
    anchorSeconds = seconds;
  };

  enterStretch();
  return {
    at,
    get speedRatio() {
      return speedRatio;
    },
    get nextChangeSeconds() {
      return nextChangeSeconds;
    },
    advance() {
      moveAnchor(nextChangeSeconds, harvestGuestSeconds + stretchEndAgeSeconds);
      enterStretch();
    },
    pause(seconds) {
      moveAnchor(seconds, at(seconds));
      isLogged = false;
      speedRatio = 0;
      nextChangeSeconds = Infinity;
    },
    runUnlogged(seconds, ratio) {
      moveAnchor(seconds, at(seconds));
      speedRatio = ratio;
    },
    secondsAt: (guestSeconds) => (speedRatio > 0 ? anchorSeconds + (guestSeconds - anchorGuestSeconds) / speedRatio : Infinity),
    throttle(seconds, ratio) {
      moveAnchor(seconds, at(seconds));
      throttleRatio = ratio;
      enterStretch();
    },
    get throttleRatio() {
      return throttleRatio;
    },
    harvested(seconds) {
      moveAnchor(seconds, at(seconds));
      harvestGuestSeconds = anchorGuestSeconds;
      enterStretch();
    },
  };
}
