/** The traffic between the migrating guest and its peers at one time, and its path. */
import type { ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";

/**
 * What carries the bytes of a pair of guests at one time.
 * - `shared-memory`: the rings of XenVMC or of its modification;
 * - `bridge`: netfront and netback on one host, through Dom0, without the network card;
 * - `network`: netfront and netback across the network card.
 */
export type Path = "shared-memory" | "bridge" | "network";

/** Whose memory the rings of a pair are: a guest's, or Dom0's (M6 of the modified protocol). */
export type RingOwner = ResolvedPeer["ringOwner"] | "dom0";

/** What a flow carries at one time: offered rates, limited to what its channel can carry. */
export interface FlowTraffic {
  readonly messageBytes: number;
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  /** As in the scenario's flow. Default: the guest calibration's. */
  readonly pacingSeconds?: number;
  /** A datagram is not acknowledged. Default `tcp`. */
  readonly protocol?: ResolvedFlow["protocol"];
  /** Maximum unread bytes at the receiver if a slow reader lets them exceed one burst. */
  readonly unreadPeakBytes?: number;
  /** Share of the arriving bytes, 0 to 1, that adds to the unread bytes; the rest replaces bytes read meanwhile. Default 0. */
  readonly unreadGrowthRatio?: number;
}

/** The traffic of one pair of guests at one time. */
export interface PairTraffic {
  readonly peer: string;
  readonly path: Path;
  readonly ringOwner: RingOwner;
  readonly flows: readonly FlowTraffic[];
}
