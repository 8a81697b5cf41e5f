/** The timeline of a migration: changes of the guest's clock and of its environment, in order. */

import type { Environment } from "../traffic/environment.js";
import type { GuestClock } from "./guest-clock.js";

export class Course {
  readonly #clock: GuestClock;
  readonly environment: Environment;

  constructor(clock: GuestClock, environment: Environment) {
    this.#clock = clock;
    this.environment = environment;
  }

  /** Guest seconds at a simulated second between the last change and the next one. */
  guestSecondsAt(seconds: number): number {
    return this.#clock.at(seconds);
  }

  get guestSpeedRatio(): number {
    return this.#clock.speedRatio;
  }

  /** Simulated second of the next change: of the guest's speed, of the copy's share of the link, or of what the guest writes. */
  get nextChangeSeconds(): number {
    return Math.min(this.#clock.nextChangeSeconds, this.environment.nextChangeSeconds);
  }

  /** Advances past the next change. */
  advance(): void {
    const seconds = this.nextChangeSeconds;
    if (this.#clock.nextChangeSeconds <= seconds) this.#clock.advance();
    if (this.environment.nextChangeSeconds <= seconds) this.environment.advance(seconds, this.#clock.at(seconds));
  }

  /** Advances past every change up to and including a simulated second. */
  advanceTo(seconds: number): void {
    while (this.nextChangeSeconds <= seconds) this.advance();
  }

  /** `limitBytesPerSecond`: mean rate that the copy cannot exceed. */
  setCopying(copying: boolean, seconds: number, limitBytesPerSecond = Infinity): void {
    this.environment.setCopying(copying, seconds, this.#clock.at(seconds), limitBytesPerSecond);
  }

  requestSuspend(seconds: number): void {
    this.environment.requestSuspend(seconds, this.#clock.at(seconds));
  }

  throttle(ratio: number, seconds: number): void {
    this.#clock.throttle(seconds, ratio);
    this.environment.throttle(ratio, seconds, this.#clock.at(seconds));
  }

  get throttleRatio(): number {
    return this.#clock.throttleRatio;
  }

  harvested(seconds: number): void {
    this.#clock.harvested(seconds);
    this.environment.harvested(this.#clock.at(seconds));
  }

  /** Write-protects pages again without reading the dirty log: their first writes cost the guest time once more. */
  reprotect(seconds: number): undefined {
    this.#clock.harvested(seconds);
  }

  pause(seconds: number): void {
    this.#clock.pause(seconds);
    this.environment.pause(seconds);
  }

  resume(where: "source" | "destination", seconds: number): void {
    this.environment.resume(where, seconds);
  }

  /** Post-copy: sets the guest's speed at the destination, 0 to 1, from a simulated second on. */
  runAtDestination(ratio: number, seconds: number): void {
    this.#clock.runUnlogged(seconds, ratio);
  }

  /** Simulated second at which the guest's clock reaches a guest second at its present speed; Infinity while it is stopped. */
  secondsAt(guestSeconds: number): number {
    return this.#clock.secondsAt(guestSeconds);
  }
}
