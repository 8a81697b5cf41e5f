/** An engine's action in progress: it takes simulated time. */
import type { EngineAnswer } from "../engine/action.js";
import type { Course } from "./course.js";

export interface Activity {
  /** True for a round: a pass over the pages to be sent. */
  readonly isRound: boolean;
  /** True while the guest waits for single pages; absent for anything else. */
  readonly isFetching?: true;
  /** Advances to simulated second `untilSeconds` at most. Returns whether the activity has ended, at `nowSeconds`. */
  advance(untilSeconds: number): boolean;
  /** Simulated second reached, or at which the activity ended. */
  readonly nowSeconds: number;
  /** Simulated second before which it does not end; absent: it may end at once. */
  readonly earliestEndSeconds?: number;
  /** Why the migration fails here; absent if it continues. */
  readonly failure?: string | undefined;
  /** Fraction done, 0 to 1; absent if the pages' own progress shows it. */
  readonly doneRatio?: number;
  /** Pages that have arrived although the pages' own state has them to send, as a bitmap; absent for none. */
  readonly arrived?: Uint8Array;
  /** What cancelling now does to the guest, as a sentence; absent if the guest stays at the source intact. */
  readonly loss?: string | undefined;
  /** Called once when the activity has ended; returns the answer to the engine. */
  finish(): EngineAnswer;
  /** Called instead of `finish` if the migration is cancelled during the activity. */
  cut(): void;
}

/** An action that takes no time. */
export function immediately(nowSeconds: number, act: () => EngineAnswer): Activity {
  return new Immediate(nowSeconds, act);
}

/** A class, since closures created for every action would cost more than most actions. */
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

/** Waits while the guest runs. `record` gets the seconds waited, `atEnd` is called at the end. Answers the simulated second reached. */
export class Wait implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #course: Course;
  readonly #seconds: number;
  readonly earliestEndSeconds: number;
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
    this.earliestEndSeconds = startSeconds + seconds;
    this.#record = record;
    this.#atEnd = atEnd;
    this.nowSeconds = startSeconds;
  }

  advance(untilSeconds: number): boolean {
    const edgeSeconds = Math.min(untilSeconds, this.earliestEndSeconds);
    this.#course.advanceTo(edgeSeconds);
    this.nowSeconds = Math.max(this.nowSeconds, edgeSeconds);
    return this.earliestEndSeconds <= untilSeconds;
  }

  finish(): EngineAnswer {
    this.#record(this.#seconds);
    this.#atEnd?.(this.earliestEndSeconds);
    return this.earliestEndSeconds;
  }

  cut(): void {
    this.#record(this.nowSeconds - this.#startSeconds);
  }
}

/** Waits for something that the guest comes to on its way into suspend, or until that has failed. */
export class SuspendWait implements Activity {
  readonly isRound = false;
  nowSeconds: number;
  readonly #course: Course;
  readonly #startSeconds: number;
  readonly #isReached: () => boolean;
  readonly #record: (seconds: number) => void;
  readonly #atChange: (() => void) | undefined;

  constructor(course: Course, startSeconds: number, isReached: () => boolean, record: (seconds: number) => void, atChange?: () => void) {
    this.#course = course;
    this.#startSeconds = startSeconds;
    this.#isReached = isReached;
    this.#record = record;
    this.#atChange = atChange;
    this.nowSeconds = startSeconds;
  }

  get failure(): string | undefined {
    return this.#course.suspendFault;
  }

  get earliestEndSeconds(): number {
    return this.#isOver ? this.nowSeconds : this.#course.nextChangeSeconds;
  }

  get #isOver(): boolean {
    return this.#isReached() || this.failure !== undefined;
  }

  advance(untilSeconds: number): boolean {
    const course = this.#course;
    while (!this.#isOver && course.nextChangeSeconds <= untilSeconds) {
      this.nowSeconds = Math.max(this.nowSeconds, course.nextChangeSeconds);
      course.advance();
      this.#atChange?.();
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

/** Waits for something that does not come: after its seconds the migration fails. The guest runs on. */
export class FailingWait extends Wait {
  readonly failure: string;

  constructor(course: Course, startSeconds: number, seconds: number, record: (seconds: number) => void, failure: string) {
    super(course, startSeconds, seconds, record);
    this.failure = failure;
  }
}
