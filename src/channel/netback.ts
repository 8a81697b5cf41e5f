/**
 * Dom0's work for a stream over netfront. What is due at one wake-up goes through netback as one burst, whose messages share packets as
 * they share receive slots in the page model: 1 + b / G packets for b bytes. So the cost is one of wake-ups and of bytes, not of
 * messages (docs/sources/channels.md#netback).
 */
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedFlow } from "../scenario/resolved/resolved-peers.js";
import type { Path } from "./pair-traffic.js";
import type { ChannelParameters } from "./parameters.js";
import { segmentBytes } from "./segments.js";

export interface NetbackStream {
  readonly messageBytes: number;
  readonly direction: "send" | "receive";
  /** As in the scenario's flow. Default: the guest calibration's. */
  readonly pacingSeconds?: number | undefined;
  /** Datagrams do not merge. Default `tcp`. */
  readonly protocol?: ResolvedFlow["protocol"] | undefined;
}

/** Packets, page slots and CPU time of a stream in Dom0, as functions of its bytes per second. */
export interface NetbackLoad {
  /** Bursts per second that are never exceeded; Infinity if every message is one. */
  readonly wakeUpsPerSecondMax: number;
  readonly messageBytes: number;
  readonly packetBytes: number;
  readonly secondsPerWakeUp: number;
  readonly secondsPerByte: number;
}

export function netbackLoad({ costs, guest, netfront }: ChannelParameters, path: Path, stream: NetbackStream): NetbackLoad {
  const { messageBytes, direction, pacingSeconds = guest.pacingSeconds, protocol = "tcp" } = stream;
  const packetBytes = segmentBytes(netfront, path, direction);
  // The first packet of a burst straddles a page, and so does each further one; a packet below a page has a slot of its own.
  const secondsPerPacket = costs.netbackPacketSeconds + costs.netbackPageSeconds;
  const pageSecondsPerByte = packetBytes < GRANTED_PAGE_BYTES ? 0 : costs.netbackPageSeconds / GRANTED_PAGE_BYTES;
  return {
    wakeUpsPerSecondMax: protocol === "udp" ? Infinity : 1 / pacingSeconds,
    messageBytes,
    packetBytes,
    secondsPerWakeUp: secondsPerPacket,
    secondsPerByte: secondsPerPacket / packetBytes + pageSecondsPerByte,
  };
}

export function wakeUpsPerSecond({ wakeUpsPerSecondMax, messageBytes }: NetbackLoad, bytesPerSecond: number): number {
  return Math.min(wakeUpsPerSecondMax, bytesPerSecond / messageBytes);
}

/** Packets of one message at a rate: its share of its burst's. */
export function packetsPerMessage(load: NetbackLoad, bytesPerSecond: number): number {
  const messagesPerSecond = bytesPerSecond / load.messageBytes;
  return wakeUpsPerSecond(load, bytesPerSecond) / messagesPerSecond + load.messageBytes / load.packetBytes;
}

/** Number of CPUs that a stream keeps busy. */
export function netbackCpus(load: NetbackLoad, bytesPerSecond: number): number {
  return wakeUpsPerSecond(load, bytesPerSecond) * load.secondsPerWakeUp + bytesPerSecond * load.secondsPerByte;
}

/** Bytes per second that `cpus` carry: the inverse of `netbackCpus`, for a stream that costs something. */
export function netbackBytesPerSecond(load: NetbackLoad, cpus: number): number {
  const { wakeUpsPerSecondMax, messageBytes, secondsPerWakeUp, secondsPerByte } = load;
  const byMessage = cpus / (secondsPerWakeUp / messageBytes + secondsPerByte);
  if (!(byMessage > wakeUpsPerSecondMax * messageBytes)) return byMessage;
  return (cpus - wakeUpsPerSecondMax * secondsPerWakeUp) / secondsPerByte;
}
