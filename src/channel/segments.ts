/** How netfront splits a message into packets and page-sized slots (docs/sources/channels.md#netfront). */
import { GRANTED_PAGE_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedNetfront } from "../scenario/resolved/resolved-channel.js";
import type { Path } from "./pair-traffic.js";

export interface Segmentation {
  /** Packets of one message. Symbol: n_seg. */
  readonly segments: number;
  /** Page slots of one message. Symbol: n_pg. */
  readonly pages: number;
}

/** Bytes of a segment. Symbol: G. Sending uses segmentation offload on either path; receiving from another host does not. */
export function segmentBytes(netfront: ResolvedNetfront, path: Path, direction: "send" | "receive"): number {
  if (!netfront.segmentationOffload) return netfront.wireSegmentBytes;
  return path === "network" && direction === "receive" ? netfront.wireSegmentBytes : netfront.localSegmentBytes;
}

/** Bytes of the segments that a receiver acknowledges: on another host, segments of the network's MTU. */
export function acknowledgedSegmentBytes(netfront: ResolvedNetfront, path: Path): number {
  return path === "network" ? netfront.wireSegmentBytes : segmentBytes(netfront, path, "send");
}

/** A segment of at most a page takes one slot; a larger one may straddle a page. */
export function segmentMessage(messageBytes: number, segment: number): Segmentation {
  const segments = Math.ceil(messageBytes / segment);
  const pages = segment <= GRANTED_PAGE_BYTES ? segments : Math.ceil(messageBytes / GRANTED_PAGE_BYTES) + segments - 1;
  return { segments, pages };
}
