/** The interface of the three channel models. Pure functions: no state, no pages, no clock. */
import type { ChannelKind, ResolvedStagedRing, ResolvedSwitching, ResolvedXenvmcChannel } from "../scenario/resolved/resolved-channel.js";
import type { NetbackLoad, NetbackStream } from "./netback.js";
import type { Path } from "./pair-traffic.js";
import type { ChannelParameters } from "./parameters.js";

/** CPU seconds that one message costs the sender, Dom0 and the receiver. */
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
  /** Received records are copied to kernel buffers. Absent if the reader reads directly from the ring. */
  readonly staging?: Pick<ResolvedStagedRing, "stagingLimitBytes" | "stagingAllocator">;
  /** The ring's index returns to the beginning when the ring is empty. */
  readonly rewinds: boolean;
  /** All peers of a guest share its ring. */
  readonly isShared: boolean;
  /** Messages from this size on are mapped and leave no bytes in the ring; Infinity for none. */
  readonly mapsFromBytes: number;
  /** The rings move to the staying peer when the migration begins. */
  readonly rehomes: boolean;
  /** The rings are pages of Dom0, mapped by both guests. */
  readonly inDom0: boolean;
  /** The copy leaves out the channel's pages until the last round. */
  readonly holdsBack: boolean;
  readonly switching: ResolvedSwitching;
  readonly teardown: ResolvedXenvmcChannel["teardown"];
}

/** Sizes in bytes, times in seconds. All functions take a message of `messageBytes` > 0. */
export interface Channel {
  readonly kind: ChannelKind;
  /** Name for texts; includes "reconstruction" if the channel is one. */
  readonly label: string;
  readonly parameters: ChannelParameters;
  /** The path between guests on one host. Between hosts it is always the network. */
  readonly localPath: Path;
  /** Absent for netfront. */
  readonly rings?: ChannelRings;
  /** Dom0's work for a stream; absent for a channel that does not go through Dom0. */
  readonly netback?: (stream: NetbackStream) => NetbackLoad;
  /** Number of records that carry one message: more than 1 if it is larger than the ring. @throws RangeError if the channel refuses it */
  recordsPerMessage(messageBytes: number): number;
  /** Time of the slowest stage per message in a stream (symbol t). */
  messageSeconds(messageBytes: number): number;
  /** Bytes per second of a stream, including blocking on a full ring. */
  throughputBytesPerSecond(messageBytes: number): number;
  /** Seconds from one user buffer to the other on an idle channel (symbol T): half a round trip. */
  oneWaySeconds(messageBytes: number): number;
  /** Seconds for a request and an answer of the same size. */
  roundTripSeconds(messageBytes: number): number;
  /** Number of copies from user buffer to user buffer. */
  copiesPerMessage(messageBytes: number): number;
  /** Notifications per message (symbol n_ev) at a message rate: at low rates batches do not fill. Default: a back-to-back stream. */
  eventsPerMessage(messageBytes: number, messagesPerSecond?: number): number;
  /** `receiverBusyRatio`, 0 to 1, is the share of time the receiver is awake and needs no wake-up. The rate is as in `eventsPerMessage`. */
  messageCpu(messageBytes: number, receiverBusyRatio: number, messagesPerSecond?: number): MessageCpu;
}
