/** How many ring records carry a message. */
import type { ResolvedRing } from "../scenario/resolved/resolved-channel.js";

/** 1, or more where the message is larger than a record may be and splitting is on; otherwise a RangeError, never a silent fit. */
export function recordsPerMessage(ring: ResolvedRing, messageBytes: number): number {
  const { largestMessageBytes, splitsLargeMessages } = ring;
  if (messageBytes > largestMessageBytes && !splitsLargeMessages) {
    throw new RangeError(`messageBytes: expected at most ${largestMessageBytes}, the ring less a header, received ${messageBytes}`);
  }
  return Math.ceil(messageBytes / largestMessageBytes);
}
