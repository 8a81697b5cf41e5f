/** Closed forms of the times to leave and join a channel: oracles of the residency machine. */
import { PAIR_PAGES } from "../../src/channel/sizes.js";
import type { ResolvedSwitching } from "../../src/scenario/resolved/resolved-channel.js";

/** T_sw: announcement, the bytes unread at its end read by the application, pages unmapped, channel released. */
export function leaveSeconds(times: ResolvedSwitching, unreadBytes: number, readerBytesPerSecond: number): number {
  const draining = unreadBytes > 0 ? unreadBytes / readerBytesPerSecond : 0;
  return times.announceSeconds + draining + PAIR_PAGES * times.unmapSecondsPerPage + times.releaseSeconds;
}

/** T_join, without residual bytes on the network path. */
export function joinSeconds(times: ResolvedSwitching, sockets: number): number {
  return times.pollSeconds + times.registerSeconds + times.connectSeconds + sockets * times.handshakeSeconds;
}
