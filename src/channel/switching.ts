/** How long a pair takes to leave a channel and to join one (docs/sources/channels.md#switching). */

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
  suspendLimitSeconds: 60,
};
