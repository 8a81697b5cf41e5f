/** Number of ring records that carry a message. */
import type { ResolvedRing } from "../scenario/resolved/resolved-channel.js";

/** 1, or more if the message exceeds the largest record and splitting is on. @throws RangeError if it is too large and splitting is off */
export function recordsPerMessage(ring: ResolvedRing, messageBytes: number): number {
  const { largestMessageBytes, splitsLargeMessages } = ring;
  if (messageBytes > largestMessageBytes && !splitsLargeMessages) {
    throw new RangeError(`messageBytes: expected at most ${largestMessageBytes}, the ring less a header, received ${messageBytes}`);
  }
  return Math.ceil(messageBytes / largestMessageBytes);
}
