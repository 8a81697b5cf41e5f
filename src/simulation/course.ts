/** The timeline of a migration: changes of the guest's clock and of its environment, in order. */

import type { GuestState } from "../engine/action.js";
import type { Environment } from "../traffic/environment.js";
import type { GuestClock } from "./guest-clock.js";
import { type GuestPlace, GuestSpeedRecord } from "./guest-speed.js";
import { Threads } from "./threads.js";

/** A suspend that goes on beside the copy. */
export interface GuestSuspend {
  /** Whether the guest has been asked. */
  readonly isAsked: boolean;
  /** Why the guest will never be suspended; absent while all is well. */
  readonly fault: string | undefined;
  /** Simulated second of its own next step; Infinity while it waits for something else, and after the end. */
  readonly nextChangeSeconds: number;
  /** Called at every change of the course up to a simulated second, when everything else has moved on to it. */
  advance(seconds: number): void;
}

const FULL_SPEED = { place: "destination", speedRatio: 1, throttleRatio: 0 } as const;

export class Course {
  readonly #clock: GuestClock;
  readonly environment: Environment;
  readonly guestSpeed: GuestSpeedRecord;
  readonly threads: Threads;
  #place: GuestPlace = "source";
  #suspension: GuestSuspend | undefined;

  constructor(clock: GuestClock, environment: Environment, threads = new Threads({ sources: [] })) {
    this.#clock = clock;
    this.threads = threads;
    this.guestSpeed = new GuestSpeedRecord(clock.loggedSpeedRatio);
    this.environment = environment;
    this.#noteSpeed(0);
  }

  /** Guest seconds at a simulated second between the last change and the next one. */
  guestSecondsAt(seconds: number): number {
    return this.#clock.at(seconds);
  }

  get guestSpeedRatio(): number {
    return this.#clock.speedRatio;
  }

  /** Whether the guest runs, has been asked to suspend while a round is sent, or is paused. */
  get guest(): GuestState {
    if (this.#place === "paused") return "suspended";
    return this.#suspension?.isAsked ? "suspending" : "running";
  }

  /** Why a suspend has failed, and with it the migration; absent while all is well. */
  get suspendFault(): string | undefined {
    return this.environment.suspendFault ?? this.#suspension?.fault;
  }

  /** Lets a suspend go on beside the copy. */
  follow(suspension: GuestSuspend): void {
    this.#suspension = suspension;
  }

  /** Takes back a suspend that the guest has not been asked for yet. */
  withdrawSuspend(): void {
    if (!this.#suspension?.isAsked) this.#suspension = undefined;
  }

  /** Simulated second of the next change: of the guest's speed, of the copy's share of the link, or of what the guest writes. */
  get nextChangeSeconds(): number {
    const seconds = Math.min(this.#clock.nextChangeSeconds, this.environment.nextChangeSeconds);
    return this.#suspension ? Math.min(seconds, this.#suspension.nextChangeSeconds) : seconds;
  }

  /** Advances past the next change. */
  advance(): void {
    const seconds = this.nextChangeSeconds;
    if (this.#clock.nextChangeSeconds <= seconds) {
      this.#clock.advance();
      this.#noteSpeed(seconds);
    }
    if (this.environment.nextChangeSeconds <= seconds) this.environment.advance(seconds, this.#clock.at(seconds));
    this.#suspension?.advance(seconds);
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
    this.#noteSpeed(seconds);
    this.environment.throttle(ratio, seconds, this.#clock.at(seconds));
  }

  get throttleRatio(): number {
    return this.#clock.throttleRatio;
  }

  harvested(seconds: number): void {
    this.reprotect(seconds);
    this.environment.harvested(this.#clock.at(seconds));
  }

  /** Write-protects pages again without reading the dirty log: their first writes cost the guest time once more. */
  reprotect(seconds: number): undefined {
    this.#clock.harvested(seconds);
    this.#noteSpeed(seconds);
  }

  pause(seconds: number): void {
    this.#place = "paused";
    this.#clock.pause(seconds);
    this.#noteSpeed(seconds);
    this.environment.pause(seconds);
  }

  /** Lets the guest run at the destination, at full speed. */
  resume(seconds: number): void {
    this.#suspension = undefined;
    this.environment.resume("destination", seconds);
    this.#place = "destination";
    this.#noteFullSpeed(seconds);
  }

  /** The migration is given up: the guest runs on at the source without a dirty log. */
  abandon(seconds: number): void {
    this.environment.abandon(seconds);
    this.#noteFullSpeed(seconds);
  }

  /** Post-copy: sets the guest's speed at the destination, 0 to 1, from a simulated second on. */
  runAtDestination(ratio: number, seconds: number): void {
    this.#place = "destination";
    this.#clock.runUnlogged(seconds, ratio);
    this.#noteSpeed(seconds);
    this.threads.follow(seconds, this.#clock.at(seconds), ratio);
  }

  /** Simulated second at which the guest's clock reaches a guest second at its present speed; Infinity while it is stopped. */
  secondsAt(guestSeconds: number): number {
    return this.#clock.secondsAt(guestSeconds);
  }

  #noteSpeed(seconds: number): void {
    const { speedRatio, throttleRatio } = this.#clock;
    // Most changes of the course leave the guest's speed alone: no record is made of them.
    if (this.guestSpeed.isAt(this.#place, speedRatio, throttleRatio)) return;
    this.guestSpeed.change(seconds, { place: this.#place, speedRatio, throttleRatio });
    this.threads.note(seconds, speedRatio);
  }

  #noteFullSpeed(seconds: number): void {
    this.guestSpeed.change(seconds, FULL_SPEED);
    this.threads.note(seconds, 1);
  }
}
