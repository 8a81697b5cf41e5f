/**
 * The parameters of the migration engines: what a scenario may override one by one. Presets with their values and
 * sources are in `presets/engines.ts`; the algorithms that read them are in `src/engine`.
 */

/** What every engine of Xen has. */
export interface XenWireParameters {
  /** Pages per batch. */
  readonly batchPages: number;
  /** Bytes of a batch's header and of each page's entry in it. */
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  /** Bytes before the first batch: image header, domain header, p2m. */
  readonly streamHeaderBytes: number;
  /** Bytes of vCPU, device and platform state sent after the last page: all of it. The presets' value is that of a guest with one vCPU. */
  readonly stateBytes: number;
  /** Handshakes between the last byte and the guest running at the destination, each twice the link's latency. */
  readonly roundTrips: number;
  /** Fixed seconds per batch: mapping it and preparing its header. */
  readonly batchSeconds: number;
  /** Seconds every round takes to look at one slot of its bitmap, sent or not. */
  readonly slotSeconds: number;
  /** Seconds to find out that a slot has no page and to list it, besides the bytes of its entry. */
  readonly holeSeconds: number;
  /** Seconds from enabling log-dirty to the first batch, with the guest running and its writes logged. */
  readonly setupSeconds: number;
}

/** Xen 2.0-4.5: xc_linux_save.c, xc_domain_save.c. */
export interface XenClassicParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-classic";
  /** Slots without a page are passed over. */
  readonly holeSeconds: 0;
  /** Live rounds at most. */
  readonly maxIterations: number;
  /** Stop when more than this many times the scanned slots have been sent. */
  readonly maxFactor: number;
  /** Stop when the round just finished had fewer pages than this to deal with, sent and skipped together. */
  readonly minDirtyPages: number;
  readonly scanOrder: "ascending" | "rotated";
  /** Leave a page that was written again before its turn to the next round. */
  readonly skipDirtyPages: boolean;
  /** Round 1 lists pages written before their turn without content, and counts them as sent (4.2, HVM). */
  readonly allocateOnlyFirstRound: boolean;
  /** Stop when a round at the highest rate sent more than the one before. */
  readonly growthRule: boolean;
  /** `ratchet`: raised when the guest dirties faster, never lowered (the code). `paper`: set anew from each round (NSDI'05's text). */
  readonly rateControl: "none" | "ratchet" | "paper";
  /** Mbit/s of 2^20 bits, as the limiter counts: first rate, cap, and the addition to what the guest dirtied. */
  readonly rateStartMbit: number;
  readonly rateMaxMbit: number;
  readonly rateIncrementMbit: number;
  /** False where the rate only decides when to stop and nothing is slowed down (2.0 without a resource limit). */
  readonly rateLimitsLink: boolean;
  readonly finalRoundUnlimited: boolean;
}

/** Xen 4.6 and later, xc_sr_save.c, xg_sr_save.c; and XCP-ng's policy on top of it. */
export interface XenStreamParameters extends XenWireParameters {
  readonly preset: string;
  readonly family: "xen-stream";
  /** Live rounds at most; 0 stands for no limit. */
  readonly maxIterations: number;
  /** A harvest below this many pages ends the live phase. */
  readonly minDirtyPages: number;
  /** True where a harvest of exactly `minDirtyPages` also ends it (4.6-4.9). */
  readonly minDirtyInclusive: boolean;
  /**
   * The stop-and-copy lists the slots without a page once more: a PV guest's ballooned frames are put off to it. Those of an
   * HVM or PVH guest are holes, listed in the first round alone.
   */
  readonly relistsHoles: boolean;
}

export type EngineParameters = XenClassicParameters | XenStreamParameters;
