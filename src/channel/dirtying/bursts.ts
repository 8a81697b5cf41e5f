/** Traffic as a guest sees it: bursts, one per pacing period. */
import type { FlowTraffic } from "../pair-traffic.js";

export interface BurstTrain {
  readonly messagesPerSecond: number;
  readonly burstsPerSecond: number;
  readonly bytesPerBurst: number;
}

/** A sender writes the messages due once per pacing period, at least one. Undefined if nothing flows. */
export function burstTrain(flow: FlowTraffic, direction: "send" | "receive", pacingSeconds: number): BurstTrain | undefined {
  const bytesPerSecond = direction === "send" ? flow.sendBytesPerSecond : flow.receiveBytesPerSecond;
  if (!(bytesPerSecond > 0)) return undefined;
  const messagesPerSecond = bytesPerSecond / flow.messageBytes;
  const burstsPerSecond = Math.min(1 / (flow.pacingSeconds ?? pacingSeconds), messagesPerSecond);
  return { messagesPerSecond, burstsPerSecond, bytesPerBurst: bytesPerSecond / burstsPerSecond };
}

/** Unread bytes at the peak if readers keep up: one burst, plus what arrives during the reader's delay of `readerLagSeconds`. */
export function peakBytes(flow: FlowTraffic, train: BurstTrain, pacingSeconds: number, readerLagSeconds: number): number {
  const bytesPerSecond = train.burstsPerSecond * train.bytesPerBurst;
  return Math.max(train.bytesPerBurst, bytesPerSecond * ((flow.pacingSeconds ?? pacingSeconds) + readerLagSeconds));
}

/** Permanently unread bytes in excess of `peak` if the reader is slower than the sender. */
export function standingBytes(flow: FlowTraffic, peak: number): number {
  return Math.max(0, (flow.unreadPeakBytes ?? 0) - peak);
}

/** Mean seconds between the wake-ups that all `flows` together cause; Infinity without traffic. */
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
