/** Something that takes simulated time: an engine's action under way. */
import type { EngineAnswer } from "../engine/engine.js";
import type { GuestClock } from "./guest-clock.js";

export interface Activity {
  /** True for a round: a pass over the pages to be sent. */
  readonly isRound: boolean;
  /** Goes as far as simulated second `untilSeconds` allows; true when it has ended, at `nowSeconds` or before. */
  advance(untilSeconds: number): boolean;
  /** Simulated second reached; when ended, the second it ended at. */
  readonly nowSeconds: number;
  /** Called once after it ended. */
  finish(): EngineAnswer;
  /** Called instead of `finish` where the migration is given up in the middle. */
  cut(): void;
}

/** An action that takes no time. */
export function immediately(nowSeconds: number, act: () => EngineAnswer): Activity {
  return { isRound: false, nowSeconds, advance: () => true, finish: act, cut: () => undefined };
}

/** Waits while the guest's clock runs on; `record` gets the seconds that were waited, `atEnd` is called when all were. */
export function wait(
  clock: GuestClock,
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
      while (clock.nextChangeSeconds <= edgeSeconds) clock.advance();
      nowSeconds = Math.max(nowSeconds, edgeSeconds);
      return endSeconds <= untilSeconds;
    },
    finish() {
      record(seconds);
      return void atEnd?.(endSeconds);
    },
    cut: () => record(nowSeconds - startSeconds),
  };
}
