/** Peers with every default filled in, in canonical units. Sending and receiving are seen from the migrating guest. */

export interface ResolvedPeer {
  /** Unique among the peers. */
  readonly name: string;
  /** The host that is left, the host that is reached, or neither. */
  readonly place: "source" | "destination" | "elsewhere";
  /** Which guest of the pair allocates the rings of XenVMC: the one with the lower domid. */
  readonly ringOwner: "migrating" | "peer";
  /** None: the pair is connected and silent. */
  readonly flows: readonly ResolvedFlow[];
}

interface ResolvedFlowBase {
  readonly messageBytes: number;
  readonly protocol: "tcp" | "udp";
  /** Seconds from one burst of the sender to the next. Absent: that of the guest calibration. */
  readonly pacingSeconds?: number;
  /** What the application at each receiving end reads; 0 for one that never reads. Absent: as fast as bytes arrive. */
  readonly readerBytesPerSecond?: number;
  /** Share of a link that is full, relative to the other flows on it. The migration has 1. */
  readonly weight: number;
}

/** A fixed offered rate in each direction. */
export interface ResolvedOpenFlow extends ResolvedFlowBase {
  readonly mode: "open";
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
}

/** A fixed amount in each direction, then done. */
export interface ResolvedVolumeFlow extends ResolvedFlowBase {
  readonly mode: "volume";
  readonly sendBytes: number;
  readonly receiveBytes: number;
}

/** Requests of the migrating guest and answers of the same size, as fast as the channel lets them. */
export interface ResolvedClosedFlow extends ResolvedFlowBase {
  readonly mode: "closed";
  readonly outstandingMessages: number;
  /** From an answer to the next request. */
  readonly thinkSeconds: number;
}

/** Traffic between the guest and one peer, by `mode`: open (at a rate), of a fixed volume, or closed (request and answer). */
export type ResolvedFlow = ResolvedOpenFlow | ResolvedVolumeFlow | ResolvedClosedFlow;
