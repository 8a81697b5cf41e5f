/** What really flows between the migrating guest and its peers at a moment, and which way it goes. */
import type { ResolvedFlow, ResolvedPeer } from "../scenario/resolved/resolved-peers.js";

/**
 * What carries the bytes of a pair of guests at a moment.
 * - `shared-memory`: the rings of XenVMC or of its modification;
 * - `bridge`: netfront and netback on one host, through Dom0, without the network card;
 * - `network`: netfront and netback across the network card.
 */
export type Path = "shared-memory" | "bridge" | "network";

/** What a flow carries at a moment: offered rates, cut to what its channel can carry. */
export interface FlowTraffic {
  readonly messageBytes: number;
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  /** As in the flow. Absent: that of the guest calibration. */
  readonly pacingSeconds?: number;
  /** A datagram is not acknowledged. Default `tcp`. */
  readonly protocol?: ResolvedFlow["protocol"];
  /** Bytes that lie unread at the receiving side at most, where a slow reader makes them more than one burst. */
  readonly unreadPeakBytes?: number;
  /** Share of what arrives by which that grows, 0 to 1; the rest takes the place of what is read meanwhile. Default 0. */
  readonly unreadGrowthRatio?: number;
}

/** The traffic of one pair of guests at a moment. */
export interface PairTraffic {
  readonly peer: string;
  readonly path: Path;
  readonly ringOwner: ResolvedPeer["ringOwner"];
  readonly flows: readonly FlowTraffic[];
}
