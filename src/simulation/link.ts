/** The link between the two hosts. */
import type { ResolvedLink } from "../scenario/resolved.js";

/** Bytes per second that reach the other host: bandwidth times efficiency, in bytes. */
export function goodputBytesPerSecond(link: ResolvedLink): number {
  return (link.bandwidthBitsPerSecond * link.efficiencyRatio) / 8;
}
