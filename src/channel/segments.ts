/** How netfront cuts a message into packets and slots of a page (docs/sources/channels.md#netfront). */
import type { NetfrontParameters } from "./parameters.js";
import type { Path } from "./peer.js";
import { PAGE_BYTES } from "./sizes.js";

export interface Segmentation {
  /** Packets of one message. Symbol: n_seg. */
  readonly segments: number;
  /** Page slots of one message. Symbol: n_pg. */
  readonly pages: number;
}

/** Bytes of a segment. Symbol: G. Sending is offloaded on either path; receiving from another host is not. */
export function segmentBytes(parameters: NetfrontParameters, path: Path, direction: "send" | "receive"): number {
  if (!parameters.segmentationOffload) return parameters.wireSegmentBytes;
  return path === "network" && direction === "receive" ? parameters.wireSegmentBytes : parameters.localSegmentBytes;
}

/** Bytes of the segments that a receiver counts to acknowledge what is sent: from another host each of them is one of the wire. */
export function acknowledgedSegmentBytes(parameters: NetfrontParameters, path: Path): number {
  return path === "network" ? parameters.wireSegmentBytes : segmentBytes(parameters, path, "send");
}

/** A segment of at most a page takes one slot; a larger one may straddle a page. */
export function segmentMessage(messageBytes: number, segment: number): Segmentation {
  const segments = Math.ceil(messageBytes / segment);
  const pages = segment <= PAGE_BYTES ? segments : Math.ceil(messageBytes / PAGE_BYTES) + segments - 1;
  return { segments, pages };
}
