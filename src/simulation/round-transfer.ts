/** A round on its way: paces for the pages, one after another as the guest's speed changes, and what it did. */
import type { SendAction } from "../engine/engine.js";
import type { Activity } from "./activity.js";
import { type PaceSetting, paceFrom, pagesOfFrames } from "./pace.js";
import type { Pace } from "./pages.js";

export interface RoundSetting extends PaceSetting {
  readonly index: number;
  readonly startSeconds: number;
  readonly pagesToSend: number;
  readonly action: SendAction;
}

/** What a round did, as `record` gets it: `wireBytes` includes the entries of holes. */
export interface RoundOutcome {
  readonly durationSeconds: number;
  readonly wireBytes: number;
  /** Of the pages that the progress counts as sent, those that were still on their way when the round was given up. */
  readonly unsentPages: number;
}

/**
 * The round as an activity: pages, then holes, then the time that looking at all the slots took (spread over the round in
 * truth; at its end here, where it shifts no page). A step never splits a pace, so that the bytes do not depend on the steps.
 */
export function transferRound(setting: RoundSetting, record: (outcome: RoundOutcome) => void, answer: Activity["finish"]): Activity {
  const { pages, course, startSeconds } = setting;
  const holeBytes = bytesOfHoles(setting);
  const lookSeconds = secondsBesideBytes(setting);
  pages.beginRound(setting.index, startSeconds);
  course.setCopying(true, startSeconds, setting.action.limitBytesPerSecond);
  let pace = paceFromHere(setting);
  let nowSeconds = startSeconds;
  const close = (wireBytes: number, unsentPages: number): void => {
    course.setCopying(false, nowSeconds);
    record({ durationSeconds: nowSeconds - startSeconds, wireBytes, unsentPages });
  };

  const advance = (untilSeconds: number): boolean => {
    for (;;) {
      const changeSeconds = course.nextChangeSeconds;
      pages.transfer(pace, Math.min(untilSeconds, changeSeconds));
      const { done, seconds } = pages.progress;
      const endSeconds = done ? seconds + holeBytes / pace.bytesPerSecond + lookSeconds : seconds;
      if (changeSeconds <= Math.min(endSeconds, untilSeconds)) {
        course.advance();
        // A batch in flight keeps its pace: the next one begins under the new one.
        if (!done && course.nextChangeSeconds > seconds) pace = paceFromHere(setting);
        continue;
      }
      const hasEnded = done && endSeconds <= untilSeconds;
      nowSeconds = hasEnded ? endSeconds : Math.max(nowSeconds, untilSeconds);
      return hasEnded;
    }
  };
  return {
    isRound: true,
    get nowSeconds() {
      return nowSeconds;
    },
    advance,
    finish() {
      close(pages.progress.bytes + holeBytes, 0);
      return answer();
    },
    // Given up: of the batch in flight only counts what has left.
    cut() {
      const unsentBytes = Math.min(pages.progress.bytes, Math.max(0, pages.progress.seconds - nowSeconds) * pace.bytesPerSecond);
      const unsentPages = Math.min(pages.progress.pagesSent, Math.ceil(unsentBytes / (pace.pageBytes + pace.entryBytes)));
      close(pages.progress.bytes - unsentBytes, unsentPages);
    },
  };
}

/**
 * A round of no pages still takes a harvest and a decision: 30 us, the shortest harvest measured on Xen 4.17. So time goes
 * on, whatever a policy decides, and the time-out strikes.
 */
const EMPTY_ROUND_SECONDS = 30e-6;

/** What the sender spends on looking through the slots. */
function secondsBesideBytes({ action, pages, engine, pagesToSend }: RoundSetting): number {
  const { slots, allocatedPages } = pages.config;
  const holes = action.holes === "listed" ? slots - allocatedPages : 0;
  return pagesToSend > 0 ? slots * engine.slotSeconds + holes * engine.holeSeconds : action.live ? EMPTY_ROUND_SECONDS : 0;
}

/** Frames without a page take an entry each, in batches of their own behind the last page (Xen 4.6 and later). */
function bytesOfHoles({ action, pages, engine }: RoundSetting): number {
  if (action.holes === "passed over") return 0;
  const holes = pages.config.slots - pages.config.allocatedPages;
  return holes * engine.entryBytes + Math.ceil(holes / engine.batchPages) * engine.batchHeaderBytes;
}

/** The pace from where the round stands: the next batch begins when the one in flight has left. */
function paceFromHere(setting: RoundSetting): Pace {
  const { pages, engine, action, pageBytes } = setting;
  return paceFrom(setting, {
    startSeconds: pages.progress.seconds,
    batchPages: pagesOfFrames(engine.batchPages, pageBytes),
    entriesPerPage: 1,
    limitBytesPerSecond: action.limitBytesPerSecond ?? Infinity,
    dirtyPageRule: action.dirtyPageRule,
    live: action.live,
  });
}
