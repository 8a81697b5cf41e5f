/** How time passes for a migration: the guest's clock and what goes on around it, as one sequence of changes. */

import type { Environment } from "../traffic/environment.js";
import type { GuestClock } from "./guest-clock.js";

export class Course {
  readonly #clock: GuestClock;
  readonly environment: Environment;

  constructor(clock: GuestClock, environment: Environment) {
    this.#clock = clock;
    this.environment = environment;
  }

  /** Guest seconds at a simulated second between the last change and the next. */
  guestSecondsAt(seconds: number): number {
    return this.#clock.at(seconds);
  }

  get guestSpeedRatio(): number {
    return this.#clock.speedRatio;
  }

  /** Simulated second at which the guest's speed, the copy's share or what the guest writes changes next. */
  get nextChangeSeconds(): number {
    return Math.min(this.#clock.nextChangeSeconds, this.environment.nextChangeSeconds);
  }

  /** Passes the next change. */
  advance(): void {
    const seconds = this.nextChangeSeconds;
    if (this.#clock.nextChangeSeconds <= seconds) this.#clock.advance();
    if (this.environment.nextChangeSeconds <= seconds) this.environment.advance(seconds, this.#clock.at(seconds));
  }

  /** Passes every change up to a simulated second, that one included. */
  advanceTo(seconds: number): void {
    while (this.nextChangeSeconds <= seconds) this.advance();
  }

  /** `limitBytesPerSecond`: what the copy takes of the link on average at most. */
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

  /** Pages are protected again without a look at the log: their first writes cost the guest time once more. */
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

  /** Post-copy: a guest that was resumed at the destination has so much of its speed, 0 .. 1, from a simulated second on. */
  runAtDestination(ratio: number, seconds: number): void {
    this.#clock.runUnlogged(seconds, ratio);
  }

  /** Simulated second at which the guest's clock shows a guest second, if its speed stays; Infinity while it stands still. */
  secondsAt(guestSeconds: number): number {
    return this.#clock.secondsAt(guestSeconds);
  }
}
