/**
 * Overrides of the dirtying calibration, all optional: a missing value is the calibration's. Their meaning is documented in
 * `src/channel/calibration/guest.ts`.
 */
export interface ResolvedDirtying {
  readonly pacingSeconds?: number;
  readonly base?: {
    /** The same value for both modes; only that of the guest's mode is used. */
    readonly hotPages?: { readonly pv: number; readonly pvh: number };
    readonly idleWakeSeconds?: number;
    readonly idle?: boolean;
    readonly coldPages?: number;
    readonly coldWritesPerSecond?: number;
  };
  /** The fields from `headPages` to `pagesPerSmallPacket` are for linux-6.1, the last two for linux-2.6. */
  readonly netfront?: {
    readonly poolPages?: number;
    readonly headPages?: number;
    readonly headWritesPerSlot?: number;
    readonly slotsPerReceivedPacket?: number;
    readonly largestSegmentBytes?: number;
    readonly busySecondsPerMessage?: number;
    readonly hotPages?: number;
    readonly sentPagesPerPage?: number;
    readonly receivedPagesPerPage?: number;
    readonly pagesPerSmallPacket?: number;
    readonly headPagesPerPacket?: number;
    readonly acknowledgementsPerSegment?: number;
  };
  readonly sharedMemory?: {
    readonly constantPages?: number;
    readonly receiverPages?: number;
    readonly allocatorPages?: number;
    readonly countsUserBuffer?: boolean;
  };
  /** The first for linux-6.1, the others for linux-2.6. */
  readonly peak?: {
    readonly readerLagSeconds?: number;
    readonly unreadBytes?: number;
    readonly spareStagingPages?: number;
    readonly leastPagesPerMessage?: number;
    readonly windowPages?: number;
    readonly rewoundPages?: number;
  };
}
