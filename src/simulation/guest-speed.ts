/** Books of the guest's own speed: a series of samples, and the guest time that the migration took, by cause. */
import type { GuestReport, GuestTimeTaken } from "../result/result.js";
import { SpeedSeries } from "./speed-series.js";

/** Where the guest is, which says what slows it. */
export type GuestPlace = "source" | "paused" | "destination";

/** The guest's speed from a simulated second on. */
export interface GuestSpeed {
  readonly place: GuestPlace;
  /** Guest seconds per simulated second, 0 to 1. */
  readonly speedRatio: number;
  /** Fraction of CPU time withheld at the source, 0 to 1. */
  readonly throttleRatio: number;
}

export class GuestSpeedRecord {
  readonly #taken: { -readonly [Cause in keyof GuestTimeTaken]: number } = {
    throttlingSeconds: 0,
    loggingSeconds: 0,
    writeFaultSeconds: 0,
    pauseSeconds: 0,
    pageWaitSeconds: 0,
  };
  readonly #series = new SpeedSeries();
  #speed: GuestSpeed = { place: "source", speedRatio: 1, throttleRatio: 0 };
  #sinceSeconds = 0;
  readonly #loggedSpeedRatio: number;

  /** `loggedSpeedRatio`: the guest's speed at the source, unthrottled and without write faults, 0 to 1. */
  constructor(loggedSpeedRatio = 1) {
    this.#loggedSpeedRatio = loggedSpeedRatio;
  }

  /** Whether the guest has this speed already. */
  isAt(place: GuestPlace, speedRatio: number, throttleRatio: number): boolean {
    const speed = this.#speed;
    return speed.place === place && speed.speedRatio === speedRatio && speed.throttleRatio === throttleRatio;
  }

  /** The guest has a speed from a simulated second on. Calls come in order of time. */
  change(seconds: number, speed: GuestSpeed): void {
    this.#moveTo(seconds);
    this.#speed = speed;
  }

  /** The report up to a simulated second: the end of the migration, at which the guest's last speed is one more sample. */
  report(endSeconds: number): GuestReport {
    this.#moveTo(endSeconds);
    return { ...this.#taken, speed: [...this.#series.samples(), { seconds: endSeconds, speedRatio: this.#speed.speedRatio }] };
  }

  #moveTo(seconds: number): void {
    const passedSeconds = seconds - this.#sinceSeconds;
    if (!(passedSeconds > 0)) return;
    const { place, speedRatio, throttleRatio } = this.#speed;
    if (place === "source") {
      this.#taken.throttlingSeconds += passedSeconds * throttleRatio;
      const loggedRatio = (1 - throttleRatio) * this.#loggedSpeedRatio;
      this.#taken.loggingSeconds += passedSeconds * (1 - throttleRatio - loggedRatio);
      this.#taken.writeFaultSeconds += passedSeconds * Math.max(0, loggedRatio - speedRatio);
    } else this.#taken[place === "paused" ? "pauseSeconds" : "pageWaitSeconds"] += passedSeconds * (1 - speedRatio);
    this.#series.add({ startSeconds: this.#sinceSeconds, seconds: passedSeconds, speedRatio });
    this.#sinceSeconds = seconds;
  }
}

/** Seconds of guest time that were taken, whatever the cause. */
export function takenSecondsOf({
  throttlingSeconds,
  loggingSeconds,
  writeFaultSeconds,
  pauseSeconds,
  pageWaitSeconds,
}: GuestTimeTaken): number {
  return throttlingSeconds + loggingSeconds + writeFaultSeconds + pauseSeconds + pageWaitSeconds;
}
