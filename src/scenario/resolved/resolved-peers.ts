/** Peers with every default filled in, in canonical units. Sending and receiving are seen from the migrating guest. */

export interface ResolvedPeer {
  /** Unique among the peers. */
  readonly name: string;
  /** Host of the peer: the migration's source, its destination, or another one. */
  readonly place: "source" | "destination" | "elsewhere";
  /** Which guest of the pair allocates the rings of XenVMC: the one with the lower domid. */
  readonly ringOwner: "migrating" | "peer";
  /** Flows; if empty, the pair is connected without traffic. */
  readonly flows: readonly ResolvedFlow[];
}

interface ResolvedFlowBase {
  readonly messageBytes: number;
  readonly protocol: "tcp" | "udp";
  /** Seconds from one burst of the sender to the next. Absent: the guest calibration's. */
  readonly pacingSeconds?: number;
  /** Rate at which the application at each receiving end reads; 0: never. Absent: as fast as bytes arrive. */
  readonly readerBytesPerSecond?: number;
  /** Weight of the flow's share of a saturated link. The migration has weight 1. */
  readonly weight: number;
}

/** A fixed offered rate in each direction. */
export interface ResolvedOpenFlow extends ResolvedFlowBase {
  readonly mode: "open";
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
}

/** A fixed number of bytes in each direction, then the flow ends. */
export interface ResolvedVolumeFlow extends ResolvedFlowBase {
  readonly mode: "volume";
  readonly sendBytes: number;
  readonly receiveBytes: number;
}

/** Requests of the migrating guest and answers of the same size, as fast as the channel allows. */
export interface ResolvedClosedFlow extends ResolvedFlowBase {
  readonly mode: "closed";
  readonly outstandingMessages: number;
  /** Seconds from an answer to the next request. */
  readonly thinkSeconds: number;
}

/** Traffic between the guest and one peer, by `mode`: open (at a rate), of a fixed volume, or closed (request and answer). */
export type ResolvedFlow = ResolvedOpenFlow | ResolvedVolumeFlow | ResolvedClosedFlow;
