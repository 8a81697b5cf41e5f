/** Something that takes simulated time: an engine's action under way. */
import type { EngineAnswer } from "../engine/action.js";
import type { Course } from "./course.js";

export interface Activity {
  /** True for a round: a pass over the pages to be sent. */
  readonly isRound: boolean;
  /** Goes as far as simulated second `untilSeconds` allows; true when it has ended, at `nowSeconds` or before. */
  advance(untilSeconds: number): boolean;
  /** Simulated second reached; when ended, the second it ended at. */
  readonly nowSeconds: number;
  /** Why the migration fails with this; absent where it goes on. */
  readonly failure?: string | undefined;
  /** Share of it that is done, 0 .. 1; absent where the pages' own progress tells. */
  readonly doneRatio?: number;
  /** What giving up now does to the guest, as a sentence; absent where it stays at the source, whole. */
  readonly loss?: string;
  /** Called once after it ended. */
  finish(): EngineAnswer;
  /** Called instead of `finish` where the migration is given up in the middle. */
  cut(): void;
}

/** An action that takes no time. */
export function immediately(nowSeconds: number, act: () => EngineAnswer): Activity {
  return new Immediate(nowSeconds, act);
}

/** A class: closures of its own for every action would cost more than most actions do. */
class Immediate implements Activity {
  readonly isRound = false;
  readonly nowSeconds: number;
  readonly finish: () => EngineAnswer;

  constructor(nowSeconds: number, act: () => EngineAnswer) {
    this.nowSeconds = nowSeconds;
    this.finish = act;
  }

  advance(): boolean {
    return true;
  }

  cut(): void {}
}

/** Waits while everything else runs on; `record` gets the seconds that were waited, `atEnd` is called when all were. Answers the second it ended at. */
export class Wait implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #course: Course;
  readonly #seconds: number;
  readonly #endSeconds: number;
  readonly #startSeconds: number;
  readonly #record: (seconds: number) => void;
  readonly #atEnd: ((nowSeconds: number) => void) | undefined;

  constructor(
    course: Course,
    startSeconds: number,
    seconds: number,
    record: (seconds: number) => void,
    atEnd?: (nowSeconds: number) => void,
  ) {
    this.#course = course;
    this.#startSeconds = startSeconds;
    this.#seconds = seconds;
    this.#endSeconds = startSeconds + seconds;
    this.#record = record;
    this.#atEnd = atEnd;
    this.nowSeconds = startSeconds;
  }

  advance(untilSeconds: number): boolean {
    const edgeSeconds = Math.min(untilSeconds, this.#endSeconds);
    this.#course.advanceTo(edgeSeconds);
    this.nowSeconds = Math.max(this.nowSeconds, edgeSeconds);
    return this.#endSeconds <= untilSeconds;
  }

  finish(): EngineAnswer {
    this.#record(this.#seconds);
    this.#atEnd?.(this.#endSeconds);
    return this.#endSeconds;
  }

  cut(): void {
    this.#record(this.nowSeconds - this.#startSeconds);
  }
}

/** Waits until the guest's channels are torn down and it may suspend, or never will be. */
export class ChannelWait implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #course: Course;
  readonly #startSeconds: number;
  readonly #record: (seconds: number) => void;
  readonly #atChange: () => void;

  constructor(course: Course, startSeconds: number, record: (seconds: number) => void, atChange: () => void) {
    this.#course = course;
    this.#startSeconds = startSeconds;
    this.#record = record;
    this.#atChange = atChange;
    this.nowSeconds = startSeconds;
  }

  get failure(): string | undefined {
    return this.#course.environment.suspendFault;
  }

  get #isOver(): boolean {
    return this.#course.environment.isReadyToSuspend || this.failure !== undefined;
  }

  advance(untilSeconds: number): boolean {
    const course = this.#course;
    while (!this.#isOver && course.nextChangeSeconds <= untilSeconds) {
      this.nowSeconds = Math.max(this.nowSeconds, course.nextChangeSeconds);
      course.advance();
      this.#atChange();
    }
    if (!this.#isOver) this.nowSeconds = Math.max(this.nowSeconds, untilSeconds);
    return this.#isOver;
  }

  finish(): undefined {
    this.#record(this.nowSeconds - this.#startSeconds);
    return undefined;
  }

  cut(): void {
    this.#record(this.nowSeconds - this.#startSeconds);
  }
}
