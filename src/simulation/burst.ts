/** A burst: a stretch of sending in a round that was begun, behind which an engine looks at what is left. */
import type { BurstAction, EngineAnswer } from "../engine/engine.js";
import type { Activity } from "./activity.js";
import { FRAME_BYTES, type PaceSetting, paceFrom, pagesOfFrames } from "./pace.js";
import type { Pace } from "./pages.js";

export interface BurstSetting extends PaceSetting {
  readonly startSeconds: number;
  readonly live: boolean;
  readonly action: BurstAction;
}

/** The clock is looked at once in so many pages: MAX_WAIT of QEMU's ram.c is tested when i & 63 is 0. */
const FRAMES_PER_LOOK = 64;

/** The burst as an activity; `answer` gets the second it ended at. */
export function transferBurst(setting: BurstSetting, answer: (nowSeconds: number) => EngineAnswer): Activity {
  const { pages, course, startSeconds, action } = setting;
  const startBytes = pages.progress.bytes;
  const endBytes = startBytes + action.limitBytes;
  const sliceEndSeconds = startSeconds + action.sliceSeconds;
  const frameBytes = FRAME_BYTES + setting.engine.entryBytes;
  const lookBytes = FRAMES_PER_LOOK * frameBytes;
  /** A look comes when the bytes exceed this. */
  let nextLookBytes = startBytes + lookBytes - 1;
  let pace = burstPace(setting, startSeconds);
  let nowSeconds = startSeconds;

  /** The last batch is built; it may still be on its way. */
  const isBuilt = (): boolean => {
    const { done, bytes, seconds } = pages.progress;
    return done || bytes > endBytes || (bytes > nextLookBytes && seconds > sliceEndSeconds);
  };
  /** The looks before the slice is over see nothing: what is sent up to then is sent at once. */
  const transferUnseen = (edgeSeconds: number): void => {
    pages.transfer(pace, Math.min(edgeSeconds, sliceEndSeconds), endBytes);
    const { bytes } = pages.progress;
    const sinceLookBytes = (bytes - startBytes) % lookBytes;
    const isLook = bytes > startBytes && sinceLookBytes < action.batchPages * frameBytes;
    nextLookBytes = isLook ? bytes - 1 : bytes - sinceLookBytes + lookBytes - 1;
  };
  const advance = (untilSeconds: number): boolean => {
    for (;;) {
      const changeSeconds = course.nextChangeSeconds;
      const edgeSeconds = Math.min(untilSeconds, changeSeconds);
      if (Math.max(pages.progress.seconds, startSeconds) < sliceEndSeconds) transferUnseen(edgeSeconds);
      else pages.transfer(pace, edgeSeconds, Math.min(endBytes, nextLookBytes));
      const { seconds, bytes } = pages.progress;
      const built = isBuilt();
      if (built && seconds <= edgeSeconds) {
        nowSeconds = Math.max(startSeconds, seconds);
        return true;
      }
      if (!built && seconds < edgeSeconds) {
        if (bytes > nextLookBytes) nextLookBytes = bytes + lookBytes - 1;
      } else if (changeSeconds <= untilSeconds) {
        course.advance();
        // A batch in flight keeps its pace: the next one begins under the new one.
        if (!built && course.nextChangeSeconds > seconds) pace = burstPace(setting, seconds);
      } else {
        nowSeconds = Math.max(nowSeconds, untilSeconds);
        return false;
      }
    }
  };
  return {
    isRound: false,
    get nowSeconds() {
      return nowSeconds;
    },
    advance,
    finish: () => answer(nowSeconds),
    cut: () => undefined,
  };
}

function burstPace(setting: BurstSetting, startSeconds: number): Pace {
  const { action, pageBytes, live } = setting;
  return paceFrom(setting, {
    startSeconds,
    batchPages: pagesOfFrames(action.batchPages, pageBytes),
    entriesPerPage: pageBytes / FRAME_BYTES,
    limitBytesPerSecond: Infinity,
    dirtyPageRule: "send",
    live,
  });
}
