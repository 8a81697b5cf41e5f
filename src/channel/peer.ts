/** Whom the migrating guest talks to and how much: what a channel is asked to carry. */

/** Where a peer is: on the host that is left, on the host that is reached, or on neither. */
export type PeerPlace = "source" | "destination" | "elsewhere";

/**
 * What carries the bytes of a pair of guests at a moment.
 * - `shared-memory`: the rings of XenVMC or of its modification;
 * - `bridge`: netfront and netback on one host, through Dom0, without the network card;
 * - `network`: netfront and netback across the network card.
 */
export type Path = "shared-memory" | "bridge" | "network";

/** Which guest of a pair allocated and granted the rings. XenVMC: the one with the smaller domid. */
export type RingOwner = "migrating" | "peer";

interface FlowBase {
  /** Bytes of one message, above 0. */
  readonly messageBytes: number;
  /** Seconds from one burst of the sender to the next. Default: that of the guest calibration. */
  readonly pacingSeconds?: number;
  /** Default `tcp`. A datagram is not acknowledged. */
  readonly protocol?: "tcp" | "udp";
  /** What the application at each receiving end reads; 0 for one that never reads. Default: as fast as bytes arrive. */
  readonly readerBytesPerSecond?: number;
  /** Share of a link that is full, relative to the others on it. The copy has 1. Default 1. */
  readonly weight?: number;
}

/** A fixed offered rate in each direction, seen from the migrating guest. */
export interface OpenFlow extends FlowBase {
  readonly mode: "open";
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
}

/** A fixed amount in each direction, as fast as the channel lets it, then done. */
export interface VolumeFlow extends FlowBase {
  readonly mode: "volume";
  readonly sendBytes: number;
  readonly receiveBytes: number;
}

/** Requests of the migrating guest and answers of the same size, the next request `thinkSeconds` after an answer. */
export interface ClosedFlow extends FlowBase {
  readonly mode: "closed";
  /** Requests under way at once, an integer of at least 1. */
  readonly outstandingMessages: number;
  readonly thinkSeconds: number;
}

export type Flow = OpenFlow | VolumeFlow | ClosedFlow;

export interface Peer {
  readonly name: string;
  readonly place: PeerPlace;
  readonly ringOwner: RingOwner;
  readonly flows: readonly Flow[];
}

/** What a flow really carries at a moment: offered rates after the channel had its say. */
export interface FlowTraffic {
  readonly messageBytes: number;
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  readonly pacingSeconds?: number;
  readonly protocol?: "tcp" | "udp";
  /** Bytes that lie unread at the receiving side at most, where a slow reader makes them more than one burst. */
  readonly unreadPeakBytes?: number;
  /** Share of what arrives by which that grows, 0 .. 1; the rest takes the place of what is read meanwhile. Default 0. */
  readonly unreadGrowthRatio?: number;
}

/** The traffic of one pair of guests at a moment. */
export interface PairTraffic {
  readonly peer: string;
  readonly path: Path;
  readonly ringOwner: RingOwner;
  readonly flows: readonly FlowTraffic[];
}
