/** The pace of a stretch of sending: what engine, guest and link allow. */
import type { Engine } from "../engine/engine.js";
import type { DirtyPageRule, Pace, Pages } from "../pages/pages.js";
import type { PaceLimit } from "../result/ruling.js";
import type { Course } from "./course.js";
import { copyLimitOf, FRAME_BYTES, type Stages, zeroFrameSeconds } from "./stages.js";

export interface PaceSetting {
  readonly pages: Pages;
  readonly course: Course;
  readonly engine: Engine;
  readonly stages: Stages;
  /** Bytes of a page of the guest. */
  readonly pageBytes: number;
  /** Fraction of the link's share that the copy reaches, 0 to 1. */
  readonly speedRatio: number;
}

interface Stretch {
  readonly startSeconds: number;
  readonly batchPages: number;
  /** Entries per page of the guest: several for a larger page if the engine counts frames of 4 KiB. */
  readonly entriesPerPage: number;
  /** The engine's own limit on page content, below the link's; Infinity for none. */
  readonly limitBytesPerSecond: number;
  readonly dirtyPageRule: DirtyPageRule;
  readonly live: boolean;
}

/** The pace from the round's present position on; its next batch begins at `startSeconds` at the earliest. */
export function paceFrom({ pages, course, engine, stages, pageBytes, speedRatio }: PaceSetting, stretch: Stretch): Pace {
  const { bytes, batches, zeroPages } = pages.progress;
  const { batchHeaderBytes, batchSeconds, listsDeferredPages, contentHeaderBytes = 0 } = engine;
  const { startSeconds, entriesPerPage, batchPages, limitBytesPerSecond, dirtyPageRule, live } = stretch;
  const entryBytes = engine.entryBytes * entriesPerPage;
  // A limiter counts page content alone; entries come on top.
  const limit = limitBytesPerSecond * ((pageBytes + entryBytes) / pageBytes);
  const contentRatio = engine.contentRatio ?? 1;
  const linkBytesPerSecond = course.environment.copyBytesPerSecond * speedRatio;
  return {
    startSeconds,
    startGuestSeconds: course.guestSecondsAt(startSeconds),
    startBytes: bytes,
    startBatches: batches,
    startZeroPages: zeroPages,
    bytesPerSecond: copyLimitOf(stages, Math.min(linkBytesPerSecond, limit)),
    guestSpeedRatio: course.guestSpeedRatio,
    batchSeconds,
    batchPages,
    batchHeaderBytes,
    entryBytes,
    pageBytes: Math.ceil(pageBytes * contentRatio) + contentHeaderBytes * entriesPerPage,
    zeroPageBytes: engine.zeroPageBytes === undefined ? pageBytes : engine.zeroPageBytes * entriesPerPage,
    zeroPageSeconds: zeroFrameSeconds(stages, linkBytesPerSecond, FRAME_BYTES + engine.entryBytes) * entriesPerPage,
    deltaPageBytes: (engine.deltaPageBytes ?? pageBytes) * entriesPerPage,
    dirtyPageRule,
    listsDeferredPages,
    live,
  };
}

/** What sets the pace of a stretch of sending; `limitBytesPerSecond` as in `paceFrom`, or what its bursts may take on average. */
export function paceLimit({ course, stages, speedRatio }: PaceSetting, limitBytesPerSecond: number): PaceLimit {
  const { copyBytesPerSecond, copyLimit } = course.environment;
  const linkBytesPerSecond = copyBytesPerSecond * speedRatio;
  const { senderBytesPerSecond, receiverBytesPerSecond } = stages;
  const threadBytesPerSecond = copyLimitOf(stages);
  if (limitBytesPerSecond < Math.min(linkBytesPerSecond, threadBytesPerSecond)) return "bandwidth-limit";
  if (threadBytesPerSecond >= linkBytesPerSecond) return copyLimit;
  return senderBytesPerSecond <= receiverBytesPerSecond ? "sender" : "receiver";
}

/** Pages of the guest in `frames` frames, at least one. */
export function pagesOfFrames(frames: number, pageBytes: number): number {
  return Math.max(1, Math.round((frames * FRAME_BYTES) / pageBytes));
}
