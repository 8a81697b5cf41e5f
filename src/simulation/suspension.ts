/**
 * A suspend that goes on while rounds are sent (`suspendAfter` of a `send`): the guest is asked at some moment of a round, its channels
 * are torn down, and after the host's suspend time it is paused, wherever the copy is by then.
 */
import type { StopReport } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { Course, GuestSuspend } from "./course.js";
import { type DirtyLog, SUSPEND_FIRST_PAGE } from "./dirty-log.js";
import type { MigrationRecord } from "./migration-record.js";

export interface SuspensionSetting {
  /** Simulated second at which the guest is asked. */
  readonly askSeconds: number;
  readonly stop: StopReport;
  readonly host: Pick<ResolvedScenario["host"], "suspendSeconds" | "suspendTimeoutSeconds" | "suspendDirtyPages">;
  readonly course: Course;
  readonly log: DirtyLog;
  readonly record: MigrationRecord;
}

export class Suspension implements GuestSuspend {
  /** Simulated second of its own next step; Infinity while it waits for the channels and after the end. */
  nextChangeSeconds: number;
  readonly #setting: SuspensionSetting;
  #state: "planned" | "leaving channels" | "suspending" | "not answering" | "over" = "planned";
  /** Why the guest will never be suspended: the migration fails. Absent while all is well. */
  fault: string | undefined;

  constructor(setting: SuspensionSetting) {
    this.#setting = setting;
    this.nextChangeSeconds = setting.askSeconds;
  }

  /** Whether the guest has been asked. */
  get isAsked(): boolean {
    return this.#state !== "planned";
  }

  /** Called at every change of the course up to a simulated second, when everything else has moved on to it. */
  advance(seconds: number): void {
    if (this.#state === "planned" && this.nextChangeSeconds <= seconds) this.#ask(seconds);
    if (this.#state === "leaving channels") this.#leaveChannels(seconds);
    if (this.#state === "suspending" && this.nextChangeSeconds <= seconds) this.#pause(seconds);
    if (this.#state === "not answering" && this.nextChangeSeconds <= seconds) this.#giveUp();
  }

  #ask(seconds: number): void {
    const { record, course, stop } = this.#setting;
    this.#state = "leaving channels";
    this.nextChangeSeconds = Infinity;
    record.stop = stop;
    record.suspendTimes = { askedSeconds: seconds };
    course.requestSuspend(seconds);
  }

  #leaveChannels(seconds: number): void {
    const { course, log, record, host } = this.#setting;
    log.markTornDown();
    if (!course.environment.isReadyToSuspend) return;
    if (isLate(host)) {
      this.#state = "not answering";
      this.nextChangeSeconds = seconds + host.suspendTimeoutSeconds;
      return;
    }
    this.#state = "suspending";
    this.nextChangeSeconds = seconds + host.suspendSeconds;
    record.pauseCallSeconds = seconds;
    record.resumedSeconds = undefined;
    record.suspendTimes = { askedSeconds: seconds, ...record.suspendTimes, callSeconds: seconds };
  }

  #giveUp(): void {
    this.#state = "over";
    this.nextChangeSeconds = Infinity;
    this.fault = notSuspended(this.#setting.host.suspendTimeoutSeconds);
  }

  #pause(seconds: number): void {
    const { course, log, record, host } = this.#setting;
    this.#state = "over";
    this.nextChangeSeconds = Infinity;
    log.markKernelPages(SUSPEND_FIRST_PAGE, host.suspendDirtyPages);
    record.limits.setThrottle(0, seconds);
    course.pause(seconds);
    record.suspendTimes = { askedSeconds: seconds, ...record.suspendTimes, pausedSeconds: seconds };
  }
}

/** Whether the guest suspends only after the toolstack's time-out, if there is one. */
export function isLate({
  suspendSeconds,
  suspendTimeoutSeconds,
}: Pick<SuspensionSetting["host"], "suspendSeconds" | "suspendTimeoutSeconds">): boolean {
  return suspendTimeoutSeconds > 0 && suspendSeconds > suspendTimeoutSeconds;
}

/** A guest that has not answered the request to suspend goes on where it is. */
export function notSuspended(timeoutSeconds: number): string {
  return `The guest had not suspended ${timeoutSeconds} s after it was asked to, the toolstack's time-out: it stays at the source.`;
}
