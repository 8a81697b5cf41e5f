/**
 * The stages of the copy beside the link: the threads that send and those that receive. Pages pass them like a pipeline, so the slowest
 * stage sets the pace (docs/sources/hosts.md#pipeline).
 */
import type { Engine } from "../engine/engine.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";

/** Rates in bytes of the stream per second. */
export interface Stages {
  readonly senderBytesPerSecond: number;
  /** What the sender is, for a sentence. */
  readonly senderName: string;
  /** Infinity for an engine that says nothing of its receiver. */
  readonly receiverBytesPerSecond: number;
  /** Seconds per zero frame of 4 KiB at either end. */
  readonly sentZeroFrameSeconds: number;
  readonly receivedZeroFrameSeconds: number;
  /**
   * Frames with content for each zero frame where the two are mixed page by page; 0 where pages of a kind come in long runs. While the
   * former fill the link, the receiver has time for the latter.
   */
  readonly contentFramesPerZeroFrame: number;
}

export function stagesOf(engine: Engine, { link, vm }: Pick<ResolvedScenario, "link" | "vm">): Stages {
  const { layout, zeroRatio } = vm.content;
  const { connections = 1, connectionSpeedup = 1, bytesPerSecond = Infinity, senderName = "the sender", entryBytes } = engine;
  const { zeroPageSeconds = 0, sentFrameSeconds = 0, receivedFrameSeconds = 0, receivedZeroFrameSeconds = 0 } = engine;
  const frameBytes = FRAME_BYTES + entryBytes;
  const connectionBytesPerSecond = connectionSpeedup * link.connectionBytesPerSecond;
  const connectionsBytesPerSecond = connections * (frameBytes / (frameBytes / connectionBytesPerSecond + sentFrameSeconds));
  const isByEngine = bytesPerSecond <= connectionsBytesPerSecond;
  return {
    senderBytesPerSecond: isByEngine ? bytesPerSecond : connectionsBytesPerSecond,
    senderName: isByEngine ? senderName : connectionsInWords(connections, link.transport),
    receiverBytesPerSecond: receivedFrameSeconds === 0 ? Infinity : (connections * frameBytes) / receivedFrameSeconds,
    sentZeroFrameSeconds: zeroPageSeconds,
    receivedZeroFrameSeconds,
    contentFramesPerZeroFrame: layout === "spread" && zeroRatio > 0 ? (1 - zeroRatio) / zeroRatio : 0,
  };
}

/** Seconds that a zero frame adds to the copy where the link leaves it `linkBytesPerSecond` and a frame on it has `frameBytes`. */
export function zeroFrameSeconds(stages: Stages, linkBytesPerSecond: number, frameBytes: number): number {
  const { sentZeroFrameSeconds, receivedZeroFrameSeconds, contentFramesPerZeroFrame, receiverBytesPerSecond } = stages;
  const idleSeconds = Math.max(0, frameBytes / linkBytesPerSecond - frameBytes / receiverBytesPerSecond);
  return Math.max(sentZeroFrameSeconds, receivedZeroFrameSeconds - contentFramesPerZeroFrame * idleSeconds);
}

/** Frames of 4 KiB: what batches and entries are counted in, whatever the guest's pages. */
export const FRAME_BYTES = 4096;

function connectionsInWords(connections: number, transport: string): string {
  return connections === 1 ? `one connection (${transport})` : `${connections} connections (${transport})`;
}

/** Mean rate that the copy cannot exceed, whatever the link leaves it: its own limit and what its threads make. */
export function copyLimitOf({ senderBytesPerSecond, receiverBytesPerSecond }: Stages, limitBytesPerSecond = Infinity): number {
  return Math.min(limitBytesPerSecond, senderBytesPerSecond, receiverBytesPerSecond);
}
