/** Something that takes simulated time: an engine's action under way. */
import type { EngineAnswer } from "../engine/engine.js";
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
  return { isRound: false, nowSeconds, advance: () => true, finish: act, cut: () => undefined };
}

/** Waits while everything else runs on; `record` gets the seconds that were waited, `atEnd` is called when all were. Answers the second it ended at. */
export function wait(
  course: Course,
  startSeconds: number,
  seconds: number,
  record: (seconds: number) => void,
  atEnd?: (nowSeconds: number) => void,
): Activity {
  const endSeconds = startSeconds + seconds;
  let nowSeconds = startSeconds;
  return {
    isRound: false,
    get nowSeconds() {
      return nowSeconds;
    },
    advance(untilSeconds) {
      const edgeSeconds = Math.min(untilSeconds, endSeconds);
      course.advanceTo(edgeSeconds);
      nowSeconds = Math.max(nowSeconds, edgeSeconds);
      return endSeconds <= untilSeconds;
    },
    finish() {
      record(seconds);
      atEnd?.(endSeconds);
      return endSeconds;
    },
    cut: () => record(nowSeconds - startSeconds),
  };
}

/** Waits until the guest's channels are torn down and it may suspend, or never will be. */
export function waitForChannels(course: Course, startSeconds: number, record: (seconds: number) => void, atChange: () => void): Activity {
  const { surroundings } = course;
  let nowSeconds = startSeconds;
  const isOver = (): boolean => surroundings.isReadyToSuspend || surroundings.suspendFault !== undefined;
  return {
    isRound: false,
    get nowSeconds() {
      return nowSeconds;
    },
    get failure() {
      return surroundings.suspendFault;
    },
    advance(untilSeconds) {
      while (!isOver() && course.nextChangeSeconds <= untilSeconds) {
        nowSeconds = Math.max(nowSeconds, course.nextChangeSeconds);
        course.advance();
        atChange();
      }
      if (!isOver()) nowSeconds = Math.max(nowSeconds, untilSeconds);
      return isOver();
    },
    finish() {
      record(nowSeconds - startSeconds);
      return undefined;
    },
    cut: () => record(nowSeconds - startSeconds),
  };
}
