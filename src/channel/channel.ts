/** A channel between two guests, as its three implementations describe it. Pure: no state, no page, no clock. */
import type { ChannelKind, ResolvedStagedRing, ResolvedSwitching, ResolvedXenvmcChannel } from "../scenario/resolved/resolved-channel.js";
import type { Path } from "./pair-traffic.js";
import type { ChannelParameters } from "./parameters.js";

/** Processor seconds that one message costs, by who pays. */
export interface MessageCpu {
  readonly senderSeconds: number;
  readonly dom0Seconds: number;
  readonly receiverSeconds: number;
}

/** The rings of a channel in shared memory: what they hold, how they are used, and how a pair joins and leaves them. */
export interface ChannelRings {
  /** Data pages of one ring; a pair has one for each direction (R). */
  readonly ringPages: number;
  /** Share of calls that the channel intercepts, 0 to 1 (f_int). The rest go by netfront. */
  readonly interceptedRatio: number;
  /** Received records go through kernel buffers. Absent where the reader takes them out of the ring. */
  readonly staging?: Pick<ResolvedStagedRing, "stagingLimitBytes" | "stagingAllocator">;
  /** The ring's index returns to the beginning when the ring is empty. */
  readonly rewinds: boolean;
  /** All peers of a guest share its ring. */
  readonly isShared: boolean;
  /** Messages from this size on are mapped and leave no bytes in the ring; Infinity for none. */
  readonly mapsFromBytes: number;
  /** The rings move to the staying peer when the migration begins. */
  readonly rehomes: boolean;
  readonly switching: ResolvedSwitching;
  readonly teardown: ResolvedXenvmcChannel["teardown"];
}

/** Sizes in bytes, times in seconds. All functions take a message of `messageBytes` > 0. */
export interface Channel {
  readonly kind: ChannelKind;
  /** For texts; says so where the channel is a reconstruction. */
  readonly label: string;
  readonly parameters: ChannelParameters;
  /** What carries the bytes between guests of one host. Between hosts it is the network, whatever the channel. */
  readonly localPath: Path;
  /** Absent for netfront. */
  readonly rings?: ChannelRings;
  /** Records that carry one message: 1, or more where a message is larger than the ring. Throws a RangeError where it is refused. */
  recordsPerMessage(messageBytes: number): number;
  /** Time of the slowest stage per message in a stream (symbol t). */
  messageSeconds(messageBytes: number): number;
  /** Bytes per second of a stream, the ring's back-throttling included. */
  throughputBytesPerSecond(messageBytes: number): number;
  /** From one user buffer to the other with nothing else going on (symbol T). */
  oneWaySeconds(messageBytes: number): number;
  /** Request and answer of the same size. */
  roundTripSeconds(messageBytes: number): number;
  /** From user buffer to user buffer. */
  copiesPerMessage(messageBytes: number): number;
  /** Notifications per message (symbol n_ev), at a rate of messages: batches fill only where they come close together. Default: a stream. */
  eventsPerMessage(messageBytes: number, messagesPerSecond?: number): number;
  /** `receiverBusyRatio` 0 .. 1: a receiver that is awake need not be woken. The rate as in `eventsPerMessage`. */
  messageCpu(messageBytes: number, receiverBusyRatio: number, messagesPerSecond?: number): MessageCpu;
}
