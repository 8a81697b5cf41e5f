/** How long a pair takes to leave a channel and to join one (docs/sources/channels.md#switching). */
import { PAIR_PAGES } from "./sizes.js";

export interface SwitchingTimes {
  /** From a guest's announcement to the last member having heard it (T_ann). Range 2-25 ms. */
  readonly announceSeconds: number;
  /** Unmapping one shared page (c_unmap). */
  readonly unmapSecondsPerPage: number;
  /** Releasing the channel after the mapper has let go (T_rel). */
  readonly releaseSeconds: number;
  /** From registering at a host to its list of members (T_reg). Range 3-26 ms. */
  readonly registerSeconds: number;
  /** Granting and mapping the pages of both rings (T_conn). */
  readonly connectSeconds: number;
  /** Agreeing on the switch, per socket. */
  readonly handshakeSeconds: number;
  /** Where members are found by asking now and then instead of by events, the wait for it; XenLoop: 0 .. 1 s. Default 0. */
  readonly pollSeconds: number;
  /** After which a message of the membership protocol is sent again, and how often at most. */
  readonly messageTimeoutSeconds: number;
  readonly messageRetries: number;
  /** After which libxl stops waiting for a guest to acknowledge the suspend request. */
  readonly suspendLimitSeconds: number;
}

export const DEFAULT_SWITCHING: SwitchingTimes = {
  announceSeconds: 5e-3,
  unmapSecondsPerPage: 1e-6,
  releaseSeconds: 1e-3,
  registerSeconds: 12e-3,
  connectSeconds: 1e-3,
  handshakeSeconds: 1e-3,
  pollSeconds: 0,
  messageTimeoutSeconds: 5,
  messageRetries: 5,
  suspendLimitSeconds: 60,
};

/** T_sw by formula: announcement, what is unread at its end read by the application, pages unmapped, channel released. */
export function leaveSeconds(times: SwitchingTimes, unreadBytes: number, readerBytesPerSecond: number): number {
  const draining = unreadBytes > 0 ? unreadBytes / readerBytesPerSecond : 0;
  return times.announceSeconds + draining + PAIR_PAGES * times.unmapSecondsPerPage + times.releaseSeconds;
}

/** T_join by formula, without residual bytes on the network path and without lost messages. */
export function joinSeconds(times: SwitchingTimes, sockets: number): number {
  return times.pollSeconds + times.registerSeconds + times.connectSeconds + sockets * times.handshakeSeconds;
}
