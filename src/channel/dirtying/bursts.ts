/** Traffic as a guest sees it: not a stream, but bursts a pacing period apart. */
import type { FlowTraffic } from "../pair-traffic.js";

export interface BurstTrain {
  readonly messagesPerSecond: number;
  readonly burstsPerSecond: number;
  readonly bytesPerBurst: number;
}

/** A sender writes once per pacing period what is due by then: one message at least. Undefined where nothing flows. */
export function burstTrain(flow: FlowTraffic, direction: "send" | "receive", pacingSeconds: number): BurstTrain | undefined {
  const bytesPerSecond = direction === "send" ? flow.sendBytesPerSecond : flow.receiveBytesPerSecond;
  if (!(bytesPerSecond > 0)) return undefined;
  const messagesPerSecond = bytesPerSecond / flow.messageBytes;
  const burstsPerSecond = Math.min(1 / (flow.pacingSeconds ?? pacingSeconds), messagesPerSecond);
  return { messagesPerSecond, burstsPerSecond, bytesPerBurst: bytesPerSecond / burstsPerSecond };
}

/** Bytes that lie unread at the peak where readers keep up: a burst, and what arrives until one that is `readerLagSeconds` late has come. */
export function peakBytes(flow: FlowTraffic, train: BurstTrain, pacingSeconds: number, readerLagSeconds: number): number {
  const bytesPerSecond = train.burstsPerSecond * train.bytesPerBurst;
  return Math.max(train.bytesPerBurst, bytesPerSecond * ((flow.pacingSeconds ?? pacingSeconds) + readerLagSeconds));
}

/** Bytes beyond that peak, `peak`, that lie unread all the time where a reader is slower than the sender. */
export function standingBytes(flow: FlowTraffic, peak: number): number {
  return Math.max(0, (flow.unreadPeakBytes ?? 0) - peak);
}

/** Seconds between the wake-ups that all of `flows` together cause; Infinity without traffic. */
export function wakeSeconds(flows: readonly FlowTraffic[], pacingSeconds: number): number {
  let burstsPerSecond = 0;
  for (const flow of flows) {
    for (const direction of ["send", "receive"] as const) {
      const train = burstTrain(flow, direction, pacingSeconds);
      if (train !== undefined) burstsPerSecond = Math.max(burstsPerSecond, train.burstsPerSecond);
    }
  }
  return 1 / burstsPerSecond;
}
